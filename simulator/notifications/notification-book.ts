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
  /** As they were made, so that a page needs no copy of everything. */
  private readonly ids: string[] = [];
  private highestNumber = 0;

  put(notification: Notification): void {
    const { id, purchaseId, number } = notification;
    if (!this.byId.has(id)) this.ids.push(id);
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
    const among = purchaseId === undefined ? this.ids : (this.idsByPurchase.get(purchaseId) ?? []);
    const isWanted = (one: Notification) =>
      one.number < below &&
      (title === undefined || one.title === title) &&
      (store === undefined || one.store === store);
    const notifications: Notification[] = [];
    for (let at = among.length - 1; at >= 0; at -= 1) {
      const one = this.byId.get(among[at]!)!;
      if (!isWanted(one)) continue;
      // One more than the page holds only says that there is another page.
      if (notifications.length === limit) {
        return { notifications, nextNumber: notifications.at(-1)!.number };
      }
      notifications.push(one);
    }
    return { notifications, nextNumber: null };
  }
}
