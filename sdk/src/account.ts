import type { Device } from './device.js';
import type { Answer, Request } from './http.js';
import { type Session, signIn, unauthenticated } from './sign-in.js';

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

export function createAccount(device: Device): Account {
  const { http, vault, options, emit } = device;
  // Guests and accounts are kept apart: one must not continue the other's session.
  const name = options.auth ? options.auth.kind : 'guest';
  /** Undefined before the first sign-in, null after signing out. */
  let current: Session | undefined | null;
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

  async function renewAlone(stale?: Session): Promise<Answer<Session>> {
    const stored = await vault.read<Session>(name);
    // Another tab may have renewed while this one waited: using the old refresh token again would
    // look like theft and end the session.
    if (stored && (!stale || stored.accessToken !== stale.accessToken)) return adopt(stored);
    const answer = await signIn(device, stored);
    if (answer.status === 'ok') await vault.write(name, answer.body);
    return answer.status === 'ok' ? adopt(answer.body) : answer;
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
      // Not in the middle of a renewal, which would bring the session back.
      await device.exclusive(name, () => {
        current = null;
        return vault.write(name, null);
      });
      emit('auth', { player: null });
      if (!session) return false;
      return (await send(session, { path: '/sessions/current', method: 'DELETE' })).status === 'ok';
    },
  };
}
