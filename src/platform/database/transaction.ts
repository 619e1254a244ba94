declare const readerBrand: unique symbol;
declare const transactionBrand: unique symbol;

/** A way to read. Opaque: only stores can look inside (`sql.ts`). */
export interface Reader {
  readonly [readerBrand]: true;
}

/** A running transaction. Required and first wherever something is written. */
export interface Transaction extends Reader {
  readonly [transactionBrand]: true;
}
