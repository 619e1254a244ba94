import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Environment, Purchase } from '../purchases/purchase.js';
import type { World } from '../world.js';
import { AppleRefusal, appleErrors } from './errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bundle of the app that calls the App Store Server API. */
    bundleId: string;
  }
}

/** Which of Apple's two environments answers: each sees only its own transactions. */
export interface AppleStore {
  world: World;
  environment: Environment;
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** The transaction with this id, if the caller may see it. Throws Apple's error if not. */
export function transactionOf(store: AppleStore, bundleId: string, id: string): Purchase {
  requireNumeric(id);
  const purchase = store.world.purchases.find(id);
  if (!purchase || !isVisible(store, bundleId, purchase)) {
    throw new AppleRefusal(appleErrors.transactionNotFound);
  }
  return purchase;
}

/**
 * Everything that one customer bought, by any id of theirs: that of a transaction, or of their copy
 * of the app. In the order in which they bought. Throws Apple's error when there is nothing.
 */
export function purchasesOfCustomer(store: AppleStore, bundleId: string, anyId: string) {
  requireNumeric(anyId);
  const { purchases } = store.world;
  const bought = purchases.find(anyId);
  const customer = bought ? bought.appTransactionId : anyId;
  // Whoever has no name at Apple is known by this one purchase.
  const theirs = customer === null ? [bought!] : purchases.ofCustomer(customer);
  const visible = theirs.filter((purchase) => isVisible(store, bundleId, purchase));
  const named = visible.some(({ id, appTransactionId }) => [id, appTransactionId].includes(anyId));
  if (!named) throw new AppleRefusal(appleErrors.transactionNotFound);
  return visible;
}

/** Whether this number names a customer's copy of an app instead of something bought in it. */
export function isAppTransactionId(store: AppleStore, id: string): boolean {
  return store.world.purchases.ofCustomer(id).length > 0;
}

function requireNumeric(id: string): void {
  if (!/^\d{1,32}$/.test(id)) throw new AppleRefusal(appleErrors.invalidTransactionId);
}

function isVisible(store: AppleStore, bundleId: string, purchase: Purchase): boolean {
  return (
    purchase.store === 'apple' &&
    purchase.purchasedAt !== null &&
    purchase.environment === store.environment &&
    purchase.bundleId === bundleId
  );
}
