import {
  FakeDesk,
  idNumbered,
  lotWith,
  NOW,
  PLAYER,
  SCOPE,
  walletOf,
} from '../../test/support/desk.js';
import { amount } from '../kernel/amount.js';
import type { Taken } from '../ledger/refund-movements.js';
import type { Purchase, Share } from '../stores/store-gateway.js';
import { WALLETS } from '../till/wallet-book.js';
import { gemsToTake } from './gems-to-take.js';
import { newPayment } from './observed-payment.js';
import { PAYMENTS, type Payment, paymentKey } from './payment.js';
import { gaveBack, holdsNothing, notCovered } from './refunded-items.js';

const share = (percent: number): Share => ({ parts: percent, of: 100 });
const taken = (gems: number): Taken[] => [{ currency: 'GEM', amount: amount(gems), from: 'debt' }];
const said = (percent: number, facts: Partial<Purchase> = {}): Purchase => ({
  store: 'apple',
  app: 'com.example.demo',
  environment: 'sandbox',
  storeTransactionId: '1',
  storeOrderId: null,
  state: 'purchased',
  lines: [{ productId: 'pack', quantity: 1, refunded: share(percent) }],
  accountToken: null,
  price: null,
  country: null,
  purchasedAt: NOW,
  consumed: false,
  acknowledged: true,
  paid: true,
  refundReason: null,
  refundedAt: null,
  asOf: NOW + 1,
  ...facts,
});
const KNOWN: Payment = {
  ...newPayment(new FakeDesk([]), SCOPE, said(0)),
  id: idNumbered('payment', 2),
  playerId: PLAYER,
  status: 'credited',
  creditedAt: NOW,
  observedAt: NOW,
  grants: { GEM: amount(500), GOLD: amount(40) },
  lines: [
    {
      productId: 'pack',
      quantity: 1,
      refunded: share(0),
      unitGems: { GEM: amount(500), GOLD: amount(40) },
    },
  ],
};

describe('what a settlement will still take of a payment', () => {
  it.each<[string, Partial<Payment> | null, Purchase, object]>([
    ['all of a refund', {}, said(100), { GEM: 500, GOLD: 40 }],
    ['its share of a part', {}, said(30), { GEM: 150, GOLD: 12 }],
    ['all of what was revoked', {}, said(0, { state: 'revoked' }), { GEM: 500, GOLD: 40 }],
    ['all of what was cancelled', {}, said(0, { state: 'cancelled' }), { GEM: 500, GOLD: 40 }],
    [
      'what an earlier refund did not take',
      { status: 'partially_refunded', taken: taken(150) },
      said(50),
      { GEM: 100, GOLD: 20 },
    ],
    ['nothing without a refund', {}, said(0), {}],
    [
      'nothing of a refund that was taken',
      {
        status: 'refunded',
        taken: [...taken(500), { currency: 'GOLD', amount: amount(40), from: 'debt' }],
      },
      said(100),
      {},
    ],
    ['nothing on a reversal', { status: 'refunded', taken: taken(500) }, said(0), {}],
    ['nothing on old news', {}, said(100, { asOf: NOW - 1 }), {}],
    ['nothing of what was never credited', { status: 'pending', creditedAt: null }, said(100), {}],
    ['nothing of what is not known', null, said(100), {}],
  ])('is %s', (_, known, purchase, wanted) => {
    expect(gemsToTake(known && { ...KNOWN, ...known }, purchase)).toEqual(wanted);
  });
});

describe('items are taken back', () => {
  const own = (remaining: number, currency = 'GEM') =>
    lotWith(2, { bucket: 'paid', original: amount(500), remaining: amount(remaining), currency });
  const other = lotWith(3, { bucket: 'paid', remaining: amount(900) });
  const holds = (lots: Parameters<typeof walletOf>[0], payment: Partial<Payment> | null = {}) => {
    const desk = new FakeDesk([
      [WALLETS, PLAYER, walletOf(lots)],
      ...(payment ? [[PAYMENTS, paymentKey(KNOWN), { ...KNOWN, ...payment }] as const] : []),
    ]);
    return notCovered(said(60), 'GEM').holds(desk);
  };

  it.each([
    ['while one gem is missing', holds([own(299)]), true],
    ['no more when its own lot holds enough', holds([own(300)]), false],
    ['whatever other lots hold', holds([other]), true],
    ['whatever the lot of another currency holds', holds([own(300, 'GOLD')]), true],
    ['no more when somebody else has settled it', holds([], { taken: taken(300) }), false],
    ['only of a payment that is there', holds([], null), false],
  ])('%s', (_, found, wanted) => {
    expect(found).toBe(wanted);
  });

  it('names the payment, so that its row is there to look at', () => {
    const key = paymentKey(KNOWN);
    expect([...notCovered(said(60), 'GEM').needs]).toEqual([[PAYMENTS, [key]]]);
    expect([...holdsNothing(said(0)).needs]).toEqual([[PAYMENTS, [key]]]);
  });

  it('and are kept back for good once refunds hold nothing of the payment', () => {
    const of = (payment: Partial<Payment>) =>
      new FakeDesk([[PAYMENTS, paymentKey(KNOWN), { ...KNOWN, ...payment }]]);
    const rule = holdsNothing(said(0));
    expect([rule.holds(of({})), rule.holds(of({ taken: taken(1) }))]).toEqual([true, false]);
    expect(rule.holds(new FakeDesk([]))).toBe(false);
  });

  it('are given again when refunds hold less than before, in any currency', () => {
    const gold = { currency: 'GOLD', amount: amount(9), from: 'debt' as const };
    const then = { ...KNOWN, taken: [...taken(5), gold] };
    const gave = (now: readonly Taken[]) => gaveBack(then, { ...KNOWN, taken: now });
    expect([gave(then.taken), gave([]), gave(taken(5)), gave([...taken(6), gold])]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
