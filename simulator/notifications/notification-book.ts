import type { StoreName } from '../purchases/purchase.js';
import type { Notification } from './notification.js';

export interface NotificationFilter {
  title?: string;
  store?: StoreName;
  purchaseId?: string;
}

export interface NotificationPage {
  notifications: Notification[];
  /** Where the next page starts, or nothing when this is the last. */
  nextNumber: number | null;
}

/** Everything that the stores told or still have to tell, in memory; the journal keeps it. */
export class NotificationBook {
  private readonly byId = new Map<string, Notification>();
  private readonly idsByPurchase = new Map<string, string[]>();
  private highestNumber = 0;

  put(notification: Notification): void {
    const { id, purchaseId, number } = notification;
    if (purchaseId !== null && !this.byId.has(id)) {
      const ids = this.idsByPurchase.get(purchaseId) ?? [];
      ids.push(id);
      this.idsByPurchase.set(purchaseId, ids);
    }
    this.byId.set(id, notification);
    this.highestNumber = Math.max(this.highestNumber, number);
  }

  find(id: string): Notification | undefined {
    return this.byId.get(id);
  }

  get nextNumber(): number {
    return this.highestNumber + 1;
  }

  /** Oldest first. */
  all(): Notification[] {
    return [...this.byId.values()];
  }

  /** Oldest first. */
  ofPurchase(purchaseId: string): Notification[] {
    return (this.idsByPurchase.get(purchaseId) ?? []).map((id) => this.byId.get(id)!);
  }

  /** Newest first. */
  page(query: NotificationFilter & { limit: number; below: number }): NotificationPage {
    const { limit, below, purchaseId, title, store } = query;
    const among = purchaseId === undefined ? this.all() : this.ofPurchase(purchaseId);
    const matching = among
      .filter((one) => one.number < below)
      .filter((one) => title === undefined || one.title === title)
      .filter((one) => store === undefined || one.store === store)
      .reverse();
    const notifications = matching.slice(0, limit);
    const last = notifications.at(-1);
    return { notifications, nextNumber: last && matching.length > limit ? last.number : null };
  }
}
