import { type Purchase, type PurchaseState, type StoreName, visibleOrderId } from './purchase.js';

export interface PurchasePage {
  purchases: Purchase[];
  /** Where the next page starts, or nothing when this is the last. */
  nextNumber: number | null;
}

export interface PurchaseFilter {
  accountToken?: string;
  title?: string;
  store?: StoreName;
  state?: PurchaseState;
}

/** All purchases of both stores, in memory; the journal keeps them. */
export class PurchaseBook {
  private readonly byId = new Map<string, Purchase>();
  private readonly idsByOrder = new Map<string, string>();
  private highestNumber = 0;
  private highestRevision = 0;

  put(purchase: Purchase): void {
    this.byId.set(purchase.id, purchase);
    const order = purchase.store === 'google' ? visibleOrderId(purchase) : purchase.orderId;
    if (order !== null) this.idsByOrder.set(order, purchase.id);
    this.highestNumber = Math.max(this.highestNumber, purchase.number);
    this.highestRevision = Math.max(this.highestRevision, purchase.revision);
  }

  find(id: string): Purchase | undefined {
    return this.byId.get(id);
  }

  findByOrder(orderId: string): Purchase | undefined {
    return this.byId.get(this.idsByOrder.get(orderId) ?? '');
  }

  get nextNumber(): number {
    return this.highestNumber + 1;
  }

  get nextRevision(): number {
    return this.highestRevision + 1;
  }

  all(): Purchase[] {
    return [...this.byId.values()];
  }

  /** Newest first. */
  page(query: PurchaseFilter & { limit: number; below: number }): PurchasePage {
    const { limit, below, ...filter } = query;
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
    const matching = this.all()
      .reverse()
      .filter((purchase) => purchase.number < below)
      .filter((purchase) =>
        wanted.every(([field, value]) => purchase[field as keyof PurchaseFilter] === value),
      );
    const purchases = matching.slice(0, limit);
    const last = purchases.at(-1);
    return { purchases, nextNumber: last && matching.length > limit ? last.number : null };
  }
}
