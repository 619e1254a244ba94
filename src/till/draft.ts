import type { Book } from './book.js';
import type { Change, Desk } from './operation.js';

/** A desk on which one decision lays several steps: each sees what the ones before it changed. */
export class Draft implements Desk {
  readonly #rows = new Map<string, Change>();

  constructor(private readonly under: Desk) {}

  get now(): number {
    return this.under.now;
  }

  get ids(): Desk['ids'] {
    return this.under.ids;
  }

  row<Row>(book: Book<Row>, key: string): Row | undefined {
    const changed = this.#rows.get(nameOf(book, key));
    return changed ? (changed.row as Row) : this.under.row(book, key);
  }

  put(...changes: readonly Change[]): void {
    for (const one of changes) this.#rows.set(nameOf(one.book, one.key), one);
  }

  /** All that was put, each row once as it is at last. */
  get changes(): Change[] {
    return [...this.#rows.values()];
  }
}

function nameOf(book: Book<unknown>, key: string): string {
  return `${book.name}\n${key}`;
}
