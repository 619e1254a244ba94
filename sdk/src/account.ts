import type { Device } from './device.js';
import { unauthenticated } from './failure.js';
import type { Reply, Request } from './http.js';
import type { Failure } from './results.js';
import { type Session, signIn } from './sign-in.js';

/** A device with whoever is signed in on it. What fails throws a `Failure`. */
export interface Account extends Device {
  /** The id of the player, while one is signed in. */
  player(): string | undefined | null;
  /**
   * The stored session when there is one (without asking the server), else a new one. After
   * `close`, none unless `again` is true.
   */
  open(again?: boolean): Promise<Session>;
  /**
   * Sends as whoever is signed in at the call, never as the next one; an access token that the
   * server no longer takes is renewed once.
   */
  call<T>(...request: Request): Promise<Reply<T>>;
  /** Forgets the tokens here, whether or not the server could be told. */
  close(): Promise<boolean>;
}

export function createAccount(device: Device): Account {
  const { vault, exclusive } = device;
  // Guests and accounts are kept apart: one must not continue the other's session.
  const name = device.auth.kind;
  /** Undefined before the first sign-in, null after signing out. */
  let current: Session | undefined | null;
  const player = () => current && current.player.id;
  const send = async <T>({ accessToken }: Session, request: Request): Promise<Reply<T>> =>
    device.http({ Authorization: `Bearer ${accessToken}` }, ...request);

  const renew = (stale?: Session) =>
    device.once(name, () =>
      exclusive(name, async () => {
        let session = await vault.read<Session>(name);
        // Another tab may have renewed while this one waited: using the old refresh token again
        // would look like theft and end the session.
        if (!session || (stale && session.accessToken === stale.accessToken)) {
          session = await signIn(device, session);
          await vault.write(name, session);
        }
        const before = player();
        current = session;
        if (before !== player()) {
          device.emit('auth', { player: session.player });
          // Whoever asked for a renewal asks as the one that was signed in, not as the next.
          if (stale) throw unauthenticated('other_player');
        }
        return session;
      }),
    );

  async function open(again?: boolean): Promise<Session> {
    if (current === null && !again) throw unauthenticated('signed_out');
    return current || renew();
  }

  return Object.assign(device, {
    player,
    open,
    async call<T>(...request: Request) {
      const session = await open();
      const same = () => player() === session.player.id;
      const reply = await send<T>(session, request).catch(async (failure: Failure) => {
        if (failure.status !== 'unauthenticated' || !same()) throw failure;
        return send<T>(await renew(session), request);
      });
      // The account was changed while the answer was on its way: it is not this player's.
      if (!same()) throw unauthenticated('other_player');
      return reply;
    },
    async close() {
      const session = current;
      // Not in the middle of a renewal, which would bring the session back.
      await exclusive(name, () => {
        current = null;
        return vault.write(name, null);
      });
      device.emit('auth', { player: null });
      return send(session as Session, ['/sessions/current', undefined, 'DELETE']).then(
        () => true,
        () => false,
      );
    },
  });
}
