import { type Id, type IdPrefix, idOf } from './id.js';

/** Makes new ids. Handed in, so that a test can make the same ids twice. */
export interface IdSource {
  next<Prefix extends IdPrefix>(prefix: Prefix): Id<Prefix>;
}

/**
 * UUIDv7 (RFC 9562 §6.2, method 3): 48 bits of milliseconds, then a counter that starts at random
 * each millisecond, then random bits. Ids of one source rise strictly, also when the clock steps
 * back, so that new rows are appended to the end of a primary key.
 */
export class TimeOrderedIds implements IdSource {
  #milliseconds = 0;
  #counter = 0;
  #pool: Buffer = Buffer.alloc(0);
  #used = 0;

  constructor(
    private readonly now: () => number,
    private readonly random: (size: number) => Buffer,
  ) {}

  next<Prefix extends IdPrefix>(prefix: Prefix): Id<Prefix> {
    return idOf(prefix, this.#bytes());
  }

  #bytes(): Buffer {
    const now = this.now();
    if (now > this.#milliseconds) {
      this.#milliseconds = now;
      this.#counter = this.#take(4).readUInt32BE() & 0x1ffffff; // room to count up before 2^26
    } else if (++this.#counter >= 0x4000000) {
      this.#milliseconds += 1;
      this.#counter = 0;
    }
    const bytes = Buffer.allocUnsafe(16);
    bytes.writeUIntBE(this.#milliseconds, 0, 6);
    bytes.writeUInt16BE(0x7000 | (this.#counter >>> 14), 6); // version 7 and the counter's top 12 bits
    bytes.writeUInt16BE(0x8000 | (this.#counter & 0x3fff), 8); // variant and its low 14 bits
    this.#take(6).copy(bytes, 10);
    return bytes;
  }

  /** Random bytes are drawn in blocks: a call for each id costs ten times as much (measured). */
  #take(size: number): Buffer {
    if (this.#used + size > this.#pool.length) {
      this.#pool = this.random(3072);
      this.#used = 0;
    }
    this.#used += size;
    return this.#pool.subarray(this.#used - size, this.#used);
  }
}
