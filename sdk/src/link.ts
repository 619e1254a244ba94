import type { Emitter } from './events.js';
import type { Answer } from './http.js';
import type { ClientOptions } from './options.js';
import type { Wallet } from './shapes.js';
import type { Session } from './sign-in.js';

/** What the other entries of this package may ask of a client. It can change with any version. */
export interface Link {
  readonly options: ClientOptions;
  /** Who is signed in; signs in when nobody is. Throws a `Failure`. */
  session(): Promise<Session>;
  /** Sends as the player, with repeats, and renews the session once. */
  request<T>(path: string, body?: unknown): Promise<Answer<T>>;
  /** Takes a newer wallet; an older one is dropped. */
  learn(wallet: Wallet | undefined): void;
  readonly tell: Emitter['emit'];
}
