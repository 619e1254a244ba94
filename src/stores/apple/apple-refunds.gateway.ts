import { asObject } from '../calls/json-object.js';
import type { StoreAccounts } from '../store-accounts.js';
import {
  type Purchase,
  type StorePayment,
  type StoreScope,
  StoreUnavailable,
  type Verification,
} from '../store-gateway.js';
import { refused } from '../verification.js';
import type { AppleClient, ApplePlace } from './apple-client.gateway.js';
import { isTransactionId } from './apple-proof.js';
import { isUnknownTransaction, unexpectedOfApple } from './apple-reply.js';
import type { AppleTransactions } from './apple-transactions.gateway.js';

/** A customer with so many pages of refunds is none. */
const PAGES_MAX = 1_000;

/** All refunds of one customer, from whichever transaction of theirs (refund lookup, version 2). */
export class AppleRefunds {
  constructor(
    private readonly accounts: StoreAccounts,
    private readonly transactions: AppleTransactions,
    private readonly client: AppleClient,
  ) {}

  /** Throws `StoreUnavailable`. */
  async of(
    scope: StoreScope,
    payment: StorePayment,
  ): Promise<Verification | { readonly outcome: 'none' }> {
    const id = payment.storeTransactionId;
    const account = await this.accounts.apple(scope.titleId);
    if (account === null) return refused('store_not_configured');
    if (!isTransactionId(id)) return refused('receipt_invalid');
    const key = account.apiKey();
    if (key === null) throw new StoreUnavailable('the title has no API key of Apple');
    const { environment } = payment;
    const apps = payment.app === null ? account.apps.map((app) => app.bundleId) : [payment.app];
    for (const bundleId of apps) {
      const purchases = await this.#all(scope, { account, key, bundleId, environment }, id);
      if (purchases === null) continue;
      const [first, ...others] = purchases;
      if (first === undefined) return { outcome: 'none' };
      return { outcome: 'verified', purchases: [first, ...others] };
    }
    return refused('receipt_invalid');
  }

  /** null: Apple does not know the transaction in this app. */
  async #all(scope: StoreScope, place: ApplePlace, id: string): Promise<Purchase[] | null> {
    const purchases: Purchase[] = [];
    let revision: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const reply = await this.client.refunds(place, id, revision);
      if (isUnknownTransaction(reply)) return null;
      const { signedTransactions: list, hasMore, revision: next } = asObject(reply.body) ?? {};
      if (reply.status !== 200 || !Array.isArray(list)) throw unexpectedOfApple(reply);
      for (const signed of list) {
        const bundleIds = [place.bundleId];
        const expected = { bundleIds, environment: scope.environment };
        const reading = await this.transactions.signed(String(signed), expected);
        // Subscriptions and what relatives share are refunded too: none of it was gems.
        if ('purchase' in reading) purchases.push(reading.purchase);
      }
      if (hasMore !== true) return purchases;
      if (typeof next !== 'string' || next === revision) break;
      revision = next;
    }
    throw new StoreUnavailable('the list of refunds of Apple does not end');
  }
}
