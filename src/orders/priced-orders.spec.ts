import { orderRequest } from '../../test/orders/order-request.js';
import { itemWith, modelWith, offerWith, saleWith } from '../../test/support/catalog-things.js';
import {
  DAY_MS,
  FakeDesk,
  idNumbered,
  lotWith,
  NOW,
  PLAYER,
  rowsOf,
  walletOf,
} from '../../test/support/desk.js';
import type { Offer } from '../catalog/model.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { HOLDINGS, type Holding, holdingKey } from '../inventory/holding.js';
import { amount } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import type { AgreedQuote } from '../shop/quote.js';
import { WALLETS } from '../till/wallet-book.js';
import { ORDERS, type Order } from './order.js';
import { orderOperation } from './place-order.js';

const gems = (value: number) => ({ currency: 'GEM', amount: amount(value) });
const grants = (sku: string) => [{ sku, quantity: 1, level: null }];
const offers: readonly Offer[] = [
  offerWith('hat', { grants: grants('hat'), price: gems(100) }),
  offerWith('forge', {
    grants: grants('sword'),
    price: gems(100),
    levelPrices: [100, 250, 500].map(amount),
  }),
  offerWith('old', { grants: grants('hat'), archived: true }),
  offerWith('evening', {
    grants: grants('hat'),
    startsAt: Date.parse('2026-11-27T18:00:00Z'),
    endsAt: Date.parse('2026-11-27T20:00:00Z'),
    zone: 'player',
    requires: ['pass'],
  }),
  offerWith('club', {
    grants: grants('hat'),
    audience: 'club',
    requires: ['pass'],
    price: gems(40),
  }),
  offerWith('medal', { grants: grants('hat'), requires: ['pass', 'key'], price: gems(40) }),
];
const model = (more: Parameters<typeof saleWith>[1] & { key?: string } = {}) => {
  const { key = 'friday', ...facts } = more;
  const sale = { offers: ['hat', 'forge'], percent: 20, startsAt: NOW - 1000, endsAt: NOW + 1000 };
  return modelWith({
    items: new Map([
      ['hat', itemWith('hat', { kind: 'consumable', stack: null })],
      ['pass', itemWith('pass', { kind: 'durable' })],
      ['key', itemWith('key', { kind: 'durable' })],
      ['sword', itemWith('sword', { kind: 'upgrade', levels: 3 })],
    ]),
    offers: new Map(offers.map((offer) => [offer.key, offer])),
    audiences: new Map([['club', { key: 'club', name: { en: 'x' }, expression: 'level >= 10' }]]),
    sales: new Map([[key, saleWith(key, { ...sale, ...facts })]]),
  });
};
const FIRST = publishedCatalog(idNumbered('catalog', 1), model());

interface Case {
  readonly offer: string;
  readonly price?: number;
  readonly quote?: Partial<AgreedQuote>;
  readonly quantity?: number;
  readonly now?: number;
  readonly facts?: Partial<PlayerFacts>;
  readonly level?: number;
  readonly holds?: readonly string[];
  readonly catalog?: typeof FIRST;
}

const QUOTE: AgreedQuote = {
  offer: 'hat',
  quantity: 1,
  currency: 'GEM',
  unitPrice: amount(80),
  sale: 'friday',
  pricedAt: NOW,
  catalogVersionId: FIRST.versionId,
  expiresAt: NOW + 60_000,
};

function ordered(one: Case) {
  const { offer, price = 0, quantity = 1, now = NOW, level, holds = [], catalog = FIRST } = one;
  const row = (sku: string, facts: Partial<Holding>) =>
    [HOLDINGS, holdingKey(PLAYER, sku), { playerId: PLAYER, sku, quantity: 1, ...facts }] as const;
  const desk = new FakeDesk(
    [
      [WALLETS, PLAYER, walletOf([lotWith(1, { remaining: amount(5_000) })])],
      ...(level === undefined ? [] : [row('sword', { kind: 'upgrade', level })]),
      ...holds.map((sku) => row(sku, { kind: 'durable', level: null })),
    ],
    now,
  );
  const request = orderRequest(offer, gems(price), {
    quantity,
    askedAt: now,
    facts: { ...NOBODY, ...one.facts },
    ...(one.quote && { agreement: { expectedPrice: null, quote: { ...QUOTE, ...one.quote } } }),
  });
  return orderOperation(request, catalog).decide(desk);
}

function costOf(one: Case): Pick<Order, 'unitPrice' | 'total' | 'sale' | 'pricedAt'> {
  const [order] = rowsOf(ordered(one), ORDERS);
  const { unitPrice, total, sale, pricedAt } = order!;
  return { unitPrice, total, sale, pricedAt };
}

function refusedAs(one: Case) {
  try {
    ordered(one);
  } catch (error) {
    if (error instanceof Problem) return [error.code, error.details.members];
    throw error;
  }
  throw new Error('it was not refused');
}

describe('an order is refused', () => {
  const berlin = { timeZone: 'Europe/Berlin' };
  const SIX_IN_BERLIN = Date.parse('2026-11-27T17:00:00Z');
  const unavailable = (reason: string, more = {}) => ['offer_unavailable', { reason, ...more }];
  const changed = (now: number, sale: string | null = null) => {
    return ['price_changed', { currentPrice: gems(now), sale }];
  };
  it.each<[string, Case, unknown[]]>([
    ['when it is archived, before its price', { offer: 'old' }, unavailable('archived')],
    [
      'before its window opens on the wall of the player, before what it requires',
      { offer: 'evening', facts: berlin, now: SIX_IN_BERLIN - 1 },
      unavailable('not_started', { startsAt: '2026-11-27T17:00:00.000Z' }),
    ],
    [
      'when the window has closed for the player, though not in UTC',
      { offer: 'evening', facts: berlin, now: Date.parse('2026-11-27T19:00:00Z') },
      unavailable('ended'),
    ],
    [
      'to those who are not of its audience, before what it requires',
      { offer: 'club', facts: { level: 9 } },
      unavailable('audience'),
    ],
    [
      'to those who do not hold what it requires, before its price',
      { offer: 'medal', price: 1, holds: ['pass'] },
      ['requirement_missing', { offer: 'medal', requires: 'key' }],
    ],
    ['at the list price while a sale is on', { offer: 'hat', price: 100 }, changed(80, 'friday')],
    [
      'at the price of a sale that is over',
      { offer: 'hat', price: 80, now: NOW + 1000 },
      changed(100),
    ],
    [
      'at the price of a lower level',
      { offer: 'forge', price: 80, level: 1 },
      changed(200, 'friday'),
    ],
    [
      'for two levels at once, at the right price',
      { offer: 'forge', price: 80, quantity: 2 },
      ['invalid_quantity', undefined],
    ],
    [
      'by a quote that has expired, with the price now',
      { offer: 'hat', quote: {}, now: NOW + 60_000 },
      ['quote_expired', { currentPrice: gems(100), sale: null }],
    ],
    [
      'by an expired quote of an offer that is gone, as gone',
      { offer: 'evening', quote: { pricedAt: SIX_IN_BERLIN }, now: NOW + 9 * DAY_MS },
      unavailable('ended'),
    ],
    [
      'by a quote for a level that was bought meanwhile',
      { offer: 'forge', quote: {}, level: 1 },
      changed(200, 'friday'),
    ],
    [
      'by a quote of an earlier version that charged less',
      {
        offer: 'hat',
        quote: { catalogVersionId: idNumbered('catalog', 9), unitPrice: amount(79) },
      },
      changed(80, 'friday'),
    ],
    [
      'by a quote in another currency',
      { offer: 'hat', quote: { catalogVersionId: idNumbered('catalog', 9), currency: 'GOLD' } },
      changed(80, 'friday'),
    ],
  ])('%s', (_, one, refusal) => {
    expect(refusedAs(one)).toEqual(refusal);
  });
});

describe('an order costs', () => {
  const cost = (unitPrice: number, sale: string | null = null, pricedAt = NOW) => {
    return { unitPrice, total: unitPrice, sale, pricedAt };
  };
  it.each<[string, Case, object]>([
    ['what the sale makes of the price', { offer: 'hat', price: 80 }, cost(80, 'friday')],
    [
      'the list price from the moment the sale ends',
      { offer: 'hat', price: 100, now: NOW + 1000 },
      cost(100, null, NOW + 1000),
    ],
    ['the first level', { offer: 'forge', price: 80 }, cost(80, 'friday')],
    [
      'the level after the one that is held',
      { offer: 'forge', price: 400, level: 2 },
      cost(400, 'friday'),
    ],
    [
      'what the desk says of levels, not what is remembered of them',
      { offer: 'forge', price: 200, level: 1, facts: { heldLevels: new Map([['sword', 2]]) } },
      cost(200, 'friday'),
    ],
    [
      'its price to those of its audience',
      { offer: 'club', price: 40, facts: { level: 10 }, holds: ['pass'] },
      cost(40),
    ],
    [
      'what a quote says, though the sale has ended since',
      { offer: 'hat', quote: {}, now: NOW + 59_999 },
      cost(80, 'friday'),
    ],
    [
      'what a quote says though the offer has ended since',
      {
        offer: 'evening',
        holds: ['pass'],
        quote: {
          unitPrice: amount(100),
          sale: null,
          pricedAt: Date.parse('2026-11-27T19:59:59Z'),
          expiresAt: Date.parse('2026-11-27T20:01:00Z'),
        },
        now: Date.parse('2026-11-27T20:00:30Z'),
      },
      cost(100, null, Date.parse('2026-11-27T19:59:59Z')),
    ],
    [
      'what a quote of an earlier version says when this one would have charged the same, by its own sale',
      {
        offer: 'hat',
        quote: {},
        now: NOW + 30_000,
        catalog: publishedCatalog(idNumbered('catalog', 2), model({ key: 'black-friday' })),
      },
      cost(80, 'black-friday'),
    ],
  ])('%s', (_, one, cost) => {
    expect(costOf(one)).toEqual(cost);
  });

  it('nothing else when a quote names more units: the total is their sum', () => {
    expect(costOf({ offer: 'hat', quote: {}, quantity: 3 })).toMatchObject({ total: 240 });
  });
});
