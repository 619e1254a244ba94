import type { Purchase } from './purchase.js';

export interface PurchasePage {
  purchases: Purchase[];
  /** Where the next page starts, or nothing when this is the last. */
  nextNumber: number | null;
}

/** All purchases of both stores, in memory; the journal keeps them. */
export class PurchaseBook {
  private readonly byId = new Map<string, Purchase>();
  private highestNumber = 0;

  put(purchase: Purchase): void {
    this.byId.set(purchase.id, purchase);
    this.highestNumber = Math.max(this.highestNumber, purchase.number);
  }

  find(id: string): Purchase | undefined {
    return this.byId.get(id);
  }

  get nextNumber(): number {
    return this.highestNumber + 1;
  }

  all(): Purchase[] {
    return [...this.byId.values()];
  }

  /** Newest first. */
  page(query: { limit: number; below: number; accountToken?: string }): PurchasePage {
    const matching = this.all()
      .reverse()
      .filter((purchase) => purchase.number < query.below)
      .filter((purchase) => !query.accountToken || purchase.accountToken === query.accountToken);
    const purchases = matching.slice(0, query.limit);
    const last = purchases.at(-1);
    return { purchases, nextNumber: last && matching.length > query.limit ? last.number : null };
  }
}
