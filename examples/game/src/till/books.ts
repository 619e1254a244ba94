/** Both sides of the ledger, as `GET /v1/demo/ledger` tells them; newest first. */
export interface Books {
  readonly data: readonly BookTransaction[];
  /** What everything ever written for the player adds up to, per currency. */
  readonly sums: Readonly<Record<string, number>>;
}

export interface BookTransaction {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: string;
  readonly storeTransactionId: string | null;
  readonly entries: readonly {
    readonly account: string;
    readonly own: boolean;
    readonly currency: string;
    readonly amount: number;
    readonly balanceAfter: number | null;
  }[];
}

/** What the simulator says that its store sold. */
export interface Sold {
  readonly id: string;
  readonly productId: string;
  readonly state: string;
  readonly finished: boolean;
  readonly consumed: boolean;
}

export interface Tally {
  readonly paid: number;
  readonly credited: number;
  /** Paid and not credited, and the store still holds it: it will be found. */
  readonly onItsWay: number;
  /** Paid, not credited in full, and the store was told that it is done: gone for good. */
  readonly lost: number;
  /** Credited with more than was paid for. */
  readonly double: number;
}

/**
 * Compares what the store sold with what the ledger credited, payment by payment. `gemsOf` tells
 * what a product brings.
 */
export function tallyOf(
  sold: readonly Sold[],
  books: Books,
  gemsOf: (productId: string) => number,
): Tally {
  const credits = new Map<string, number>();
  for (const { kind, storeTransactionId, entries } of books.data) {
    if (kind !== 'topup' || storeTransactionId === null) continue;
    // What the store owed and paid: a bonus comes from elsewhere.
    const gems = entries
      .filter(({ account }) => account === 'store_clearing')
      .reduce((sum, { amount }) => sum - amount, 0);
    credits.set(storeTransactionId, (credits.get(storeTransactionId) ?? 0) + gems);
  }
  const tally = { paid: 0, credited: 0, onItsWay: 0, lost: 0, double: 0 };
  for (const { id, productId, state, finished, consumed } of sold) {
    if (state === 'pending' || state === 'cancelled') continue;
    tally.paid += 1;
    const gems = credits.get(id) ?? 0;
    const wanted = gemsOf(productId);
    credits.delete(id);
    if (gems > 0) tally.credited += 1;
    if (gems > wanted) tally.double += 1;
    else if (gems === wanted) continue;
    else if (finished || consumed) tally.lost += 1;
    else tally.onItsWay += 1;
  }
  // Credited, and no store sold it.
  tally.double += credits.size;
  return tally;
}

/** Every transaction is zero, and so is everything together. */
export function isBalanced({ data, sums }: Books): boolean {
  const whole = Object.values(sums).every((sum) => sum === 0);
  return (
    whole &&
    data.every(({ entries }) => {
      const totals: Record<string, number> = {};
      for (const { currency, amount } of entries)
        totals[currency] = (totals[currency] ?? 0) + amount;
      return Object.values(totals).every((sum) => sum === 0);
    })
  );
}
