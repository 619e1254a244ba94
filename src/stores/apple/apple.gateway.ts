import { Logger } from '@nestjs/common';
import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { TitleId } from '../../kernel/id.js';
import { storeDeadline } from '../calls/deadline.js';
import { withNewerKeys } from '../credentials-refused.js';
import type { AppleAccount, StoreAccounts } from '../store-accounts.js';
import type {
  HistoryItem,
  IncomingNotification,
  NotificationReading,
  Proof,
  StoreGateway,
  StoreNotification,
  StorePayment,
  StoreScope,
  UsageReport,
  Verification,
} from '../store-gateway.js';
import { refused, unlessUnavailable, verificationOf } from '../verification.js';
import { AppleActions } from './apple-actions.gateway.js';
import { AppleClient } from './apple-client.gateway.js';
import { AppleCustomers } from './apple-customers.gateway.js';
import { AppleHistory } from './apple-history.gateway.js';
import { AppleNotices } from './apple-notices.gateway.js';
import { appleProofKind, claimedTransaction, isTransactionId } from './apple-proof.js';
import { AppleReceipts } from './apple-receipts.gateway.js';
import { AppleSignatures } from './apple-signatures.gateway.js';
import { AppleTransactions } from './apple-transactions.gateway.js';

/**
 * The App Store. The usual proof is the transaction that StoreKit 2 hands to the device, signed by
 * Apple: it is verified here, without asking Apple. The id of a transaction and a receipt of
 * StoreKit 1 are proofs too, which Apple is asked about.
 */
export class AppleGateway implements StoreGateway {
  readonly store = 'apple';
  readonly finishes = true;
  readonly #teller = { log: new Logger(AppleGateway.name), store: 'Apple' };
  readonly #actions: AppleActions;
  readonly #customers: AppleCustomers;
  readonly #history: AppleHistory;
  readonly #notices: AppleNotices;
  readonly #receipts: AppleReceipts;
  readonly #transactions: AppleTransactions;

  constructor(
    private readonly accounts: StoreAccounts,
    clock: Clock,
    client = new AppleClient(clock),
  ) {
    const signatures = new AppleSignatures(accounts);
    this.#transactions = new AppleTransactions(accounts, signatures, client, clock);
    this.#receipts = new AppleReceipts(clock, this.#transactions);
    this.#actions = new AppleActions(accounts, client);
    this.#customers = new AppleCustomers(accounts, this.#transactions, client);
    this.#notices = new AppleNotices(accounts, signatures, this.#transactions, this.#customers);
    this.#history = new AppleHistory(accounts, this.#notices, client, clock);
  }

  claimedPurchase(proof: string): string {
    return claimedTransaction(proof);
  }

  verify(scope: StoreScope, { text }: Proof): Promise<Verification> {
    // Only a bare id can be asked for later: what an unverified signature claims is not believed.
    const id = isTransactionId(text) ? text : null;
    return unlessUnavailable(this.#teller, id, async () => {
      const verify = () => this.#verifyOnce(scope, text);
      const verification = await withNewerKeys(this.accounts, verify);
      // An app that was added to the simulated title a moment ago is not in what was kept of it.
      const strange = verification.outcome === 'refused' && isOfOtherApp(verification.code);
      return strange && this.accounts.forget() ? verify() : verification;
    });
  }

  look(scope: StoreScope, payment: StorePayment): Promise<Verification> {
    const { app, environment, storeTransactionId: id } = payment;
    return unlessUnavailable(this.#teller, id, async () => {
      if (!isTransactionId(id)) return refused('receipt_invalid');
      return withNewerKeys(this.accounts, () =>
        this.#byId(scope, id, { environments: [environment], app }),
      );
    });
  }

  finish(scope: StoreScope, payment: StorePayment): Promise<void> {
    return this.#actions.finish(scope, payment);
  }

  /** Apple does not ask for it. */
  async acknowledge(): Promise<void> {}

  reportUsage(scope: StoreScope, payment: StorePayment, report: UsageReport): Promise<void> {
    return this.#actions.reportUsage(scope, payment, report);
  }

  assign(scope: StoreScope, payment: StorePayment, accountToken: string): Promise<void> {
    return this.#actions.assign(scope, payment, accountToken);
  }

  async readNotification(
    titleId: TitleId,
    { body }: IncomingNotification,
  ): Promise<NotificationReading> {
    const reading = await unlessUnavailable(this.#teller, null, () =>
      this.#notices.read(titleId, body.signedPayload),
    );
    return reading.outcome === 'unavailable' ? { outcome: 'unavailable' } : reading;
  }

  observe(scope: StoreScope, notification: StoreNotification): Promise<Verification> {
    return unlessUnavailable(this.#teller, notification.storeTransactionId, () =>
      this.#notices.observe(scope, notification),
    );
  }

  async lists(titleId: TitleId): Promise<boolean> {
    const account = await this.accounts.apple(titleId);
    return account !== null && account.apiKey() !== null;
  }

  history(
    scope: { titleId: TitleId; environment: Environment },
    period: { since: number; until: number },
  ): AsyncIterable<HistoryItem> {
    return this.#history.undelivered(scope, period);
  }

  refundsOf(scope: StoreScope, payment: StorePayment) {
    return unlessUnavailable(this.#teller, payment.storeTransactionId, () =>
      withNewerKeys(this.accounts, () => this.#customers.refundsOf(scope, payment)),
    );
  }

  async #verifyOnce(scope: StoreScope, text: string): Promise<Verification> {
    const account = await this.accounts.apple(scope.titleId);
    if (account === null) return refused('store_not_configured');
    switch (appleProofKind(text)) {
      case 'signed transaction':
        return this.#signed(scope, account, text);
      case 'transaction id':
        return account.apiKey() === null
          ? refused('receipt_invalid')
          : this.#byId(scope, text, { environments: inOrder(scope.environment), app: null });
      case 'receipt':
        return this.#receipts.verify(scope, account, { receipt: text, deadline: storeDeadline() });
      case null:
        return refused('receipt_invalid');
    }
  }

  async #signed(scope: StoreScope, account: AppleAccount, text: string): Promise<Verification> {
    const bundleIds = account.apps.map((app) => app.bundleId);
    const expected = { bundleIds, environment: scope.environment };
    return verificationOf(await this.#transactions.signed(text, expected));
  }

  async #byId(
    scope: StoreScope,
    id: string,
    { environments, app }: { environments: readonly Environment[]; app: string | null },
  ): Promise<Verification> {
    const account = await this.accounts.apple(scope.titleId);
    if (account === null) return refused('store_not_configured');
    const bundleIds = app === null ? account.apps.map((each) => each.bundleId) : [app];
    const asked = { id, bundleIds, environments, deadline: storeDeadline() };
    return verificationOf(await this.#transactions.byId(scope, account, asked));
  }
}

function isOfOtherApp(code: string): boolean {
  return code === 'receipt_wrong_app';
}

/** Where to look for an id that does not tell its environment: the caller's first. */
function inOrder(environment: Environment | null): readonly Environment[] {
  return environment === 'sandbox' ? ['sandbox', 'production'] : ['production', 'sandbox'];
}
