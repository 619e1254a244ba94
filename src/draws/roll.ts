import { createHash, createHmac } from 'node:crypto';

/** What makes a roll: the house's secret, the player's word, and a number that never repeats. */
export interface RollSource {
  /** 32 bytes. */
  readonly serverSeed: Buffer;
  readonly clientSeed: string;
  /** 1 for the first draw under this seed. */
  readonly nonce: number;
}

const SPAN = 1n << 64n;

/**
 * A whole number from 0 to below `total`, each equally likely: the first eight bytes of
 * HMAC-SHA256(server seed, "client seed:nonce:attempt") as a big-endian integer, modulo the total.
 * One from the incomplete last round of the modulus is rejected and the attempt, 0 at first, rises:
 * taken as it is it would make the low rolls likelier.
 */
export function rollBelow(total: number, { serverSeed, clientSeed, nonce }: RollSource): number {
  const below = BigInt(total);
  const fair = SPAN - (SPAN % below);
  for (let attempt = 0; ; attempt++) {
    const mac = createHmac('sha256', serverSeed).update(`${clientSeed}:${nonce}:${attempt}`);
    const value = mac.digest().readBigUInt64BE(0);
    if (value < fair) return Number(value % below);
  }
}

/** What is published of a server seed before it is used. */
export function commitmentOf(serverSeed: Buffer): Buffer {
  return createHash('sha256').update(serverSeed).digest();
}
