import type { Environment } from '../../kernel/environment.js';
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
import type { AppleClient, ApplePlace, AppleReply } from './apple-client.gateway.js';
import { isTransactionId } from './apple-proof.js';
import { isUnknownTransaction, unexpectedOfApple } from './apple-reply.js';
import type { AppleTransactions } from './apple-transactions.gateway.js';

/** A customer, by any transaction of theirs or by the number of their copy of the app. */
export interface AppleCustomer {
  readonly id: string;
  /** null: each of the title's apps is asked. */
  readonly app: string | null;
  readonly environment: Environment;
}

type AskPage = (place: ApplePlace, revision: string | null) => Promise<AppleReply>;

/** A customer with so many pages is none. */
const PAGES_MAX = 1_000;

/** What one customer bought and was given back, all pages of it. Throws `StoreUnavailable`. */
export class AppleCustomers {
  constructor(
    private readonly accounts: StoreAccounts,
    private readonly transactions: AppleTransactions,
    private readonly client: AppleClient,
  ) {}

  /** All refunds of the customer who made this payment (refund lookup, version 2). */
  refundsOf(
    scope: StoreScope,
    { storeTransactionId: id, app, environment }: StorePayment,
  ): Promise<Verification | { readonly outcome: 'none' }> {
    const customer = { id, app, environment };
    return this.#all(scope, customer, (place, revision) => {
      return this.client.refunds(place, id, revision);
    });
  }

  /** All consumables that a customer bought, in whichever state (transaction history). */
  purchasesOf(
    scope: StoreScope,
    customer: AppleCustomer,
  ): Promise<Verification | { readonly outcome: 'none' }> {
    return this.#all(scope, customer, (place, revision) => {
      return this.client.purchases(place, customer.id, revision);
    });
  }

  async #all(
    scope: StoreScope,
    { id, app, environment }: AppleCustomer,
    ask: AskPage,
  ): Promise<Verification | { readonly outcome: 'none' }> {
    const account = await this.accounts.apple(scope.titleId);
    if (account === null) return refused('store_not_configured');
    if (!isTransactionId(id)) return refused('receipt_invalid');
    const key = account.apiKey();
    if (key === null) throw new StoreUnavailable('the title has no API key of Apple');
    const apps = app === null ? account.apps.map((each) => each.bundleId) : [app];
    for (const bundleId of apps) {
      const purchases = await this.#pages(scope, { account, key, bundleId, environment }, ask);
      if (purchases === null) continue;
      const [first, ...others] = purchases;
      if (first === undefined) return { outcome: 'none' };
      return { outcome: 'verified', purchases: [first, ...others] };
    }
    return refused('receipt_invalid');
  }

  /** null: Apple does not know the customer in this app. */
  async #pages(scope: StoreScope, place: ApplePlace, ask: AskPage): Promise<Purchase[] | null> {
    const purchases: Purchase[] = [];
    let revision: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const reply = await ask(place, revision);
      if (isUnknownTransaction(reply)) return null;
      const { signedTransactions: list, hasMore, revision: next } = asObject(reply.body) ?? {};
      if (reply.status !== 200 || !Array.isArray(list)) throw unexpectedOfApple(reply);
      for (const signed of list) {
        const purchase = await this.#listed(scope, place, signed);
        if (purchase !== null) purchases.push(purchase);
      }
      if (hasMore !== true) return purchases;
      if (typeof next !== 'string' || next === revision) break;
      revision = next;
    }
    throw new StoreUnavailable('a list of Apple does not end');
  }
  /**
   * null for what is not ours to credit: subscriptions and what relatives share are listed too, and
   * none of it was gems. What Apple itself lists is no forgery: what is not signed by it, or signed
   * and no transaction, was broken on the way, and the list is not complete without it.
   */
  async #listed(scope: StoreScope, place: ApplePlace, signed: unknown): Promise<Purchase | null> {
    const expected = { bundleIds: [place.bundleId], environment: scope.environment };
    const reading =
      typeof signed === 'string' ? await this.transactions.signed(signed, expected) : null;
    if (reading === null || ('code' in reading && reading.code === 'receipt_invalid')) {
      throw new StoreUnavailable('a transaction in a list of Apple cannot be verified');
    }
    return 'purchase' in reading ? reading.purchase : null;
  }
}
