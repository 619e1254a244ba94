import type { Decision } from './event.js';
import type { Purchase } from './purchase.js';
import { Refusal, requirePurchased } from './refusal.js';

/** A pending purchase is paid. */
export function settle(purchase: Purchase, now: number): Decision {
  requirePending(purchase);
  return {
    purchase: { ...purchase, state: 'purchased', purchasedAt: now },
    events: [{ kind: 'purchased' }],
  };
}

/** A pending purchase is never paid: declined, or abandoned. */
export function cancel(purchase: Purchase): Decision {
  requirePending(purchase);
  return { purchase: { ...purchase, state: 'cancelled' }, events: [{ kind: 'cancelled' }] };
}

/** Google: the player has what was bought; without it Google gives the money back in three days. */
export function acknowledge(purchase: Purchase, productId: string): Purchase {
  requireConsumable(purchase, productId);
  return { ...purchase, acknowledged: true };
}

/** Google: the player may buy the product again. Acknowledges as well. */
export function consume(purchase: Purchase, productId: string): Purchase {
  requireConsumable(purchase, productId);
  return {
    ...purchase,
    acknowledged: true,
    lineItems: purchase.lineItems.map((item) =>
      item.productId === productId ? { ...item, consumed: true } : item,
    ),
  };
}

/** Apple: the transaction leaves the queue of unfinished ones. Saying it twice changes nothing. */
export function finish(purchase: Purchase): Purchase {
  return { ...purchase, finished: true };
}

/**
 * The device says that its player has the goods: Apple's `finish()`, Google's consume. Repeating it
 * and being slower than the studio's server change nothing, as on a device.
 */
export function finishOnDevice(purchase: Purchase): Purchase {
  if (purchase.state === 'pending' || purchase.state === 'cancelled') {
    throw new Refusal('not_purchased', `This purchase is ${purchase.state}.`);
  }
  if (purchase.store === 'apple') return finish(purchase);
  if (purchase.state === 'refunded') return purchase;
  return purchase.lineItems
    .filter((item) => !item.consumed)
    .reduce((left, { productId }) => consume(left, productId), purchase);
}

function requirePending(purchase: Purchase): void {
  if (purchase.state !== 'pending') {
    throw new Refusal('not_pending', `This purchase is ${purchase.state}, not pending.`);
  }
}

function requireConsumable(purchase: Purchase, productId: string): void {
  const item = purchase.lineItems.find((candidate) => candidate.productId === productId);
  if (!item) {
    throw new Refusal('unknown_product', 'This purchase does not contain that product.');
  }
  requirePurchased(purchase);
  if (item.consumed) {
    throw new Refusal('already_consumed', 'This product is consumed already.');
  }
}
