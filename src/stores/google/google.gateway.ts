import { Logger } from '@nestjs/common';
import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { TitleId } from '../../kernel/id.js';
import { isPartlyGivenBack } from '../refunded-share.js';
import type { StoreAccounts } from '../store-accounts.js';
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
import { GoogleActions } from './google-actions.gateway.js';
import { GoogleClient } from './google-client.gateway.js';
import { GoogleLookup } from './google-lookup.gateway.js';
import { GoogleNotices } from './google-notices.gateway.js';
import { isPurchaseToken } from './google-paths.js';

/** Google Play. The proof is a purchase token; what it stands for is asked of Google. */
export class GoogleGateway implements StoreGateway {
  readonly store = 'google';
  readonly finishes = true;
  readonly #teller = { log: new Logger(GoogleGateway.name), store: 'Google' };
  readonly #lookup: GoogleLookup;
  readonly #actions: GoogleActions;
  readonly #notices: GoogleNotices;

  constructor(
    private readonly accounts: StoreAccounts,
    clock: Clock,
    client = new GoogleClient(clock),
  ) {
    this.#lookup = new GoogleLookup(accounts, client, clock);
    this.#actions = new GoogleActions(accounts, client, this.#lookup);
    this.#notices = new GoogleNotices(accounts, client, this.#lookup, clock);
  }

  /** The proof is the purchase token. */
  claimedPurchase(proof: string): string {
    return proof;
  }

  verify(scope: StoreScope, { text: token, productId }: Proof): Promise<Verification> {
    if (!isPurchaseToken(token)) return Promise.resolve(refused('receipt_invalid'));
    return unlessUnavailable(this.#teller, token, async () =>
      verificationOf(await this.#lookup.purchase(scope, { token, app: null, productId })),
    );
  }

  look(scope: StoreScope, payment: StorePayment): Promise<Verification> {
    const { app, lines, storeTransactionId: token } = payment;
    if (!isPurchaseToken(token)) return Promise.resolve(refused('receipt_invalid'));
    // By product only one line can be asked for: of several, the newer call tells all.
    const productId = lines.length === 1 ? lines[0]!.productId : null;
    return unlessUnavailable(this.#teller, token, async () => {
      const reading = await this.#lookup.purchase(scope, { token, app, productId });
      // While Google could not be asked, our books had the product from a client: it may be wrong.
      const mistaken = 'code' in reading && reading.code === 'product_mismatch';
      if (!mistaken) return verificationOf(reading);
      return verificationOf(await this.#lookup.purchase(scope, { token, app, productId: null }));
    });
  }

  finish(scope: StoreScope, payment: StorePayment): Promise<void> {
    return this.#actions.finish(scope, payment);
  }

  acknowledge(scope: StoreScope, payment: StorePayment): Promise<void> {
    return this.#actions.acknowledge(scope, payment);
  }

  reportUsage(scope: StoreScope, payment: StorePayment, report: UsageReport): Promise<void> {
    return this.#actions.reportUsage(scope, payment, report);
  }

  /** Google is told of the owner at the purchase, or never. */
  async assign(): Promise<void> {}

  async readNotification(
    titleId: TitleId,
    incoming: IncomingNotification,
  ): Promise<NotificationReading> {
    const reading = await unlessUnavailable(this.#teller, null, () =>
      this.#notices.read(titleId, incoming),
    );
    return reading.outcome === 'unavailable' ? { outcome: 'unavailable' } : reading;
  }

  observe(scope: StoreScope, notification: StoreNotification): Promise<Verification> {
    return unlessUnavailable(this.#teller, notification.storeTransactionId, async () =>
      verificationOf(await this.#notices.observe(scope, notification)),
    );
  }

  async lists(titleId: TitleId): Promise<boolean> {
    return (await this.accounts.google(titleId)) !== null;
  }

  history(
    scope: { titleId: TitleId; environment: Environment },
    period: { since: number; until: number },
  ): AsyncIterable<HistoryItem> {
    return this.#notices.history(scope, period);
  }

  async refundsOf(scope: StoreScope, payment: StorePayment) {
    const verification = await this.look(scope, payment);
    if (verification.outcome !== 'verified') return verification;
    const [{ lines }] = verification.purchases;
    return isPartlyGivenBack(lines) ? verification : ({ outcome: 'none' } as const);
  }
}
