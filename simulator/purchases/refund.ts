import type { Decision } from './event.js';
import {
  isRefundedWhole,
  type LineItem,
  type Purchase,
  type Refund,
  type RevocationCause,
} from './purchase.js';
import { Refusal, requirePurchased, requireStore } from './refusal.js';

/** All absent: give everything back. */
export interface RefundWish {
  /** Apple: the whole share given back so far, in percent, up to three decimals. */
  percentage?: number;
  /** Google: units to give back now, on top of earlier ones. */
  quantity?: number;
  /** Google: which line item, when there are several. */
  productId?: string;
  /** The store's own number: Apple 0 or 1, Google 0 to 8. */
  reason?: number;
  /** Google: how much later its systems take notice. */
  recordedAfterMs?: number;
}

/** Whose wish it was, for what Google lists and Apple explains. */
interface Cause {
  source: Refund['source'];
  reason: number;
  cause: RevocationCause;
}

export const fullMilliunits = 100_000;
const milliunitsPerPercent = 1000;
const chargebackReason = 7;
const unacknowledgedReason = 8;

/** A player asked the store for the money and gets it back. */
export function refund(purchase: Purchase, wish: RefundWish, now: number): Decision {
  requireRefundable(purchase);
  const cause: Cause = { source: 0, reason: wish.reason ?? 0, cause: 'refund' };
  return purchase.store === 'apple'
    ? refundShare(purchase, { wish, cause, now })
    : refundUnits(purchase, { wish, cause, now });
}

/** The player's bank takes everything back; Apple tells the studio of it as of any other refund. */
export function chargeBack(purchase: Purchase, now: number): Decision {
  requireRefundable(purchase);
  const given = { wish: {}, now };
  return purchase.store === 'apple'
    ? refundShare(purchase, { ...given, cause: { source: 0, reason: 0, cause: 'chargeback' } })
    : refundUnits(purchase, {
        ...given,
        cause: { source: 0, reason: chargebackReason, cause: 'chargeback' },
      });
}

/** Google gives back what nobody acknowledged in time. */
export function voidUnacknowledged(purchase: Purchase, now: number): Decision {
  const cause: Cause = { source: 2, reason: unacknowledgedReason, cause: 'refund' };
  return refundUnits(purchase, { wish: {}, cause, now });
}

/**
 * The studio's server gives the money back (`orders.refund`). Without `revoke` the player keeps
 * the goods: the purchase stays, and Google neither lists it as voided nor tells of it.
 */
export function refundByDeveloper(purchase: Purchase, revoke: boolean, now: number): Decision {
  requireStore(purchase, 'google');
  requireRefundable(purchase);
  const cause: Cause = { source: 1, reason: 0, cause: 'refund' };
  const decision = refundUnits(purchase, { wish: {}, cause, now });
  if (revoke) return decision;
  const refunds = decision.purchase.refunds.map((given, index, all) =>
    index === all.length - 1 ? { ...given, revoked: false } : given,
  );
  return { purchase: { ...decision.purchase, state: 'purchased', refunds }, events: [] };
}

/** Apple changes its mind: whatever it gave back is paid again. */
export function reverseRefund(purchase: Purchase): Decision {
  requireStore(purchase, 'apple');
  if (purchase.revokedAt === null) {
    throw new Refusal('not_refunded', 'Nothing of this purchase was given back.');
  }
  return {
    purchase: {
      ...purchase,
      state: 'purchased',
      revokedMilliunits: null,
      revokedAt: null,
      revocation: null,
    },
    events: [{ kind: 'refund_reversed' }],
  };
}

/** Apple takes away what came through Family Sharing. */
export function revoke(purchase: Purchase, now: number): Decision {
  requireStore(purchase, 'apple');
  requireRefundable(purchase);
  const cause: Cause = { source: 0, reason: 0, cause: 'revoke' };
  const { purchase: revoked } = refundShare(purchase, { wish: {}, cause, now });
  return { purchase: revoked, events: [{ kind: 'revoked' }] };
}

interface Given {
  wish: RefundWish;
  cause: Cause;
  now: number;
}

function requireRefundable(purchase: Purchase): void {
  if (purchase.state !== 'purchased') {
    throw new Refusal('not_refundable', `This purchase is ${purchase.state}.`);
  }
  if (purchase.store === 'google' && isRefundedWhole(purchase)) {
    throw new Refusal('not_refundable', 'The studio gave the money back already.');
  }
}

function refundShare(purchase: Purchase, { wish, cause, now }: Given): Decision {
  if (wish.quantity !== undefined || wish.productId !== undefined) {
    throw new Refusal('invalid_refund', 'Apple refunds a percentage, not a quantity.');
  }
  if (wish.recordedAfterMs !== undefined || (wish.reason ?? 0) > 1) {
    throw new Refusal('invalid_refund', 'Apple knows the reasons 0 and 1, and records at once.');
  }
  const milliunits = Math.round((wish.percentage ?? 100) * milliunitsPerPercent);
  if (milliunits <= (purchase.revokedMilliunits ?? 0)) {
    throw new Refusal('invalid_refund', 'The percentage must be above what is refunded already.');
  }
  const whole = milliunits === fullMilliunits;
  return {
    purchase: {
      ...purchase,
      state: whole ? 'refunded' : 'purchased',
      revokedMilliunits: milliunits,
      revokedAt: now,
      revocation: { cause: cause.cause, reason: cause.reason },
    },
    events: [{ kind: 'refunded', whole }],
  };
}

function refundUnits(purchase: Purchase, { wish, cause, now }: Given): Decision {
  requirePurchased(purchase);
  if (wish.percentage !== undefined) {
    throw new Refusal('invalid_refund', 'Google refunds a quantity, not a percentage.');
  }
  const lineItems =
    wish.quantity === undefined
      ? purchase.lineItems.map((item) => ({ ...item, refundedQuantity: item.quantity }))
      : withUnitsRefunded(purchase.lineItems, wish.quantity, wish.productId);
  const whole = lineItems.every((item) => item.refundedQuantity === item.quantity);
  const given: Refund = {
    at: now,
    recordedAt: now + (wish.recordedAfterMs ?? 0),
    // The last units arrive as a full refund, also after partial ones.
    quantity: whole ? null : (wish.quantity ?? null),
    revoked: true,
    source: cause.source,
    reason: cause.reason,
  };
  return {
    purchase: {
      ...purchase,
      lineItems,
      state: whole ? 'refunded' : 'purchased',
      revokedAt: now,
      refunds: [...purchase.refunds, given],
    },
    events: [{ kind: 'refunded', whole }],
  };
}

function withUnitsRefunded(
  lineItems: LineItem[],
  quantity: number,
  productId: string | undefined,
): LineItem[] {
  if (productId === undefined && lineItems.length > 1) {
    throw new Refusal('invalid_refund', 'Several products were bought: name one by productId.');
  }
  const wanted = productId ?? lineItems[0]?.productId;
  const item = lineItems.find((candidate) => candidate.productId === wanted);
  if (!item) throw new Refusal('invalid_refund', 'This purchase does not contain that product.');
  if (item.refundedQuantity + quantity > item.quantity) {
    throw new Refusal('invalid_refund', 'That is more than is left to refund.');
  }
  return lineItems.map((other) =>
    other === item ? { ...item, refundedQuantity: item.refundedQuantity + quantity } : other,
  );
}
