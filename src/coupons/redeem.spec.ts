import { GEM, itemWith, modelWith } from '../../test/support/catalog-things.js';
import {
  claimNumbered,
  decided,
  FakeDesk,
  idNumbered,
  lotWith,
  NOW,
  PLAYER,
  refusal,
  rowsOf,
  SCOPE,
  walletOf,
} from '../../test/support/desk.js';
import type { Coupon } from '../catalog/model.js';
import { NOBODY } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { GRANTS, HOLDINGS, holdingKey } from '../inventory/holding.js';
import { amount } from '../kernel/amount.js';
import { idAs } from '../kernel/id.js';
import { balanceOf } from '../ledger/wallet.js';
import type { Book } from '../till/book.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';
import { redemptionOperation } from './redeem.js';
import {
  COUPON_CODES,
  COUPON_REDEMPTIONS,
  COUPON_USAGE,
  couponUsageKey,
  REDEEMED_CODES,
  redeemedKey,
} from './redemption.js';

const HASH = 'ab'.repeat(32);
const HOUR = 3_600_000;

function couponWith(facts: Partial<Coupon> = {}): Coupon {
  return {
    key: 'welcome',
    name: { en: 'Welcome' },
    grants: [{ sku: 'potion', quantity: 2, level: null }],
    gives: { GEM: amount(50) },
    startsAt: null,
    endsAt: null,
    zone: null,
    audience: null,
    limitPerPlayer: 1,
    stock: null,
    expiresAfterDays: null,
    archived: false,
    ...facts,
  };
}

const items = new Map(
  [
    itemWith('potion', { kind: 'consumable', stack: 9 }),
    itemWith('skin', { kind: 'durable' }),
    itemWith('box', { kind: 'bundle', parts: [], gives: { GOLD: amount(3) } }),
  ].map((item) => [item.sku, item]),
);
const audiences = new Map([
  ['germans', { key: 'germans', name: { en: 'x' }, expression: 'country == "DE"' }],
]);

function operation(coupon: Coupon | null = couponWith(), facts = NOBODY) {
  const currencies = new Map([
    ['GEM', { ...GEM, cap: amount(1_000) }],
    ['GOLD', { ...GEM, code: 'GOLD' }],
  ]);
  const coupons = new Map(coupon ? [[coupon.key, coupon]] : []);
  const catalog = publishedCatalog(
    idNumbered('catalog', 1),
    modelWith({ items, audiences, coupons, currencies }),
  );
  const session = idNumbered('session', 1);
  const player = { kind: 'player' as const, ...SCOPE, playerId: PLAYER, sessionId: session };
  const code = { hash: HASH, coupon: 'welcome' };
  return redemptionOperation({ player, code, facts, catalog, claim: claimNumbered(1) });
}

type Row = readonly [Book<unknown>, string, unknown];
const code = (uses = 0, usesMax: number | null = 1): Row => [
  COUPON_CODES,
  HASH,
  { hash: HASH, ...SCOPE, coupon: 'welcome', usesMax, uses },
];
const redeemed = (...codes: string[]): Row => [
  REDEEMED_CODES,
  redeemedKey(PLAYER, 'welcome'),
  codes,
];
const usage = (count: number): Row => [
  COUPON_USAGE,
  couponUsageKey(SCOPE, 'welcome'),
  { ...SCOPE, coupon: 'welcome', redeemed: count },
];
const deskWith = (...rows: Row[]) =>
  new FakeDesk([[WALLETS, PLAYER, walletOf([lotWith(1)])], code(), ...rows]);

describe('redeeming a code', () => {
  it('gives items and free gems, and counts it everywhere', () => {
    const desk = deskWith(usage(6));
    const decision = decided(desk, operation(couponWith({ expiresAfterDays: 30 })));
    const [redemption] = rowsOf(decision, COUPON_REDEMPTIONS);
    expect(redemption).toMatchObject({ number: 7, playerNumber: 1, codeHash: HASH });
    expect(desk.row(COUPON_CODES, HASH)!.uses).toBe(1);
    expect(desk.row(REDEEMED_CODES, redeemedKey(PLAYER, 'welcome'))).toEqual([HASH]);
    expect(desk.row(COUPON_USAGE, couponUsageKey(SCOPE, 'welcome'))!.redeemed).toBe(7);
    const [grant] = rowsOf(decision, GRANTS);
    expect(grant).toMatchObject({ source: 'coupon', sourceId: redemption!.id, quantity: 2 });
    const [transaction] = rowsOf(decision, JOURNAL);
    expect(transaction).toMatchObject({ id: idAs('txn', redemption!.id), kind: 'grant' });
    const wallet = desk.row(WALLETS, PLAYER)!;
    expect(balanceOf(wallet, 'GEM', 'free')).toBe(150);
    const lot = wallet.lots.find(({ originId }) => originId === redemption!.id);
    expect(lot).toMatchObject({ origin: 'promotion', bucket: 'free', remaining: 50 });
    expect(lot!.expiresAt).toBe(NOW + 30 * 24 * HOUR);
    expect(decision).toMatchObject({
      status: 201,
      body: { granted: { GEM: 50 }, redemption: { coupon: 'welcome' } },
    });
  });

  it('without gems posts nothing, but the wallet is another', () => {
    const desk = deskWith();
    const decision = decided(desk, operation(couponWith({ gives: {} })));
    expect(rowsOf(decision, JOURNAL)).toEqual([]);
    expect(desk.row(WALLETS, PLAYER)!.seq).toBe(8);
  });

  it('opens bundles, and makes one lot for each currency', () => {
    const grants = [{ sku: 'box', quantity: 2, level: null }];
    const desk = deskWith();
    const decision = decided(desk, operation(couponWith({ grants, gives: { GOLD: amount(1) } })));
    expect(decision).toMatchObject({ body: { granted: { GOLD: 7 } } });
    expect(desk.row(WALLETS, PLAYER)!.lots).toHaveLength(2);
  });

  const refusals: [string, Coupon | null, Row[], string, object][] = [
    ['a coupon that is gone', null, [], 'coupon_unavailable', { reason: 'unknown' }],
    [
      'an archived one',
      couponWith({ archived: true, endsAt: NOW }),
      [redeemed(HASH)],
      'coupon_unavailable',
      { reason: 'archived' },
    ],
    [
      'one that has not begun',
      couponWith({ startsAt: NOW + 1 }),
      [],
      'coupon_unavailable',
      { reason: 'not_started', startsAt: '2026-11-27T12:00:00.001Z' },
    ],
    [
      'one that is over',
      couponWith({ endsAt: NOW }),
      [redeemed(HASH)],
      'coupon_unavailable',
      { reason: 'ended' },
    ],
    [
      'somebody else',
      couponWith({ audience: 'germans' }),
      [redeemed(HASH)],
      'coupon_unavailable',
      { reason: 'audience' },
    ],
    [
      'a code that the player redeemed, though it is used up as well',
      couponWith(),
      [redeemed(HASH), code(1)],
      'coupon_used',
      { reason: 'player' },
    ],
    [
      'a code that is used up',
      couponWith(),
      [redeemed('cd'), code(1)],
      'coupon_used',
      { reason: 'code' },
    ],
    [
      'a player who redeemed enough',
      couponWith({ stock: 5 }),
      [redeemed('cd'), usage(5)],
      'coupon_used',
      { reason: 'limit', limit: 1 },
    ],
    [
      'a stock that is gone',
      couponWith({ stock: 5, grants: [{ sku: 'skin', quantity: 1, level: null }] }),
      [
        usage(5),
        [
          HOLDINGS,
          holdingKey(PLAYER, 'skin'),
          { playerId: PLAYER, sku: 'skin', kind: 'durable', quantity: 1, level: null },
        ],
      ],
      'coupon_used',
      { reason: 'stock' },
    ],
    [
      'a full stack',
      couponWith({ grants: [{ sku: 'potion', quantity: 10, level: null }] }),
      [],
      'stack_full',
      { sku: 'potion', stack: 9 },
    ],
    [
      'a full purse',
      couponWith({ gives: { GEM: amount(901) } }),
      [],
      'balance_limit_reached',
      { currency: 'GEM' },
    ],
  ];
  it.each(refusals)('is refused for %s', (_, coupon, rows, code, members) => {
    const problem = refusal(deskWith(...rows), operation(coupon));
    expect([problem.code, problem.details.members]).toEqual([code, members]);
  });

  it('is for those of its audience, until the end of its window in their own zone', () => {
    const facts = { ...NOBODY, country: 'DE', timeZone: 'Pacific/Kiritimati' }; // UTC+14
    const window = { zone: 'player', endsAt: NOW + 2 * HOUR };
    const mine = couponWith({ audience: 'germans', ...window });
    expect(refusal(deskWith(), operation(mine, facts)).details.members).toEqual({
      reason: 'ended',
    });
    const longer = couponWith({ audience: 'germans', ...window, endsAt: NOW + 15 * HOUR });
    expect(decided(deskWith(), operation(longer, facts)).outcome).toBe('done');
  });

  it('takes further codes as far as the coupon allows', () => {
    const some = couponWith({ limitPerPlayer: 3 });
    const desk = deskWith(redeemed('cd', 'ef'), usage(2));
    expect(rowsOf(decided(desk, operation(some)), COUPON_REDEMPTIONS)[0]).toMatchObject({
      playerNumber: 3,
      number: 3,
    });
    const unlimited = couponWith({ limitPerPlayer: null });
    const many = Array.from({ length: 50 }, (_, at) => String(at));
    expect(decided(deskWith(redeemed(...many)), operation(unlimited)).outcome).toBe('done');
  });
});
