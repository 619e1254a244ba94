import { createEmitter, type Emitter } from './events.js';
import { createExclusive, createOnce, type Exclusive, type Once } from './exclusive.js';
import { createHttp, type Http } from './http.js';
import type { Auth, ClientOptions } from './options.js';
import type { Queue } from './outbox.js';
import { platformRandom } from './random.js';
import { openVault, type Vault } from './storage.js';

/** What every part of one client shares: its options, and the world outside behind small doors. */
export interface Device extends Emitter {
  readonly options: ClientOptions;
  readonly auth: Auth;
  readonly vault: Vault;
  readonly exclusive: Exclusive;
  readonly once: Once;
  readonly http: Http;
  /** What is kept and not answered, as far as this client knows at once. */
  seen: Queue;
  /** The server's time as far as it is known, in milliseconds since 1970. */
  now(): number;
  /** Unpredictable bytes, as decimal numbers between dashes. */
  secret(bytes: number): string;
}

export function createDevice(options: ClientOptions): Device {
  const { key, storage, random = platformRandom } = options;
  if (!key) throw new TypeError('key');
  const prefix = `gemtill:${key}:`;
  let skew = 0;
  const now = () => (options.now || Date.now)() + skew;
  return {
    ...createEmitter(),
    options,
    auth: options.auth || { kind: 'guest' },
    vault: openVault(prefix, storage),
    exclusive: createExclusive(prefix),
    once: createOnce(),
    now,
    seen: {},
    http: createHttp(options, (serverTime) => {
      // The header has whole seconds: a smaller difference is none, and no date is none either.
      if (Math.abs(serverTime - now()) > 2e3) skew += serverTime - now();
    }),
    secret: (bytes) => random(bytes).join('-'),
  };
}
