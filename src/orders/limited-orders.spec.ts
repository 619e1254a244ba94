import { orderRequest } from '../../test/orders/order-request.js';
import { itemWith, modelWith, offerWith } from '../../test/support/catalog-things.js';
import {
  FakeDesk,
  idNumbered,
  lotWith,
  NOW,
  PLAYER,
  rowsOf,
  SCOPE,
  walletOf,
} from '../../test/support/desk.js';
import type { LimitPeriod, Offer } from '../catalog/model.js';
import { NOBODY } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { amount } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import { WALLETS } from '../till/wallet-book.js';
import {
  OFFER_PERIOD_USAGE,
  OFFER_STOCK,
  OFFER_USAGE,
  periodKey,
  stockKey,
  usageKey,
} from './offer-usage.js';
import { ORDERS } from './order.js';
import { orderOperation } from './place-order.js';

const price = { currency: 'GEM', amount: amount(1) };

/** A desk on which one player buys an offer with these limits, at one time after another. */
function shopWith(limits: Partial<Offer>, timeZone: string | null = null) {
  const offer = offerWith('hat', {
    grants: [{ sku: 'hat', quantity: 1, level: null }],
    price,
    ...limits,
  });
  const items = new Map([['hat', itemWith('hat', { kind: 'consumable', stack: null })]]);
  const offers = new Map([[offer.key, offer]]);
  const catalog = publishedCatalog(idNumbered('catalog', 1), modelWith({ items, offers }));
  const rows: [never, string, unknown][] = [];
  const wallet = walletOf([lotWith(1, { remaining: amount(1_000) })]);
  const buy = (at: number | string, quantity = 1, askedAt = at) => {
    const now = new Date(at).getTime();
    const desk = new FakeDesk([[WALLETS, PLAYER, wallet], ...rows], now);
    const facts = { ...NOBODY, timeZone };
    const more = { quantity, facts, askedAt: new Date(askedAt).getTime() };
    const operation = orderOperation(orderRequest('hat', price, more), catalog);
    const named = [...operation.needs.values()].flat();
    const decision = operation.decide(desk);
    for (const book of [OFFER_USAGE, OFFER_PERIOD_USAGE, OFFER_STOCK]) {
      const changed = decision.changes.filter((one) => one.book.name === book.name);
      for (const { key, row } of changed) {
        expect(named).toContain(key); // a row that was not named was not loaded
        rows.push([book as never, key, row]);
      }
    }
    return decision;
  };
  const tried = (at: number | string, quantity = 1) => {
    try {
      const decision = buy(at, quantity);
      return rowsOf(decision, ORDERS)[0]?.period ?? 'bought';
    } catch (error) {
      if (error instanceof Problem) return [error.code, error.details.members];
      throw error;
    }
  };
  return { rows, buy, tried };
}

describe('a limit', () => {
  it('of the player comes before that of the period, and that before the stock', () => {
    const day = { period: 'day', count: 2 } as const;
    const all = shopWith({ limitPerPlayer: 2, limitPerPeriod: day, stock: 2 });
    all.buy(NOW, 2);
    expect(all.tried(NOW)).toEqual(['limit_reached', { limit: 2 }]);
    const two = shopWith({ limitPerPeriod: day, stock: 2 });
    two.buy(NOW, 2);
    const resetsAt = '2026-11-28T00:00:00.000Z';
    expect(two.tried(NOW)).toEqual(['limit_reached', { limit: 2, period: 'day', resetsAt }]);
    const one = shopWith({ stock: 2 });
    one.buy(NOW, 1);
    expect(one.tried(NOW, 2)).toEqual(['sold_out', { left: 1 }]);
    expect(one.tried(NOW, 1)).toBe('bought');
    expect(one.tried(NOW, 1)).toEqual(['sold_out', { left: 0 }]);
  });

  it('counts units in a row of its own kind, and an offer without limits has none', () => {
    const day = { period: 'day', count: 9 } as const;
    const shop = shopWith({ limitPerPlayer: 9, limitPerPeriod: day, stock: 9 }, 'Asia/Tokyo');
    const decision = shop.buy(NOW, 3);
    expect(rowsOf(decision, ORDERS)[0]).toMatchObject({ period: '2026-11-27', quantity: 3 });
    expect(
      shop.rows.map(([book, key, row]) => [(book as { name: string }).name, key, row]),
    ).toEqual([
      ['offer usage', usageKey(PLAYER, 'hat'), { playerId: PLAYER, offer: 'hat', used: 3 }],
      [
        'offer period usage',
        periodKey(PLAYER, 'hat', '2026-11-27'),
        { playerId: PLAYER, offer: 'hat', period: '2026-11-27', used: 3 },
      ],
      ['offer stock', stockKey(SCOPE, 'hat'), { ...SCOPE, offer: 'hat', sold: 3 }],
    ]);
    const none = shopWith({});
    expect(rowsOf(none.buy(NOW), ORDERS)[0]).toMatchObject({ period: null });
    expect(none.rows).toEqual([]);
  });

  it('that was lowered below what is sold sells nothing more, and says that nothing is left', () => {
    const shop = shopWith({ stock: 2 });
    shop.rows.push([
      OFFER_STOCK as never,
      stockKey(SCOPE, 'hat'),
      { ...SCOPE, offer: 'hat', sold: 5 },
    ]);
    expect(shop.tried(NOW)).toEqual(['sold_out', { left: 0 }]);
  });
});

describe('the limit of a day begins anew at midnight of the player', () => {
  // The last moment of a day on the player's wall and the first of the next, in UTC. The nights in
  // which clocks change are 23, 25, 23.5 and 24.5 hours long, so that no offset fits both.
  it.each<[string, string, string, string, string]>([
    ['UTC', '2026-11-27', '2026-11-27T00:00:00Z', '2026-11-28T00:00:00Z', '2026-11-29T00:00:00Z'],
    [
      'Europe/Berlin',
      '2026-03-29',
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
      '2026-03-30T22:00:00Z',
    ],
    [
      'Europe/Berlin',
      '2026-10-25',
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
      '2026-10-26T23:00:00Z',
    ],
    [
      'America/New_York',
      '2026-03-08',
      '2026-03-08T05:00:00Z',
      '2026-03-09T04:00:00Z',
      '2026-03-10T04:00:00Z',
    ],
    [
      'America/New_York',
      '2026-11-01',
      '2026-11-01T04:00:00Z',
      '2026-11-02T05:00:00Z',
      '2026-11-03T05:00:00Z',
    ],
    [
      'Australia/Lord_Howe',
      '2026-10-04',
      '2026-10-03T13:30:00Z',
      '2026-10-04T13:00:00Z',
      '2026-10-05T13:00:00Z',
    ],
    [
      'Australia/Lord_Howe',
      '2026-04-05',
      '2026-04-04T13:00:00Z',
      '2026-04-05T13:30:00Z',
      '2026-04-06T13:30:00Z',
    ],
  ])('in %s on %s', (zone, day, start, end, later) => {
    const shop = shopWith({ limitPerPeriod: { period: 'day', count: 1 } }, zone);
    const full = (resetsAt: string) => [
      'limit_reached',
      { limit: 1, period: 'day', resetsAt: new Date(resetsAt).toISOString() },
    ];
    const lastOf = (moment: string) => Date.parse(moment) - 1;
    expect(shop.tried(lastOf(start))).not.toBe(day);
    expect(shop.tried(lastOf(start))).toEqual(full(start));
    expect(shop.tried(start)).toBe(day);
    expect(shop.tried(lastOf(end))).toEqual(full(end));
    expect(shop.tried(end)).not.toBe(day);
    expect(shop.tried(lastOf(later))).toEqual(full(later));
    expect(shop.tried(later)).toMatch(/^2026-/);
  });

  it.each<[LimitPeriod, string, string]>([
    ['week', '2026-W43', '2026-10-25T23:00:00Z'],
    ['month', '2026-10', '2026-10-31T23:00:00Z'],
  ])('and that of a %s with the day after it, over a change of the clocks', (period, name, end) => {
    const shop = shopWith({ limitPerPeriod: { period, count: 1 } }, 'Europe/Berlin');
    expect(shop.tried('2026-10-20T12:00:00Z')).toBe(name);
    expect(shop.tried(Date.parse(end) - 1)).toEqual([
      'limit_reached',
      { limit: 1, period, resetsAt: new Date(end).toISOString() },
    ]);
    expect(shop.tried(end)).toMatch(/^2026-(W44|11)$/);
  });

  it('also for an order that waits for its batch over midnight', () => {
    const shop = shopWith({ limitPerPeriod: { period: 'day', count: 1 } }, 'Europe/Berlin');
    const midnight = Date.parse('2026-11-27T23:00:00Z');
    const decision = shop.buy(midnight, 1, midnight - 500);
    expect(rowsOf(decision, ORDERS)[0]).toMatchObject({ period: '2026-11-28' });
  });

  it('and an order that waited longer than any order waits is to be sent again, not decided', () => {
    const shop = shopWith({ limitPerPeriod: { period: 'day', count: 1 } });
    const decision = shop.buy(NOW + 86_400_000, 1, NOW);
    expect(decision).toMatchObject({ outcome: 'refused', final: false });
    expect((decision as { problem: Problem }).problem.code).toBe('temporarily_unavailable');
  });
});
