import type { SqlRow, SqlStatement, Statement } from '../platform/database/statement.js';

declare const rowBrand: unique symbol;

/**
 * A kind of rows that operations read and change, by name. It is pure, so that rules can name it;
 * the store that keeps it is registered with the till when the process starts.
 */
export interface Book<Row> {
  readonly name: string;
  readonly [rowBrand]?: Row;
}

export function book<Row>(name: string): Book<Row> {
  return { name };
}

/** One changed row: as it was loaded (undefined: it is new) and as it is now. */
export interface RowChange<Row> {
  readonly key: string;
  readonly before: Row | undefined;
  readonly after: Row;
}

/** Reads and writes the rows of a book in bulk; implemented by `*.store.ts` files. */
export interface BookStore<Row> {
  /**
   * Statements that read (and, where no wallet guards the rows, lock) the rows of these keys, which
   * come sorted and without repetition. An append-only book loads nothing.
   */
  load(keys: readonly string[]): readonly SqlStatement[];
  /** Rows by key, from what `load` returned, one list for each of its statements. */
  read(results: readonly (readonly SqlRow[])[]): Map<string, Row>;
  write(changes: readonly RowChange<Row>[]): readonly Statement[];
}

/** Where stores register the books that they keep. */
export class Books {
  readonly #stores = new Map<string, BookStore<unknown>>();

  /**
   * The order of registration is the order of loading and of writing. The wallets come first, since
   * their locks guard all that is read after them.
   */
  keep<Row>(name: Book<Row>, store: BookStore<Row>): void {
    if (this.#stores.size === 0 && name.name !== 'wallets') {
      throw new Error('the wallets are the first book');
    }
    if (this.#stores.has(name.name)) throw new Error(`two stores keep the book ${name.name}`);
    this.#stores.set(name.name, store as BookStore<unknown>);
  }

  entries(): Iterable<[string, BookStore<unknown>]> {
    return this.#stores.entries();
  }
}
