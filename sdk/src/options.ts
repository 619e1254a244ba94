import type { Fetch } from './http.js';
import type { RandomBytes } from './random.js';
import type { PurchaseSource } from './source.js';
import type { KeyValueStorage } from './storage.js';

/** Who signs in: a guest of this device, or the studio's own account by its signed token. */
export type Auth =
  | { readonly kind: 'guest' }
  | { readonly kind: 'identity'; getToken(): Promise<string> };

export interface ClientOptions {
  /** Where the service answers, without a path, e.g. `https://till.example.com`. */
  readonly url: string;
  /** The publishable key `pk_…`; it names title and environment. */
  readonly key: string;
  /** Default `{ kind: 'guest' }`. */
  readonly auth?: Auth;
  /** Where real money comes from. Without it `topUp` throws; `claim` still works. */
  readonly source?: PurchaseSource;
  /** Default `localStorage` where it works, else memory (nothing then survives the page). */
  readonly storage?: KeyValueStorage;
  readonly fetch?: Fetch;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Unpredictable bytes; needed only where `crypto.getRandomValues` is missing. */
  readonly random?: RandomBytes;
  /** A language tag such as `de-CH` for names and prices. */
  readonly locale?: string;
  /** How long one attempt may take. Default 10,000. */
  readonly timeoutMs?: number;
  /** How often an attempt without a definite answer is repeated. Default 2. */
  readonly retries?: number;
  /** The first step of the growing pause between attempts. Default 300. */
  readonly retryDelayMs?: number;
}
