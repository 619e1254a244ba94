import type { LineItem, Purchase } from './purchase.js';
import { Refusal } from './refusal.js';

/** Both absent: give everything back. */
export interface RefundWish {
  /** Apple: the whole share given back so far, in percent, up to three decimals. */
  percentage?: number;
  /** Google: units to give back now, on top of earlier ones. */
  quantity?: number;
  /** Google: which line item, when there are several. */
  productId?: string;
}

const milliunitsPerPercent = 1000;
const fullMilliunits = 100 * milliunitsPerPercent;

/** Gives money back, as a change of the store's own state; nobody is told by this. */
export function refund(purchase: Purchase, wish: RefundWish, now: number): Purchase {
  if (purchase.state !== 'purchased') {
    throw new Refusal('not_refundable', `This purchase is ${purchase.state}.`);
  }
  return purchase.store === 'apple'
    ? refundShare(purchase, wish, now)
    : refundUnits(purchase, wish, now);
}

function refundShare(purchase: Purchase, wish: RefundWish, now: number): Purchase {
  if (wish.quantity !== undefined || wish.productId !== undefined) {
    throw new Refusal('invalid_refund', 'Apple refunds a percentage, not a quantity.');
  }
  const milliunits = Math.round((wish.percentage ?? 100) * milliunitsPerPercent);
  if (milliunits <= (purchase.revokedMilliunits ?? 0)) {
    throw new Refusal('invalid_refund', 'The percentage must be above what is refunded already.');
  }
  return {
    ...purchase,
    state: milliunits === fullMilliunits ? 'refunded' : 'purchased',
    revokedMilliunits: milliunits,
    revokedAt: now,
  };
}

function refundUnits(purchase: Purchase, wish: RefundWish, now: number): Purchase {
  if (wish.percentage !== undefined) {
    throw new Refusal('invalid_refund', 'Google refunds a quantity, not a percentage.');
  }
  const lineItems =
    wish.quantity === undefined
      ? purchase.lineItems.map((item) => ({ ...item, refundedQuantity: item.quantity }))
      : withUnitsRefunded(purchase.lineItems, wish.quantity, wish.productId);
  const whole = lineItems.every((item) => item.refundedQuantity === item.quantity);
  return { ...purchase, lineItems, state: whole ? 'refunded' : 'purchased', revokedAt: now };
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
