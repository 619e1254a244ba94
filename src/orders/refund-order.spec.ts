import { PlayerInShop } from '../../test/orders/order-desk.js';
import {
  booksOf,
  claimNumbered,
  idNumbered,
  lotWith,
  NOW,
  PLAYER,
  rowsOf,
  walletOf,
} from '../../test/support/desk.js';
import { EVENTS } from '../events/event.js';
import { GRANTS, HOLDINGS } from '../inventory/holding.js';
import { amount } from '../kernel/amount.js';
import { idAs, type OrderId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Lot } from '../ledger/lot.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';
import { OFFER_USAGE } from './offer-usage.js';
import { ORDERS } from './order.js';
import { NotWanted } from './refund-order.js';

const FREE = lotWith(1, { remaining: amount(30) });
const PAID = lotWith(2, { bucket: 'paid', remaining: amount(970) });
const rich = (...lots: Lot[]) => new PlayerInShop(walletOf(lots.length > 0 ? lots : [FREE, PAID]));

/** What an attempt ended with: the code of its refusal, or null. */
function codeOf(attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
const refused = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('an order that is given back', () => {
  it('writes gems, items, limit and one event, and answers with all of it', () => {
    const player = rich();
    const id = player.buy('skin');
    const decision = player.refund(id, { reason: 'by mistake' });
    expect(booksOf(decision)).toEqual([
      'wallets',
      'journal',
      'orders',
      'offer usage',
      'holdings',
      'grants',
      'events',
    ]);
    const [order] = rowsOf(decision, ORDERS);
    const [transaction] = rowsOf(decision, JOURNAL);
    const [event] = rowsOf(decision, EVENTS);
    expect(order).toMatchObject({
      status: 'refunded',
      refundedAt: NOW,
      refundReason: 'by mistake',
    });
    expect(transaction).toMatchObject({ kind: 'order_refund', reversesId: idAs('txn', id) });
    expect(decision).toMatchObject({ status: 200, transactionId: transaction!.id });
    expect(rowsOf(decision, GRANTS)).toMatchObject([
      { source: 'order_refund', sourceId: transaction!.id, sku: 'skin', quantity: -1, level: null },
    ]);
    expect(rowsOf(decision, OFFER_USAGE)).toMatchObject([{ offer: 'skin', used: 0 }]);
    const body = (decision as { body?: object }).body;
    expect(event).toMatchObject({ type: 'order.refunded', data: body });
    expect(event!.transactionId).toBe(transaction!.id);
    const wallet = rowsOf(decision, WALLETS)[0]!;
    expect([wallet.seq, wallet.eventNumber]).toEqual([9, 5]);
    expect(body).toMatchObject({
      order: { id, status: 'refunded', refundedAt: '2026-11-27T12:00:00.000Z' },
      wallet: { seq: 9, balances: { GEM: { total: 1_000, paid: 970, free: 30, debt: 0 } } },
      inventory: [{ sku: 'skin', quantity: 0, level: null }],
    });
  });

  // [what was bought before, what is given back, what is held before and after]
  it.each<[string, string[], [string, number], object]>([
    ['a durable', ['pass'], ['skin', 1], { pass: [1, null] }],
    ['an unlock', ['pass'], ['chapter', 1], { pass: [1, null] }],
    ['consumables', ['potion'], ['potion', 3], { potion: [1, null] }],
    ['the parts of a bundle', ['potion'], ['chest', 1], { potion: [1, null] }],
    ['the first level', [], ['sword', 1], {}],
    ['the latest level', ['sword', 'sword'], ['sword', 1], { sword: [1, 2] }],
    ['two levels of one order', ['sword'], ['sword', 2], { sword: [1, 1] }],
    ['two levels of one order, from the first', [], ['sword', 2], {}],
    ['a level that was sold by its number', ['sword'], ['sword-2', 1], { sword: [1, 1] }],
    ['two levels by their numbers', ['pass'], ['blades', 1], { pass: [1, null] }],
    [
      'a level and what came with it',
      ['sword', 'potion'],
      ['armed', 1],
      {
        potion: [1, null],
        sword: [1, 1],
      },
    ],
  ])('loses %s', (_, bought, [key, quantity], held) => {
    const player = rich();
    for (const one of bought) player.buy(one);
    const before = player.state();
    player.refund(player.buy(key, quantity));
    expect(player.state().held).toEqual(held);
    // What is left is as it was before the order, orders aside.
    expect({ ...player.state(), orders: {} }).toEqual({ ...before, orders: {} });
  });

  it('loses an requirement although an unlock needs it', () => {
    const player = rich();
    const pass = player.buy('pass');
    player.buy('chapter');
    player.refund(pass);
    expect(player.state().held).toEqual({ chapter: [1, null] });
  });

  it('loses only as many consumables as the order gave', () => {
    const player = rich();
    const three = player.buy('potion', 3);
    player.buy('potion', 4);
    player.refund(three);
    expect(player.state().held).toEqual({ potion: [4, null] });
  });

  it('can be followed by the same levels again, which can be given back again', () => {
    const player = rich();
    player.buy('sword');
    const two = player.buy('sword', 2);
    player.refund(two);
    const next = player.buy('sword');
    const last = player.buy('sword', 3);
    expect(player.state().held).toEqual({ sword: [1, 5] });
    for (const id of [last, next]) player.refund(id);
    expect(player.state().held).toEqual({ sword: [1, 1] });
  });
});

describe('giving an order back is refused', () => {
  const potions = (player: PlayerInShop) => player.buy('potion', 3);
  it.each<[string, string, (player: PlayerInShop) => OrderId, object?]>([
    [
      'when one of its items was used',
      'items_used',
      (player) => {
        const id = potions(player);
        player.consume('potion', 1);
        return id;
      },
      { items: [{ sku: 'potion', quantity: 1, level: null }] },
    ],
    [
      'when a level stands on its own',
      'items_used',
      (player) => {
        const id = player.buy('sword');
        player.buy('sword');
        return id;
      },
      { items: [{ sku: 'sword', quantity: 1, level: 1 }] },
    ],
    [
      'when a part of it was used',
      'items_used',
      (player) => {
        const id = player.buy('armed');
        player.consume('potion', 3);
        return id;
      },
      { items: [{ sku: 'potion', quantity: 3, level: null }] },
    ],
    [
      'when all of it was used',
      'items_used',
      (player) => {
        const id = player.buy('armed');
        player.consume('potion', 2);
        player.buy('sword');
        return id;
      },
      {
        items: [
          { sku: 'sword', quantity: 1, level: 1 },
          { sku: 'potion', quantity: 2, level: null },
        ],
      },
    ],
    [
      'a second time',
      'not_refundable',
      (player) => {
        const id = player.buy('skin');
        player.refund(id);
        return id;
      },
    ],
    [
      'a second time before its items are looked at',
      'not_refundable',
      (player) => {
        const id = player.buy('skin');
        player.refund(id);
        player.buy('skin');
        return id;
      },
    ],
    ['when it cost nothing', 'not_refundable', (player) => player.buy('gift')],
  ])('%s: %s', (_, code, lived, ...[members]) => {
    const player = rich();
    const id = lived(player);
    const before = player.state();
    const problem = refused(() => player.refund(id));
    expect(problem.code).toBe(code);
    if (members) expect(problem.details.members).toEqual(members);
    expect(player.state()).toEqual(before);
  });

  it('for an order of another title or environment: not_found', () => {
    const player = rich();
    const placed = player.placed(player.buy('skin'));
    for (const facts of [
      { titleId: idNumbered('title', 9) },
      { environment: 'production' as const },
    ]) {
      const other = { ...placed, order: { ...placed.order, ...facts } };
      expect(codeOf(() => player.refund(placed.order.id, { placed: other }))).toBe('not_found');
    }
  });

  it('for an order that is not there: not_found', () => {
    const player = rich();
    const placed = player.placed(player.buy('skin'));
    const absent = { ...placed, order: { ...placed.order, id: idNumbered('order', 9) } };
    expect(codeOf(() => player.refund(placed.order.id, { placed: absent }))).toBe('not_found');
  });

  it('as a defect, when its lots do not add up to what it cost', () => {
    const player = rich();
    const placed = player.placed(player.buy('skin'));
    const short = { ...placed, lots: placed.lots.slice(1) };
    expect(() => player.refund(placed.order.id, { placed: short })).toThrow(/do not add up/);
  });
});

describe('an order whose items are not all there', () => {
  const accept = { missingItems: 'accept' } as const;

  it('is given back for what is left, when that is accepted', () => {
    const player = rich();
    const id = player.buy('armed');
    player.consume('potion', 2);
    const decision = player.refund(id, accept);
    expect(rowsOf(decision, GRANTS).map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['potion', -1],
      ['sword', -1],
    ]);
    expect(player.state()).toMatchObject({ held: {}, balances: { paid: 970, free: 30 } });
  });

  it('takes nothing when nothing is left, and gives the gems back all the same', () => {
    const player = rich();
    const id = player.buy('potion');
    player.consume('potion', 1);
    const decision = player.refund(id, accept);
    expect([rowsOf(decision, GRANTS), rowsOf(decision, HOLDINGS)]).toEqual([[], []]);
    expect(player.state().balances).toMatchObject({ paid: 970, free: 30 });
  });

  it('leaves a level that another stands on, which can go later', () => {
    const player = rich();
    const first = player.buy('sword');
    const second = player.buy('sword');
    player.refund(first, accept);
    expect(player.state().held).toEqual({ sword: [1, 2] });
    player.refund(second);
    expect(player.state().held).toEqual({ sword: [1, 1] });
  });
});

describe('the limit of an offer', () => {
  it('is opened again by as many units as the order had', () => {
    const player = rich();
    const two = player.buy('rare-potion', 2);
    player.buy('rare-potion');
    expect(codeOf(() => player.buy('rare-potion'))).toBe('limit_reached');
    player.refund(two);
    expect(player.state().used).toEqual({ 'rare-potion': 1 });
    player.buy('rare-potion', 2);
  });

  it('does not count down for an order that was not counted', () => {
    const player = rich();
    const decision = player.refund(player.buy('potion'));
    expect(booksOf(decision)).not.toContain('offer usage');
  });
});

describe('another room that gives an order back', () => {
  const asked = { claim: null, reason: 'payment 1' };

  it('may ask again for the same reason: nothing more happens', () => {
    const player = rich();
    const id = player.buy('skin');
    player.refund(id, asked);
    const after = player.state();
    const again = player.refund(id, asked);
    expect(again).toMatchObject({ outcome: 'done', changes: [] });
    expect(again).toMatchObject({ body: { order: { status: 'refunded' } } });
    expect(player.state()).toEqual(after);
  });

  it('is refused when it was given back for another reason, or by somebody with a key', () => {
    const player = rich();
    const id = player.buy('skin');
    player.refund(id, asked);
    const others = [
      { ...asked, reason: 'payment 2' },
      { ...asked, claim: claimNumbered(7) },
    ];
    expect(others.map((one) => codeOf(() => player.refund(id, one)))).toEqual([
      'not_refundable',
      'not_refundable',
    ]);
  });

  it('may lay down a condition that is looked at under the lock', () => {
    const player = rich();
    const id = player.buy('skin');
    const before = player.state();
    const condition = (holds: boolean) => ({
      needs: new Map([[OFFER_USAGE, [`${PLAYER} skin`]]]),
      holds: () => holds,
    });
    expect(() => player.refund(id, { ...asked, onlyWhile: condition(false) })).toThrow(NotWanted);
    expect(player.state()).toEqual(before);
    player.refund(id, { ...asked, onlyWhile: condition(true) });
    expect(player.order(id).status).toBe('refunded');
  });
});
