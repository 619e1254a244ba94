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
  /**
   * Sends as whoever is signed in at the call, never as the next one; an access token that the
   * server no longer takes is renewed once.
   */
  call<T>(request: Request): Promise<Answer<T>>;
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
    http<Session>({ path: `/sessions${path}`, headers: { 'Gemtill-Key': key }, body });

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
      answer = await ask('/refresh', { refreshToken: stored.refreshToken });
    }
    if (!answer || answer.status === 'unauthenticated') {
      try {
        answer = await ask('', await credentials());
      } catch {
        return unauthenticated('identity');
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
    async call<T>(request: Request): Promise<Answer<T>> {
      const opened = await open();
      if (opened.status !== 'ok') return opened;
      const session = opened.body;
      const same = () => player() === session.player.id;
      let answer = await send<T>(session, request);
      if (answer.status === 'unauthenticated' && same()) {
        const renewed = await renew(session);
        if (renewed.status !== 'ok') return renewed;
        if (same()) answer = await send<T>(renewed.body, request);
      }
      // The account was changed while the answer was on its way: it is not this player's.
      return same() ? answer : unauthenticated('other_player');
    },
    async close() {
      const session = current;
      current = null;
      await vault.write(name, null);
      emit('auth', { player: null });
      if (!session) return false;
      const request = { path: '/sessions/current', method: 'DELETE' };
      return (await send(session, request)).status === 'ok';
    },
  };
}
