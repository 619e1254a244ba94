import type { Decision } from './event.js';
import type { Purchase } from './purchase.js';
import { Refusal, requireStore } from './refusal.js';

/** How long Apple waits for an answer before it decides without one. */
const answerMsMax = 12 * 3_600_000;

/** A player asks Apple for the money, and Apple asks the studio how much was used. */
export function askForConsumption(purchase: Purchase, reason: string, now: number): Decision {
  requireStore(purchase, 'apple');
  requirePaid(purchase);
  return {
    purchase: {
      ...purchase,
      consumptionQuestions: [...purchase.consumptionQuestions, { askedAt: now, reason }],
    },
    events: [{ kind: 'consumption_asked', reason }],
  };
}

/** The studio's server says how much was used: it counts within twelve hours of a question. */
export function answerConsumption(
  purchase: Purchase,
  body: Record<string, unknown>,
  now: number,
): Purchase {
  const question = purchase.consumptionQuestions.at(-1);
  const counted = question !== undefined && now - question.askedAt <= answerMsMax;
  const answer = { receivedAt: now, counted, body };
  return { ...purchase, consumptionAnswers: [...purchase.consumptionAnswers, answer] };
}

/** Apple tells the player no, and the studio that it did. */
export function declineRefund(purchase: Purchase): Decision {
  requireStore(purchase, 'apple');
  requirePaid(purchase);
  return { purchase, events: [{ kind: 'refund_declined' }] };
}

/** Parents take back their consent: the app as a whole, not one purchase, is concerned. */
export function rescindConsent(purchase: Purchase): Decision {
  requireStore(purchase, 'apple');
  return { purchase, events: [{ kind: 'consent_rescinded' }] };
}

function requirePaid(purchase: Purchase): void {
  if (purchase.purchasedAt === null) {
    throw new Refusal('not_purchased', `This purchase is ${purchase.state}.`);
  }
}
