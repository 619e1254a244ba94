import type { PurchaseRequest } from './control/purchase-request.js';
import type { PurchaseView } from './control/purchase-view.js';
import type { Fault, FaultWish } from './faults.js';
import type { RefundWish } from './purchases/refund.js';

/** What a studio downloads from both stores, as `GET /control/credentials` gives it. */
export interface Credentials {
  apple: {
    issuerId: string;
    keyId: string;
    privateKey: string;
    bundleId: string;
    appAppleId: number;
    baseUrls: { production: string; sandbox: string };
    rootCertificateUrl: string;
  };
  google: {
    packageName: string;
    rootUrl: string;
    serviceAccount: {
      type: 'service_account';
      client_email: string;
      private_key: string;
      private_key_id: string;
      token_uri: string;
    };
  };
}

/** Speaks the control surface, so that a test reads like what a player and a store do. */
export class ControlClient {
  constructor(private readonly url: string) {}

  buy(request: PurchaseRequest): Promise<PurchaseView> {
    return this.call('POST', '/purchases', request);
  }

  purchase(id: string): Promise<PurchaseView> {
    return this.call('GET', `/purchases/${id}`);
  }

  settle(id: string): Promise<PurchaseView> {
    return this.call('POST', `/purchases/${id}/settle`);
  }

  cancel(id: string): Promise<PurchaseView> {
    return this.call('POST', `/purchases/${id}/cancel`);
  }

  finish(id: string): Promise<PurchaseView> {
    return this.call('POST', `/purchases/${id}/finish`);
  }

  refund(id: string, wish: RefundWish = {}): Promise<PurchaseView> {
    return this.call('POST', `/purchases/${id}/refund`, wish);
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

  credentials(title = 'demo'): Promise<Credentials> {
    return this.call('GET', `/credentials?title=${encodeURIComponent(title)}`);
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
