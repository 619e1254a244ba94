import type { App, NotificationUrls } from './apps.js';
import type { Credentials } from './control/credentials.js';
import type { NotificationRequest } from './control/notification-routes.js';
import type { NotificationView } from './control/notification-view.js';
import type { PurchaseRequest } from './control/purchase-request.js';
import type { PurchaseView } from './control/purchase-view.js';
import type { Fault, FaultWish } from './faults.js';
import type { LeafChange } from './pki/certificate-authority.js';
import type { RefundWish } from './purchases/refund.js';

export type { Credentials } from './control/credentials.js';

/** A page of any list of the control surface. */
export interface Listed<Thing> {
  data: Thing[];
  nextCursor: string | null;
}

/** False does it in silence: the stores tell nobody. */
interface Told {
  notify?: boolean;
}

/** Speaks the control surface, so that a test reads like what a player and a store do. */
export class ControlClient {
  constructor(readonly url: string) {}

  buy(request: PurchaseRequest): Promise<PurchaseView> {
    return this.call('POST', '/purchases', request);
  }

  purchase(id: string): Promise<PurchaseView> {
    return this.call('GET', `/purchases/${id}`);
  }

  settle(id: string, told: Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'settle', told);
  }

  cancel(id: string, told: Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'cancel', told);
  }

  finish(id: string): Promise<PurchaseView> {
    return this.happen(id, 'finish', {});
  }

  refund(id: string, wish: RefundWish & Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'refund', wish);
  }

  reverseRefund(id: string, told: Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'reverse-refund', told);
  }

  declineRefund(id: string, told: Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'decline-refund', told);
  }

  chargeback(
    id: string,
    wish: { outcome?: 'upheld' | 'dismissed' } & Told = {},
  ): Promise<PurchaseView> {
    return this.happen(id, 'chargeback', wish);
  }

  askForConsumption(id: string, wish: { reason?: string } & Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'consumption-request', wish);
  }

  revoke(id: string, told: Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'revoke', told);
  }

  rescindConsent(id: string, told: Told = {}): Promise<PurchaseView> {
    return this.happen(id, 'rescind-consent', told);
  }

  /** What the stores told, newest first. */
  notifications(query: Record<string, string> = {}): Promise<Listed<NotificationView>> {
    return this.call('GET', `/notifications?${new URLSearchParams(query)}`);
  }

  notification(id: string): Promise<NotificationView> {
    return this.call('GET', `/notifications/${id}`);
  }

  tell(request: NotificationRequest): Promise<NotificationView> {
    return this.call('POST', '/notifications', request);
  }

  resend(id: string): Promise<NotificationView> {
    return this.call('POST', `/notifications/${id}/resend`);
  }

  /** Waits until everything that is due now was tried. */
  async deliver(): Promise<number> {
    return (await this.call<{ attempted: number }>('POST', '/deliver')).attempted;
  }

  register(app: App): Promise<App> {
    return this.call('POST', '/apps', app);
  }

  /** All apps of a title are told there from now on. */
  tellAt(notificationUrls: NotificationUrls, title = 'demo'): Promise<App> {
    return this.call('POST', '/apps', { title, notificationUrls });
  }

  /** One receipt of the old kind for several transactions. */
  async receipt(transactionIds: string[], bundleId?: string): Promise<string> {
    const body = { transactionIds, ...(bundleId !== undefined && { bundleId }) };
    return (await this.call<{ receipt: string }>('POST', '/receipts', body)).receipt;
  }

  changeLeaf(change: LeafChange): Promise<{ serial: string; notAfter: string; revoked: boolean }> {
    return this.call('POST', `/leaf/${change}`);
  }

  breakStore(fault: FaultWish): Promise<Fault> {
    return this.call('POST', '/faults', fault);
  }

  healStores(): Promise<void> {
    return this.call('DELETE', '/faults');
  }

  advanceClock(advanceMs: number): Promise<{ now: string; offsetMs: number }> {
    return this.call('POST', '/clock', { advanceMs });
  }

  setClock(iso: string): Promise<{ now: string; offsetMs: number }> {
    return this.call('POST', '/clock', { iso });
  }

  credentials(title = 'demo'): Promise<Credentials> {
    return this.call('GET', `/credentials?title=${encodeURIComponent(title)}`);
  }

  private happen(id: string, verb: string, wish: object): Promise<PurchaseView> {
    return this.call('POST', `/purchases/${id}/${verb}`, wish);
  }

  /** Any other call. Throws with the simulator's own words when it refuses. */
  async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as Answer;
  }
}
