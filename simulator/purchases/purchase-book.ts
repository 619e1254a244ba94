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
  private readonly idsByCustomer = new Map<string, string[]>();
  /** As they were made, so that a page needs no copy of everything. */
  private readonly ids: string[] = [];
  private highestNumber = 0;
  private highestRevision = 0;

  put(purchase: Purchase): void {
    if (!this.byId.has(purchase.id)) this.enter(purchase);
    this.byId.set(purchase.id, purchase);
    const order = purchase.store === 'google' ? visibleOrderId(purchase) : purchase.orderId;
    if (order !== null) this.idsByOrder.set(order, purchase.id);
    this.highestNumber = Math.max(this.highestNumber, purchase.number);
    this.highestRevision = Math.max(this.highestRevision, purchase.revision);
  }

  private enter({ id, appTransactionId }: Purchase): void {
    this.ids.push(id);
    if (appTransactionId === null) return;
    const theirs = this.idsByCustomer.get(appTransactionId) ?? [];
    theirs.push(id);
    this.idsByCustomer.set(appTransactionId, theirs);
  }

  find(id: string): Purchase | undefined {
    return this.byId.get(id);
  }

  findByOrder(orderId: string): Purchase | undefined {
    return this.byId.get(this.idsByOrder.get(orderId) ?? '');
  }

  /** What was bought in one customer's copy of an app, by Apple's name of it; oldest first. */
  ofCustomer(appTransactionId: string): Purchase[] {
    return (this.idsByCustomer.get(appTransactionId) ?? []).map((id) => this.byId.get(id)!);
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
    const { limit, below, accountToken, title, store, state } = query;
    const isWanted = (purchase: Purchase) =>
      purchase.number < below &&
      (accountToken === undefined || purchase.accountToken === accountToken) &&
      (title === undefined || purchase.title === title) &&
      (store === undefined || purchase.store === store) &&
      (state === undefined || purchase.state === state);
    const purchases: Purchase[] = [];
    for (let at = this.ids.length - 1; at >= 0; at -= 1) {
      const purchase = this.byId.get(this.ids[at]!)!;
      if (!isWanted(purchase)) continue;
      // One more than the page holds only says that there is another page.
      if (purchases.length === limit) return { purchases, nextNumber: purchases.at(-1)!.number };
      purchases.push(purchase);
    }
    return { purchases, nextNumber: null };
  }
}
