import { type Deadline, storeDeadline } from '../calls/deadline.js';
import { withNewerKeys } from '../credentials-refused.js';
import type { StoreAccounts } from '../store-accounts.js';
import {
  type StorePayment,
  StoreRefused,
  type StoreScope,
  StoreUnavailable,
  type UsageReport,
} from '../store-gateway.js';
import { firstDone } from '../verification.js';
import type { GoogleClient, GooglePlace } from './google-client.gateway.js';
import { type GoogleLookup, placesOf } from './google-lookup.gateway.js';
import { isOrderId, isPurchaseToken } from './google-paths.js';
import { isAcknowledged, isLineConsumed, stateOf } from './google-purchase.js';
import {
  assertNotRefused,
  finalRefusal,
  isDone,
  isReviewRefused,
  unexpectedOfGoogle,
} from './google-refusal.js';
import type { GoogleReply } from './google-reply.js';
import { reviewRefundRequest } from './google-review.js';

type Verb = 'consume' | 'acknowledge';

/** What Google is told. */
export class GoogleActions {
  constructor(
    private readonly accounts: StoreAccounts,
    private readonly client: GoogleClient,
    private readonly lookup: GoogleLookup,
  ) {}

  /** Consumes each product of the purchase, which acknowledges it too. */
  async finish(scope: StoreScope, payment: StorePayment): Promise<void> {
    const token = tokenOf(payment);
    for (const { productId } of payment.lines) {
      await this.#inApp(scope, payment, (place) =>
        this.#act(place, { token, productId }, 'consume'),
      );
    }
  }

  /** Google names a product in the call, and acknowledges the purchase. */
  async acknowledge(scope: StoreScope, payment: StorePayment): Promise<void> {
    const token = tokenOf(payment);
    const productId = payment.lines[0]?.productId;
    if (productId === undefined) throw new StoreRefused('the payment has no products');
    await this.#inApp(scope, payment, (place) =>
      this.#act(place, { token, productId }, 'acknowledge'),
    );
  }

  /** Only Google's reviews are answered; it counts the first answer and takes the others. */
  async reportUsage(scope: StoreScope, payment: StorePayment, report: UsageReport): Promise<void> {
    if (report.reviewToken === null) throw new StoreRefused('Google has asked nothing');
    const content = reviewRefundRequest(report, report.reviewToken);
    const orderId = await this.#orderOf(scope, payment);
    await this.#inApp(scope, payment, async (place) => {
      const reply = await this.client.reviewRefund(place, orderId, content);
      if (isDone(reply)) return null;
      if (isReviewRefused(reply)) return reply;
      throw unexpectedOfGoogle(reply);
    });
  }

  async #orderOf(scope: StoreScope, payment: StorePayment): Promise<string> {
    if (isOrderId(payment.storeOrderId)) return payment.storeOrderId;
    const { app } = payment;
    const question = { token: tokenOf(payment), app, productId: null };
    const reading = await this.lookup.purchase({ ...scope, environment: null }, question);
    const order = 'purchase' in reading ? reading.purchase.storeOrderId : null;
    if (order === null) throw new StoreRefused('the payment has no order at Google');
    return order;
  }

  /**
   * Acts in the payment's app, or in each of the title's until it is done. `act` gives null when
   * it is done, and Google's refusal when another app may know better.
   */
  #inApp(
    scope: StoreScope,
    payment: StorePayment,
    act: (place: GooglePlace) => Promise<GoogleReply | null>,
  ): Promise<void> {
    const deadline: Deadline = storeDeadline();
    return withNewerKeys(this.accounts, async () => {
      const account = await this.accounts.google(scope.titleId);
      if (account === null) throw new StoreUnavailable('the title has no Google settings any more');
      let refusal: GoogleReply | null = null;
      const done = await firstDone(placesOf(account, payment.app, deadline), async (place) => {
        const refused = await act(place);
        refusal = refused ?? refusal;
        return refused === null ? true : null;
      });
      if (done) return;
      const { status, reason } = refusal ?? { status: 404, reason: 'no app' };
      throw new StoreRefused(`Google refuses for good: ${status}, ${reason ?? 'no reason'}`);
    });
  }

  async #act(
    place: GooglePlace,
    of: { token: string; productId: string },
    verb: Verb,
  ): Promise<GoogleReply | null> {
    const reply = await this.client.act(place, of, verb);
    if (isDone(reply)) return null;
    if (finalRefusal(reply) !== null) return reply;
    if (reply.reason !== 'invalidPurchaseState') {
      throw new StoreUnavailable(`unexpected answer to ${verb}: ${reply.status}`);
    }
    // The same words for "done already", which is what we want, and for "given back".
    const now = await this.client.purchase(place, of.token);
    assertNotRefused(now);
    if (now.body !== null && isDoneAlready(now.body, of.productId, verb)) return null;
    const state = now.body === null ? null : stateOf(now.body);
    if (state === 'cancelled' || state === 'revoked') {
      throw new StoreRefused(`Google cannot ${verb} a purchase that is ${state}`);
    }
    throw new StoreUnavailable(`Google does not ${verb} the purchase now`);
  }
}

function isDoneAlready(
  body: NonNullable<GoogleReply['body']>,
  productId: string,
  verb: Verb,
): boolean {
  const consumed = isLineConsumed(body, productId);
  return verb === 'consume' ? consumed : consumed || isAcknowledged(body);
}

function tokenOf({ storeTransactionId }: StorePayment): string {
  if (isPurchaseToken(storeTransactionId)) return storeTransactionId;
  throw new StoreRefused('the payment has no Google token');
}
