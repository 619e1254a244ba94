import { BOUGHT, CATALOG, CREDITED, KNOWN, TERMS } from '../../test/payments/one-purchase.js';
import { promotionWith } from '../../test/support/catalog-things.js';
import { idNumbered, lotWith, NOW, PLAYER, walletOf } from '../../test/support/desk.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { amount } from '../kernel/amount.js';
import { promotedAt } from './credited-bonus.js';
import { expiresInBatch } from './expired-bonus.js';
import { gemsToTake } from './gems-to-take.js';
import type { Payment } from './payment.js';
import { PROMOTION_USAGE } from './promotion-usage.js';
import { settleOperation } from './settle.js';

const GEM = 'GEM';
const LOT = idNumbered('lot', 1);
/** 500 GEM were paid for and 100 came with them. */
const WITH_BONUS: Payment = {
  ...KNOWN,
  ...CREDITED,
  observedAt: NOW - 10,
  grants: { GEM: amount(500) },
  bonus: [{ promotion: 'some', currency: GEM, amount: amount(100), lotId: LOT }],
  lines: [
    {
      ...BOUGHT.lines[0]!,
      unitGems: { GEM: amount(500) },
      bonus: { GEM: amount(100) },
    },
  ],
};
const said = (parts: number) => ({
  ...BOUGHT,
  lines: [{ ...BOUGHT.lines[0]!, refunded: { parts, of: 10 } }],
});

describe('what promotions look at', () => {
  const promotions = new Map([['some', promotionWith('some', { percent: 10 })]]);
  const promoted = publishedCatalog(idNumbered('catalog', 2), { ...CATALOG.model, promotions });

  it.each([
    ['is not loaded while the catalog has no promotion', CATALOG, BOUGHT, undefined],
    ['is the history of whoever is credited', promoted, BOUGHT, [PLAYER]],
    ['is not loaded for what the store gave away', promoted, { ...BOUGHT, paid: false }, undefined],
  ])('%s', (_, catalog, purchase, wanted) => {
    const { needs } = settleOperation({ ...TERMS, catalog, purchases: [purchase] });
    expect(needs.get(PROMOTION_USAGE)).toEqual(wanted);
  });

  it.each([
    ['when the store says that it was paid', NOW - 5, NOW - 5],
    ['now where the store does not tell', null, NOW],
    ['now where it tells a time to come', NOW + 5, NOW],
  ])('is the time of the purchase: %s', (_, purchasedAt, wanted) => {
    expect(promotedAt({ purchasedAt }, NOW)).toBe(wanted);
  });
});

describe('what a refund will take of a payment with a bonus', () => {
  const lot = { currency: GEM, from: { lotId: LOT } };
  const expired = { currency: GEM, amount: amount(30), from: 'expired' as const };
  it.each<[string, Partial<Payment>, number, number, object]>([
    ['is its share of both', {}, 5, 0, { GEM: 300 }],
    ['is all of both', {}, 10, 0, { GEM: 600 }],
    ['is without what expired', {}, 10, 30, { GEM: 570 }],
    ['is less by as much of a part', {}, 5, 30, { GEM: 270 }],
    [
      'is what is missing to it',
      { taken: [{ ...lot, amount: amount(250) }, expired], bonusTaken: { GEM: amount(30) } },
      10,
      30,
      { GEM: 320 },
    ],
  ])('%s', (_, facts, tenths, gone, wanted) => {
    const known = { ...WITH_BONUS, ...facts };
    expect(gemsToTake(known, said(tenths), () => amount(gone))).toEqual(wanted);
  });
});

describe('a bonus that may have expired in this very batch', () => {
  const own = { origin: 'bonus' as const, originId: KNOWN.id, original: amount(50) };
  it.each([
    ['is an empty lot of its own that has expired', { ...own, expiresAt: NOW }, 0, true],
    ['is not one that lives on', { ...own, expiresAt: NOW + 1 }, 0, false],
    ['is not one that holds gems', { ...own, expiresAt: NOW }, 5, false],
    ['is not a lot of somebody else', { ...own, originId: 'another', expiresAt: NOW }, 0, false],
  ])('%s', (_, facts, remaining, wanted) => {
    const wallet = walletOf([lotWith(1, { ...facts, remaining: amount(remaining) })]);
    expect(expiresInBatch(wallet, KNOWN, NOW)).toBe(wanted);
  });
});
