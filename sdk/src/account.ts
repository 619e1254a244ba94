import type { Device } from './device.js';
import type { Answer, Request } from './http.js';
import type { Failure } from './results.js';

export interface Session {
  readonly player: { readonly id: string };
  readonly accountToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A device with whoever is signed in on it. */
export interface Account extends Device {
  /** The id of the player, while one is signed in. */
  player(): string | undefined;
  /**
   * The stored session when there is one (without asking the server), else a new one. After
   * `close`, none unless `again` is true.
   */
  open(again?: boolean): Promise<Answer<Session>>;
  /** Sends as the player; an access token that the server no longer takes is renewed once. */
  call<T>(request: Request, as?: string): Promise<Answer<T>>;
  /** Forgets the tokens here, whether or not the server could be told. */
  close(): Promise<boolean>;
}

const unauthenticated = (code: string): Failure => ({ status: 'unauthenticated', code });

export function createAccount(device: Device): Account {
  const { http, vault, options, hex, emit } = device;
  const { auth = { kind: 'guest' }, key } = options;
  // Guests and accounts are kept apart: one must not continue the other's session.
  const name = `session.${auth.kind}`;
  /** Undefined before the first sign-in, null after signing out. */
  let current: Session | undefined | null;

  const ask = (path: string, body: unknown) =>
    http<Session>({ path, headers: { 'Gemtill-Key': key }, body, expects: 'accessToken' });

  const send = <T>(session: Session, request: Request) =>
    http<T>({
      ...request,
      headers: { ...request.headers, Authorization: `Bearer ${session.accessToken}` },
    });

  const player = () => (current ? current.player.id : undefined);

  function adopt(session: Session): Answer<Session> {
    const before = player();
    current = session;
    if (before !== player()) emit('auth', { player: session.player });
    return { status: 'ok', body: session };
  }

  async function credentials(): Promise<unknown> {
    if (auth.kind === 'identity') return { identityToken: await auth.getToken() };
    // The same device is the same guest, so its secret is kept before it is first used.
    let guest = await vault.read('device');
    if (!guest) {
      guest = { deviceId: hex(16), deviceSecret: hex(32) };
      await vault.write('device', guest);
    }
    return { guest };
  }

  async function renewAlone(stale?: Session): Promise<Answer<Session>> {
    const stored = await vault.read<Session>(name);
    let answer: Answer<Session> | undefined;
    if (stored) {
      // Another tab may have renewed while this one waited: using the old refresh token again
      // would look like theft and end the session.
      if (!stale || stored.accessToken !== stale.accessToken) return adopt(stored);
      answer = await ask('/v1/sessions/refresh', { refreshToken: stored.refreshToken });
    }
    if (!answer || answer.status === 'unauthenticated') {
      try {
        answer = await ask('/v1/sessions', await credentials());
      } catch {
        return unauthenticated('identity_token_unavailable');
      }
    }
    if (answer.status !== 'ok') return answer;
    await vault.write(name, answer.body);
    return adopt(answer.body);
  }

  const renew = (stale?: Session) =>
    device.once(name, () => device.exclusive(name, () => renewAlone(stale)));

  async function open(again?: boolean): Promise<Answer<Session>> {
    if (current) return { status: 'ok', body: current };
    return current === null && !again ? unauthenticated('signed_out') : renew();
  }

  return {
    ...device,
    player,
    open,
    async call<T>(request: Request, as?: string): Promise<Answer<T>> {
      let opened = await open();
      for (let renewed = false; ; renewed = true) {
        if (opened.status !== 'ok') return opened;
        const session = opened.body;
        const { id } = session.player;
        const answer = !as || as === id ? await send<T>(session, request) : undefined;
        // The account was changed before or while the answer was on its way: not this player's.
        if (!answer || player() !== id) return unauthenticated('other_player');
        if (renewed || answer.status !== 'unauthenticated') return answer;
        opened = await renew(session);
      }
    },
    async close() {
      const opened = await open();
      current = null;
      await vault.write(name, null);
      emit('auth', { player: null });
      if (opened.status !== 'ok') return false;
      const request = { path: '/v1/sessions/current', method: 'DELETE' };
      return (await send(opened.body, request)).status === 'ok';
    },
  };
}
