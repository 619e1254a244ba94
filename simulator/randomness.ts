import { createHash, randomBytes } from 'node:crypto';

/**
 * Every id and every choice of the simulator, as a function of a seed and of what it is for.
 *
 * With a given seed the tenth purchase has the same id in every run, whatever happened in between;
 * without one nobody can tell it before. Keys and signatures are not made here: they are secret.
 */
export class Randomness {
  private constructor(private readonly seed: string) {}

  static of(seed: string | undefined): Randomness {
    return new Randomness(seed ?? randomBytes(32).toString('hex'));
  }

  /** The same bytes for the same purpose, always. */
  bytes(purpose: string, count: number): Buffer {
    return createHash('shake256', { outputLength: count })
      .update(`${this.seed}\n${purpose}`)
      .digest();
  }

  /** That many decimal digits, of which the first may be zero. */
  digits(purpose: string, count: number): string {
    const value = BigInt(`0x${this.bytes(purpose, count).toString('hex')}`);
    return (value % 10n ** BigInt(count)).toString().padStart(count, '0');
  }

  letters(purpose: string, count: number, alphabet: string): string {
    return [...this.bytes(purpose, count)].map((byte) => alphabet[byte % alphabet.length]).join('');
  }

  /** In the form of a random UUID (version 4). */
  uuid(purpose: string): string {
    const bytes = this.bytes(purpose, 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    const parts = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ];
    return parts.join('-');
  }

  /** The same things in another order; never in the given one when there are at least two. */
  shuffled<Thing>(purpose: string, things: readonly Thing[]): Thing[] {
    const left = [...things];
    const order: Thing[] = [];
    for (const byte of this.bytes(purpose, things.length)) {
      order.push(...left.splice(byte % left.length, 1));
    }
    const unchanged = order.every((thing, index) => thing === things[index]);
    return unchanged && order.length > 1 ? [...order.slice(1), order[0]!] : order;
  }
}
