import { orderRequest } from '../../test/orders/order-request.js';
import { itemWith, modelWith, offerWith } from '../../test/support/catalog-things.js';
import {
  booksOf,
  DAY_MS,
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
import type { Offer } from '../catalog/model.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { EVENTS } from '../events/event.js';
import { GRANTS, HOLDINGS, type Holding, holdingKey } from '../inventory/holding.js';
import { type Amount, amount, ZERO } from '../kernel/amount.js';
import { PARTIES, type Party } from '../ledger/party.js';
import type { Wallet } from '../ledger/wallet.js';
import { refusalFrom } from '../till/refusal.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';
import { OFFER_USAGE, usageKey } from './offer-usage.js';
import { ORDERS } from './order.js';
import { orderOperation } from './place-order.js';

const item = (sku: string, facts: object) => [sku, itemWith(sku, facts)] as const;
const offer = (key: string, sku: string, facts: Partial<Offer> & { level?: number } = {}) => {
  const { level = null, ...rest } = facts;
  const price = { currency: 'GEM', amount: amount(100) };
  const grants = [{ sku, quantity: 1, level }];
  return [key, offerWith(key, { grants, price, ...rest })] as const;
};
const gems = (value: number) => ({ currency: 'GEM', amount: value as Amount });

const MODEL = modelWith({
  items: new Map([
    item('skin', { kind: 'durable' }),
    item('pass', { kind: 'durable' }),
    item('potion', { kind: 'consumable', stack: 5 }),
    item('arrow', { kind: 'consumable', stack: null }),
    item('sword', { kind: 'upgrade', levels: 3 }),
    item('chapter', { kind: 'unlock', requires: ['pass'] }),
    item('chest', {
      kind: 'bundle',
      parts: [
        { sku: 'potion', quantity: 2 },
        { sku: 'skin', quantity: 1 },
      ],
    }),
  ]),
  offers: new Map([
    offer('skin', 'skin'),
    offer('potion', 'potion', { price: gems(10) }),
    offer('arrow', 'arrow', { price: gems(1_000_000_000_000) }),
    offer('sword', 'sword'),
    offer('sword-3', 'sword', { level: 3 }),
    offer('chapter', 'chapter'),
    offer('chest', 'chest'),
    offer('gift', 'potion', { price: gems(0), limitPerPlayer: 1 }),
    offer('two', 'potion', { price: gems(10), limitPerPlayer: 2 }),
    offer('weekend', 'potion', { startsAt: NOW, endsAt: NOW + DAY_MS }),
    offer('dear', 'skin', { limitPerPlayer: 1, price: gems(1_000_000_000_000) }),
    offer('rare-chapter', 'chapter', { limitPerPlayer: 1, price: gems(900) }),
    offer('rare-sword', 'sword', { level: 3, price: gems(900) }),
  ]),
});
const CATALOG = publishedCatalog(idNumbered('catalog', 1), MODEL);

const FREE = lotWith(1, { remaining: amount(30) });
const PAID = lotWith(2, { bucket: 'paid', remaining: amount(170) });

interface Case {
  readonly offer?: string;
  readonly quantity?: number;
  readonly price?: { currency: string; amount: number };
  readonly now?: number;
  readonly used?: number;
  readonly holds?: Record<string, number>;
  readonly wallet?: Wallet | null;
}

const KINDS: Record<string, Holding['kind']> = { sword: 'upgrade', potion: 'consumable' };

function placed(one: Case) {
  const { offer: key = 'skin', quantity = 1, now = NOW, used, holds = {} } = one;
  const wallet = one.wallet === undefined ? walletOf([FREE, PAID]) : one.wallet;
  const usage = { playerId: PLAYER, offer: key, used: used ?? 0 };
  const held = Object.entries(holds).map(([sku, number]) => {
    const kind = KINDS[sku] ?? 'durable';
    const upgrade = kind === 'upgrade';
    const row = { quantity: upgrade ? 1 : number, level: upgrade ? number : null };
    return [HOLDINGS, holdingKey(PLAYER, sku), { playerId: PLAYER, sku, kind, ...row }] as const;
  });
  const desk = new FakeDesk(
    [
      ...(wallet ? [[WALLETS, PLAYER, wallet] as const] : []),
      ...(used === undefined ? [] : [[OFFER_USAGE, usageKey(PLAYER, key), usage] as const]),
      ...held,
    ],
    now,
  );
  const price = one.price ?? MODEL.offers.get(key)?.price ?? gems(100);
  const operation = orderOperation(orderRequest(key, price, { quantity, askedAt: now }), CATALOG);
  return { desk, operation };
}

describe('buying with gems is refused', () => {
  const WRONG = { currency: 'GEM', amount: 99 };
  it.each<[string, string, Case, object?]>([
    ['without a player, before all else', 'not_found', { wallet: null, offer: 'none' }],
    ['for an unknown offer', 'offer_unavailable', { offer: 'none' }, { reason: 'unknown' }],
    [
      'just before it starts, whatever price was seen',
      'offer_unavailable',
      { offer: 'weekend', now: NOW - 1, price: WRONG },
      { reason: 'not_started', startsAt: '2026-11-27T12:00:00.000Z' },
    ],
    [
      'from the moment it ends',
      'offer_unavailable',
      { offer: 'weekend', now: NOW + DAY_MS, price: WRONG },
      { reason: 'ended' },
    ],
    [
      'at another price',
      'price_changed',
      { price: WRONG },
      { currentPrice: gems(100), sale: null },
    ],
    [
      'at a lower price',
      'price_changed',
      { price: gems(101) },
      { currentPrice: gems(100), sale: null },
    ],
    [
      'in another currency',
      'price_changed',
      { price: { currency: 'GOLD', amount: 100 } },
      { currentPrice: gems(100), sale: null },
    ],
    [
      'at another price before its sum is looked at',
      'price_changed',
      { offer: 'arrow', quantity: 2, price: WRONG },
      { currentPrice: gems(1_000_000_000_000), sale: null },
    ],
    ['above what one operation moves', 'amount_out_of_range', { offer: 'arrow', quantity: 2 }],
    [
      'above what one operation moves before the limit',
      'amount_out_of_range',
      { offer: 'dear', quantity: 2, used: 1 },
    ],
    ['one above the limit', 'limit_reached', { offer: 'two', used: 1, quantity: 2 }, { limit: 2 }],
    [
      'at the limit before what the item needs',
      'limit_reached',
      { offer: 'rare-chapter', used: 1 },
      { limit: 1 },
    ],
    [
      'without what it requires, before the balance',
      'requirement_missing',
      { offer: 'rare-chapter' },
      { sku: 'chapter', requires: 'pass' },
    ],
    [
      'without what it requires, before what is owned',
      'requirement_missing',
      { offer: 'chapter', holds: { chapter: 1 } },
      { sku: 'chapter', requires: 'pass' },
    ],
    ['twice', 'already_owned', { holds: { skin: 1 } }, { sku: 'skin' }],
    ['twice at once', 'already_owned', { quantity: 2 }, { sku: 'skin' }],
    [
      'as an unlock that is owned',
      'already_owned',
      { offer: 'chapter', holds: { pass: 1, chapter: 1 } },
    ],
    ['above the last level', 'already_owned', { offer: 'sword', holds: { sword: 3 } }],
    ['above the last level at once', 'already_owned', { offer: 'sword', quantity: 4 }],
    ['as a level that is held', 'already_owned', { offer: 'sword-3', holds: { sword: 3 } }],
    [
      'before the level below it, before the balance',
      'level_out_of_order',
      { offer: 'rare-sword', holds: { sword: 1 } },
      { sku: 'sword', level: 1 },
    ],
    [
      'above the stack, before the balance',
      'stack_full',
      { offer: 'potion', quantity: 5, holds: { potion: 1 }, wallet: walletOf([]) },
      { sku: 'potion', stack: 5 },
    ],
    [
      'when a part of a bundle cannot be given',
      'already_owned',
      { offer: 'chest', holds: { skin: 1 } },
    ],
    [
      'with one gem too few',
      'insufficient_balance',
      { wallet: walletOf([lotWith(1, { remaining: amount(99) })]) },
      { required: gems(100), missing: gems(1) },
    ],
    [
      'with gems that have expired but are still in their lot',
      'insufficient_balance',
      { wallet: walletOf([lotWith(1, { expiresAt: NOW })]) },
      { required: gems(100), missing: gems(100) },
    ],
  ])('%s: %s', (_, code, one, ...[members]) => {
    const { desk, operation } = placed(one);
    const problem = refusal(desk, operation);
    expect(problem.code).toBe(code);
    if (members) expect(problem.details.members).toEqual(members);
    // Nothing was left on the desk: a thrown refusal carries no changes.
    expect(() => operation.decide(desk)).toThrow();
  });

  it('when price times quantity is more than an amount can hold', () => {
    const { desk, operation } = placed({ offer: 'arrow', quantity: 9_001 });
    let problem = null;
    try {
      operation.decide(desk);
    } catch (error) {
      problem = refusalFrom(error);
    }
    expect(problem?.code).toBe('amount_out_of_range');
  });
});

describe('buying with gems', () => {
  function bought(one: Case) {
    const { desk, operation } = placed(one);
    const decision = decided(desk, operation);
    if (decision.outcome !== 'done') throw new Error(decision.outcome);
    const holdings = rowsOf(decision, HOLDINGS).map(({ sku, quantity, level }) => [
      sku,
      quantity,
      level,
    ]);
    return { decision, holdings, body: decision.body as Record<string, never> };
  }

  it('writes the order, its spend, what it gave and one event, and answers with all of it', () => {
    const { decision, holdings, body } = bought({});
    expect(booksOf(decision)).toEqual([
      'wallets',
      'journal',
      'orders',
      'holdings',
      'grants',
      'events',
    ]);
    const [order] = rowsOf(decision, ORDERS);
    const [transaction] = rowsOf(decision, JOURNAL);
    const [event] = rowsOf(decision, EVENTS);
    const [grant] = rowsOf(decision, GRANTS);
    expect(order).toMatchObject({ ...SCOPE, playerId: PLAYER, total: 100, status: 'completed' });
    expect(order?.catalogVersionId).toBe(CATALOG.versionId);
    // The spend has the UUID of the order, so that one order spends once by primary key.
    expect(transaction?.id.slice(-26)).toBe(order?.id.slice(-26));
    expect(decision.transactionId).toBe(transaction?.id);
    expect(event).toMatchObject({ number: 4, type: 'order.completed', data: body });
    expect(event?.transactionId).toBe(transaction?.id);
    expect(grant).toMatchObject({ sourceId: order?.id, source: 'order', line: 1, quantity: 1 });
    expect(holdings).toEqual([['skin', 1, null]]);
    const wallet = rowsOf(decision, WALLETS)[0]!;
    expect([wallet.seq, wallet.eventNumber]).toEqual([8, 4]);
    const shown = { seq: 8, balances: { GEM: { total: 100, free: 0, paid: 100, debt: 0 } } };
    expect(body).toMatchObject({ order: { id: order?.id, total: gems(100) }, wallet: shown });
  });

  it('takes free gems before paid ones and says from which lots', () => {
    const [transaction] = rowsOf(bought({}).decision, JOURNAL);
    expect(transaction?.movements).toEqual([
      { lotId: FREE.id, amount: -30 },
      { lotId: PAID.id, amount: -70 },
    ]);
  });

  it('is open from its start until just before its end', () => {
    expect(bought({ offer: 'weekend', now: NOW }).holdings).toHaveLength(1);
    expect(bought({ offer: 'weekend', now: NOW + DAY_MS - 1 }).holdings).toHaveLength(1);
  });

  it.each<[string, Case, (string | number | null)[][]]>([
    ['the last unit of a limit', { offer: 'two', used: 1 }, [['potion', 1, null]]],
    ['the whole limit at once', { offer: 'two', quantity: 2 }, [['potion', 2, null]]],
    ['up to the stack', { offer: 'potion', quantity: 5 }, [['potion', 5, null]]],
    ['the first level', { offer: 'sword' }, [['sword', 1, 1]]],
    ['the next level', { offer: 'sword', holds: { sword: 1 } }, [['sword', 1, 2]]],
    ['the level that is sold', { offer: 'sword-3', holds: { sword: 2 } }, [['sword', 1, 3]]],
    ['an unlock', { offer: 'chapter', holds: { pass: 1 } }, [['chapter', 1, null]]],
    [
      'the parts of a bundle',
      { offer: 'chest', holds: { potion: 3 } },
      [
        ['potion', 5, null],
        ['skin', 1, null],
      ],
    ],
  ])('gives %s', (_, one, holdings) => {
    expect(bought(one).holdings).toEqual(holdings);
  });

  it('writes how much of a limit is used, and only for an offer that has one', () => {
    const [usage] = rowsOf(bought({ offer: 'two', used: 1 }).decision, OFFER_USAGE);
    expect(usage?.used).toBe(2);
    expect(booksOf(bought({}).decision)).not.toContain('offer usage');
  });

  it('moves no gems for a free offer, but is numbered like every other change', () => {
    const { decision } = bought({ offer: 'gift', wallet: walletOf([]) });
    expect(booksOf(decision)).not.toContain('journal');
    expect(decision.transactionId).toBeNull();
    expect(rowsOf(decision, WALLETS)[0]?.seq).toBe(8);
    expect(rowsOf(decision, ORDERS)[0]?.total).toBe(ZERO);
  });

  it('asks for the holdings that it touches or requires, and for a limit only where there is one', () => {
    const { needs } = placed({ offer: 'rare-chapter' }).operation;
    const asked = [...needs].map(([book, keys]) => [book.name, keys.length]);
    expect(asked).toEqual([
      ['holdings', 2],
      ['offer usage', 1],
    ]);
  });
});

describe('a game server that names the player', () => {
  const byServer = (party: Party, wallet: Wallet) => {
    const desk = new FakeDesk(
      [
        [WALLETS, PLAYER, wallet],
        [PARTIES, PLAYER, party],
      ],
      NOW,
    );
    return {
      desk,
      operation: orderOperation(orderRequest('skin', gems(100), { byServer: true }), CATALOG),
    };
  };
  const there = { isBlocked: false, isDeleted: false };
  const usual = walletOf([FREE, PAID]);
  const elsewhere = walletOf([FREE, PAID], { environment: 'production' });

  it.each<[string, string, Party, Wallet]>([
    ['deleted', 'not_found', { isBlocked: true, isDeleted: true }, usual],
    ['blocked', 'player_blocked', { isBlocked: true, isDeleted: false }, usual],
    ['in another environment', 'not_found', there, elsewhere],
  ])('is refused one who is %s', (_, code, party, wallet) => {
    const { desk, operation } = byServer(party, wallet);
    expect(refusal(desk, operation).code).toBe(code);
  });

  it('asks who is deleted or blocked, which a player who asks needs not', () => {
    expect(byServer(there, usual).operation.needs.get(PARTIES)).toEqual([PLAYER]);
    expect(placed({}).operation.needs.has(PARTIES)).toBe(false);
    const { desk, operation } = byServer(there, usual);
    expect(decided(desk, operation)).toMatchObject({ outcome: 'done', status: 201 });
  });
});
