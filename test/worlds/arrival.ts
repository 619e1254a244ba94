import type { Process } from './process.js';
import type { Time } from './virtual-time.js';

/** How long the other tabs of a browser go on reading what was, after a write. */
const LAG_MS = 60;

interface Write {
  readonly writer: Process;
  readonly value: string | null;
  readonly at: number;
}

/**
 * What each tab reads of `localStorage`: its own writes at once, those of others a moment later.
 * Every process of a browser has its own copy, and no lock waits for the copies.
 */
export class Arrival {
  readonly #writes = new Map<string, Write[]>();

  constructor(private readonly time: Time) {}

  write(writer: Process, key: string, value: string | null): void {
    const writes = this.#writes.get(key) ?? [{ writer, value: null, at: Number.NEGATIVE_INFINITY }];
    this.#writes.set(key, [...writes, { writer, value, at: this.time.now }]);
  }

  read(reader: Process, key: string): string | null {
    const seen = (this.#writes.get(key) ?? []).filter(
      ({ writer, at }) =>
        // What the dead wrote was sent; who starts takes all that is there.
        writer === reader || writer.dead || at <= reader.began || at + LAG_MS <= this.time.now,
    );
    return seen[seen.length - 1]?.value ?? null;
  }
}
