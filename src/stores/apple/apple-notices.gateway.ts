import type { TitleId } from '../../kernel/id.js';
import { withNewerKeys } from '../credentials-refused.js';
import type { StoreAccounts } from '../store-accounts.js';
import type {
  NotificationReading,
  StoreNotification,
  StoreScope,
  Verification,
} from '../store-gateway.js';
import { refused, verificationOf } from '../verification.js';
import type { AppleCustomers } from './apple-customers.gateway.js';
import {
  type AppleNotice,
  appleNoticeOf,
  appleNotificationOf,
  customerIn,
  needsTransaction,
} from './apple-notification.js';
import type { AppleSignatures } from './apple-signatures.gateway.js';
import { isSignedInTime } from './apple-transaction.js';
import type { AppleTransactions } from './apple-transactions.gateway.js';
import type { SignedPayload } from './apple-verifier.js';

/** `not_ours`: Apple signed it, and it is no notification to an app of the title. */
export type ListedReading = NotificationReading | { readonly outcome: 'not_ours' };

/** What the App Store tells by itself (App Store Server Notifications, version 2). */
export class AppleNotices {
  constructor(
    private readonly accounts: StoreAccounts,
    private readonly signatures: AppleSignatures,
    private readonly transactions: AppleTransactions,
    private readonly customers: AppleCustomers,
  ) {}

  /**
   * Reads what was posted as Apple's. Both signatures, that of the notification and that of the
   * transaction in it, must be Apple's, and both must name the same app of the title. Who posts
   * what Apple signed for somebody else is a forger too.
   */
  async read(titleId: TitleId, signed: unknown): Promise<NotificationReading> {
    const reading = await this.readListed(titleId, signed);
    return reading.outcome === 'not_ours' ? { outcome: 'forged' } : reading;
  }

  /** As `read`, for what Apple's own list holds: there it matters whether Apple signed it. */
  async readListed(titleId: TitleId, signed: unknown): Promise<ListedReading> {
    if (typeof signed !== 'string') return { outcome: 'forged' };
    const reading = await this.#readOnce(titleId, signed);
    const strange = reading.outcome === 'forged' || reading.outcome === 'not_ours';
    // An app that was added to the simulated title a moment ago is not in what was kept of it.
    return strange && this.accounts.forget() ? this.#readOnce(titleId, signed) : reading;
  }

  /**
   * The purchase in a kept notification, verified anew and equal to the id that it was kept by. Of
   * one about a customer: all that the customer bought, since it is their account that it concerns.
   */
  async observe(scope: StoreScope, notification: StoreNotification): Promise<Verification> {
    const account = await this.accounts.apple(scope.titleId);
    if (account === null) return refused('store_not_configured');
    const payload = await this.signatures.payloadOf(notification.payload);
    const notice = payload && appleNoticeOf(payload, account.apps);
    if (notice?.signedCustomer) return this.#ofCustomer(scope, notice);
    if (!notice?.signedTransaction) return refused('receipt_invalid');
    const reading = await this.transactions.signed(notice.signedTransaction, {
      bundleIds: [notice.app],
      environment: scope.environment,
    });
    const other =
      'purchase' in reading &&
      reading.purchase.storeTransactionId !== notification.storeTransactionId;
    return other ? refused('receipt_invalid') : verificationOf(reading);
  }

  async #readOnce(titleId: TitleId, signed: string): Promise<ListedReading> {
    const payload = await this.signatures.payloadOf(signed);
    if (payload === null) return { outcome: 'forged' };
    const account = await this.accounts.apple(titleId);
    const notice = account && appleNoticeOf(payload, account.apps);
    if (!notice) return { outcome: 'not_ours' };
    // Our clock or Apple's is wrong: later, when both have passed, it can be believed.
    if (!(await this.#isInTime(payload))) return { outcome: 'unavailable' };
    const { id } = notice;
    if (notice.environment === undefined) {
      return { outcome: 'unreadable', id, why: 'it is of an environment that we do not know' };
    }
    if (notice.signedTransaction === null && needsTransaction(notice)) {
      return { outcome: 'unreadable', id, why: `a ${notice.type} names no transaction` };
    }
    const transaction = notice.signedTransaction
      ? await this.signatures.payloadOf(notice.signedTransaction)
      : null;
    if (notice.signedTransaction && transaction === null) return { outcome: 'forged' };
    const customer = notice.signedCustomer
      ? await this.signatures.customerOf(notice.signedCustomer)
      : null;
    if (notice.signedCustomer && customer === null) return { outcome: 'forged' };
    if (customer && customerIn(customer, notice) === null) return { outcome: 'not_ours' };
    const notification = appleNotificationOf(notice, transaction, signed);
    return notification ? { outcome: 'genuine', notification } : { outcome: 'not_ours' };
  }

  async #ofCustomer(scope: StoreScope, notice: AppleNotice): Promise<Verification> {
    const payload = await this.signatures.customerOf(String(notice.signedCustomer));
    const id = payload && customerIn(payload, notice);
    const { app, environment } = notice;
    if (id === null || environment === undefined) return refused('receipt_invalid');
    const customer = { id, app, environment };
    const purchases = await withNewerKeys(this.accounts, () =>
      this.customers.purchasesOf(scope, customer),
    );
    return purchases.outcome === 'none' ? refused('receipt_invalid') : purchases;
  }

  async #isInTime(payload: SignedPayload): Promise<boolean> {
    return isSignedInTime(payload, await this.transactions.nowFor(payload));
  }
}
