import { createEmitter, type Emitter } from './events.js';
import { createExclusive, createOnce, type Exclusive, type Once } from './exclusive.js';
import { createHttp, type Http } from './http.js';
import type { ClientOptions } from './options.js';
import { platformRandom, randomHex } from './random.js';
import { defaultStorage, openVault, type Vault } from './storage.js';

/** What every part of one client shares: its options, and the world outside behind small doors. */
export interface Device extends Emitter {
  readonly options: ClientOptions;
  readonly vault: Vault;
  readonly exclusive: Exclusive;
  readonly once: Once;
  readonly http: Http;
  /** Unpredictable hexadecimal digits, two for each byte. */
  hex(bytes: number): string;
}

export function createDevice(options: ClientOptions): Device {
  const { url, key, storage, random = platformRandom } = options;
  if (!url || !key) throw new TypeError('url and key');
  const prefix = `gemtill:${key}:`;
  return {
    ...createEmitter(),
    options,
    vault: openVault(prefix, storage || defaultStorage(prefix)),
    exclusive: createExclusive(prefix),
    once: createOnce(),
    http: createHttp(options),
    hex: (bytes) => randomHex(random, bytes),
  };
}
