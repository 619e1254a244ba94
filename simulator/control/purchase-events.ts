import { askForConsumption, declineRefund, rescindConsent } from '../purchases/consumption.js';
import { cancel, finishOnDevice, settle } from '../purchases/decide.js';
import type { Decision } from '../purchases/event.js';
import { openReview, type Purchase } from '../purchases/purchase.js';
import { chargeBack, type RefundWish, refund, reverseRefund, revoke } from '../purchases/refund.js';
import { Refusal, requireStore } from '../purchases/refusal.js';
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
  /** Wishes of which one has to be granted for it to be possible; by default none in particular. */
  possibleWith?: object[];
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
    possibleWith: [{}, { outcome: 'upheld' }],
  },
  revoke: { body: bodyOf(), decide: (purchase, given) => revoke(purchase, now(given)) },
  'rescind-consent': { body: bodyOf(), decide: (purchase) => rescindConsent(purchase) },
};

/**
 * What could happen to a purchase now, by its path: whatever the rules do not refuse and that would
 * change something, or tell somebody.
 */
export function possibleEvents(purchase: Purchase, world: World): string[] {
  const before = JSON.stringify(purchase);
  const isPossible = ({ decide, possibleWith = [{}] }: PurchaseVerb) =>
    possibleWith.some((wish) => {
      try {
        const { purchase: after, events } = decide(purchase, { wish, world });
        return events.length > 0 || JSON.stringify(after) !== before;
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    });
  return Object.entries(purchaseEvents)
    .filter(([, verb]) => isPossible(verb))
    .map(([name]) => name);
}

/**
 * Apple asks nobody: the money goes back at once. Google opens a review; with an outcome the one
 * that is open is decided, or a new one at once.
 */
function chargeback(
  purchase: Purchase,
  given: Circumstances,
  outcome: Outcome | undefined,
): Decision {
  if (purchase.store === 'apple') {
    if (outcome === 'dismissed') requireStore(purchase, 'google');
    return chargeBack(purchase, now(given));
  }
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
