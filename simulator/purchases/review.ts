import type { Decision } from './event.js';
import {
  type Answer,
  isRefundedWhole,
  openReview,
  type Purchase,
  type Review,
  visibleOrderId,
} from './purchase.js';
import { chargeBack } from './refund.js';
import { Refusal, requirePurchased, requireStore } from './refusal.js';

export type Outcome = 'upheld' | 'dismissed';

const chargebackReason = 7;
/** How long the studio may speak to a chargeback before Google decides. */
const reviewMs = 24 * 3_600_000;

/** A bank wants the money of a Google purchase back, and Google asks the studio first. */
export function openChargeback(purchase: Purchase, token: string, now: number): Decision {
  requireStore(purchase, 'google');
  requirePurchased(purchase);
  if (visibleOrderId(purchase) === null) {
    throw new Refusal('not_paid', 'Nobody paid for this, so no bank can want it back.');
  }
  if (openReview(purchase)) {
    throw new Refusal('review_open', 'A chargeback of this purchase waits for its decision.');
  }
  const review: Review = {
    token,
    reason: chargebackReason,
    openedAt: now,
    decideAt: now + reviewMs,
    outcome: null,
    answers: [],
  };
  return {
    purchase: { ...purchase, reviews: [...purchase.reviews, review] },
    events: [{ kind: 'review_opened', token, reason: chargebackReason }],
  };
}

/**
 * Google decides the open chargeback. Upheld, everything that is left goes back; dismissed, nothing
 * happens and nobody is told.
 */
export function decideChargeback(purchase: Purchase, outcome: Outcome, now: number): Decision {
  const decided: Purchase = {
    ...purchase,
    reviews: purchase.reviews.map((review) =>
      review.outcome === null ? { ...review, outcome } : review,
    ),
  };
  const nothingLeft = purchase.state !== 'purchased' || isRefundedWhole(purchase);
  if (outcome === 'dismissed' || nothingLeft) {
    return { purchase: decided, events: [] };
  }
  return chargeBack(decided, now);
}

/** What Google does when the day is over: the bank wins unless the studio said DECLINE. */
export function outcomeByDefault(review: Review): Outcome {
  const answer = review.answers.find((candidate) => candidate.counted);
  return answer?.body.refundPreference === 'DECLINE' ? 'dismissed' : 'upheld';
}

/** The studio's server speaks to a chargeback. Only the first word before the decision counts. */
export function answerReview(
  purchase: Purchase,
  token: string,
  given: { body: Record<string, unknown>; now: number },
): Purchase {
  const reviews = purchase.reviews.map((review) => {
    if (review.token !== token) return review;
    const counted = review.outcome === null && review.answers.length === 0;
    const answer: Answer = { receivedAt: given.now, counted, body: given.body };
    return { ...review, answers: [...review.answers, answer] };
  });
  return { ...purchase, reviews };
}
