import { askForConsumption, declineRefund, rescindConsent } from '../purchases/consumption.js';
import { cancel, finishOnDevice, settle } from '../purchases/decide.js';
import type { Decision } from '../purchases/event.js';
import { openReview, type Purchase } from '../purchases/purchase.js';
import { chargeBack, type RefundWish, refund, reverseRefund, revoke } from '../purchases/refund.js';
import { decideChargeback, type Outcome, openChargeback } from '../purchases/review.js';
import type { World } from '../world.js';

interface Circumstances {
  wish: object;
  world: World;
}

/** Something that can happen to a purchase: what it may be told, and what then becomes of it. */
interface PurchaseVerb {
  body: object;
  decide: (purchase: Purchase, circumstances: Circumstances) => Decision;
}

const consumptionReasons = [
  'UNINTENDED_PURCHASE',
  'FULFILLMENT_ISSUE',
  'UNSATISFIED_WITH_PURCHASE',
  'LEGAL',
  'OTHER',
];

/** An empty body says as little as none. */
function bodyOf(properties: object = {}): object {
  return {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: { ...properties, notify: { type: 'boolean' } },
  };
}

function now({ world }: Circumstances): number {
  return world.clock.now();
}

/** The stores' own events, by the last part of their path. */
export const purchaseEvents: Record<string, PurchaseVerb> = {
  settle: { body: bodyOf(), decide: (purchase, given) => settle(purchase, now(given)) },
  cancel: { body: bodyOf(), decide: (purchase) => cancel(purchase) },
  finish: {
    body: bodyOf(),
    decide: (purchase) => ({ purchase: finishOnDevice(purchase), events: [] }),
  },
  refund: {
    body: bodyOf({
      percentage: { type: 'number', minimum: 0.001, maximum: 100 },
      quantity: { type: 'integer', minimum: 1 },
      productId: { type: 'string' },
      reason: { type: 'integer', minimum: 0, maximum: 8 },
      recordedAfterMs: { type: 'integer', minimum: 0, maximum: 30 * 24 * 3_600_000 },
    }),
    decide: (purchase, given) => refund(purchase, given.wish as RefundWish, now(given)),
  },
  'reverse-refund': { body: bodyOf(), decide: (purchase) => reverseRefund(purchase) },
  'decline-refund': { body: bodyOf(), decide: (purchase) => declineRefund(purchase) },
  'consumption-request': {
    body: bodyOf({ reason: { enum: consumptionReasons } }),
    decide: (purchase, given) => {
      const { reason = 'UNINTENDED_PURCHASE' } = given.wish as { reason?: string };
      return askForConsumption(purchase, reason, now(given));
    },
  },
  chargeback: {
    body: bodyOf({ outcome: { enum: ['upheld', 'dismissed'] } }),
    decide: (purchase, given) =>
      chargeback(purchase, given, (given.wish as { outcome?: Outcome }).outcome),
  },
  revoke: { body: bodyOf(), decide: (purchase, given) => revoke(purchase, now(given)) },
  'rescind-consent': { body: bodyOf(), decide: (purchase) => rescindConsent(purchase) },
};

/**
 * Apple takes the money back at once, whatever the outcome is said to be. Google opens a review;
 * with an outcome the one that is open is decided, or a new one at once.
 */
function chargeback(
  purchase: Purchase,
  given: Circumstances,
  outcome: Outcome | undefined,
): Decision {
  if (purchase.store === 'apple') return chargeBack(purchase, now(given));
  if (outcome !== undefined && openReview(purchase)) {
    return decideChargeback(purchase, outcome, now(given));
  }
  const token = given.world.randomness
    .bytes(`review ${purchase.number} ${purchase.reviews.length}`, 24)
    .toString('base64url');
  const opened = openChargeback(purchase, token, now(given));
  if (outcome === undefined) return opened;
  const decided = decideChargeback(opened.purchase, outcome, now(given));
  return { purchase: decided.purchase, events: [...opened.events, ...decided.events] };
}
