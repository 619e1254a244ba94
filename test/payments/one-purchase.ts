import { NOBODY } from '../../src/catalog/player-facts.js';
import { publishedCatalog } from '../../src/catalog/published-catalog.js';
import { amount } from '../../src/kernel/amount.js';
import { newPayment } from '../../src/payments/observed-payment.js';
import type { Payment } from '../../src/payments/payment.js';
import type { SettleRequest } from '../../src/payments/settle.js';
import type { Purchase } from '../../src/stores/store-gateway.js';
import { modelWith, productWith } from '../support/catalog-things.js';
import { FakeDesk, idNumbered, NOW, PLAYER, SCOPE } from '../support/desk.js';

const PRODUCT = productWith('pack', {
  stores: { apple: 'pack.apple', google: 'pack.google' },
  grants: { GEM: amount(500) },
});
/** Sells one pack of 500 gems. */
export const CATALOG = publishedCatalog(
  idNumbered('catalog', 1),
  modelWith({ products: new Map([['pack', PRODUCT]]) }),
);

export const NOTHING = { parts: 0, of: 1 };

/** One pack, paid at Google, of nobody in particular. */
export const BOUGHT: Purchase = {
  store: 'google',
  app: 'com.example.demo',
  environment: 'sandbox',
  storeTransactionId: 'token-1',
  storeOrderId: 'GPA.1',
  state: 'purchased',
  lines: [{ productId: 'pack.google', quantity: 1, refunded: NOTHING }],
  accountToken: null,
  price: { currency: 'EUR', micros: 4_990_000 },
  country: 'DE',
  purchasedAt: NOW - 1_000,
  consumed: false,
  acknowledged: false,
  paid: true,
  refundReason: null,
  refundedAt: null,
  asOf: NOW,
};

/** The same purchase as our books know it while it waits to be verified. */
export const KNOWN: Payment = {
  ...newPayment(new FakeDesk([]), SCOPE, BOUGHT),
  id: idNumbered('payment', 5),
  playerId: PLAYER,
  createdAt: NOW - 9_000,
  checkAt: NOW - 1,
  checkAttempts: 2,
};

/** What is different once it was credited. */
export const CREDITED: Partial<Payment> = {
  status: 'credited',
  creditedAt: NOW - 5,
  checkAt: null,
};

/** A claim of the player, of whom nothing that gives back was loaded. */
export const TERMS: Omit<SettleRequest, 'purchases'> = {
  ...SCOPE,
  playerId: PLAYER,
  source: 'client',
  catalog: CATALOG,
  facts: NOBODY,
  finishes: true,
  rest: 'debt',
  flagAfter: 3,
  riskKey: null,
  claim: null,
};
