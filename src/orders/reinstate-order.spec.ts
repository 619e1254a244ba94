import { PlayerInShop } from '../../test/orders/order-desk.js';
import {
  booksOf,
  DAY_MS,
  idNumbered,
  lotWith,
  NOW,
  rowsOf,
  walletOf,
} from '../../test/support/desk.js';
import { EVENTS } from '../events/event.js';
import { GRANTS } from '../inventory/holding.js';
import { amount } from '../kernel/amount.js';
import { idAs, type OrderId } from '../kernel/id.js';
import { JOURNAL } from '../till/wallet-book.js';

const FREE = lotWith(1, { remaining: amount(30) });
const PAID = lotWith(2, { bucket: 'paid', remaining: amount(500) });
const rich = (...lots: Parameters<typeof walletOf>[0]) =>
  new PlayerInShop(walletOf(lots.length > 0 ? lots : [FREE, PAID]));

describe('an order whose refund is undone', () => {
  it('is the exact opposite of its refund: the same lots, items and limit, one event', () => {
    const player = rich();
    const id = player.buy('skin');
    const bought = player.state();
    player.refund(id);
    const decision = player.reinstate(id);
    expect(player.state()).toEqual(bought);
    expect(player.order(id)).toMatchObject({
      status: 'completed',
      refundedAt: null,
      refundReason: null,
    });
    const [transaction] = rowsOf(decision, JOURNAL);
    expect(transaction).toMatchObject({
      kind: 'order_reinstatement',
      reversesId: idAs('txn', id),
      entries: [
        { bucket: 'free', amount: -30 },
        { bucket: 'paid', amount: -70 },
        { bucket: 'sales', amount: 100 },
      ],
    });
    expect(rowsOf(decision, GRANTS)).toMatchObject([
      { source: 'order_reinstatement', sourceId: transaction!.id, sku: 'skin', quantity: 1 },
    ]);
    const body = (decision as { body?: object }).body;
    expect(rowsOf(decision, EVENTS)).toMatchObject([{ type: 'order.completed', data: body }]);
    expect(body).toMatchObject({ order: { id, status: 'completed', refundedAt: null } });
  });

  it.each<[string, string[], [string, number]]>([
    ['consumables', ['potion'], ['potion', 3]],
    ['a bundle', ['potion'], ['chest', 1]],
    ['an unlock', ['pass'], ['chapter', 1]],
    ['a level', ['sword'], ['sword', 1]],
    ['two levels at once', ['sword'], ['sword', 2]],
    ['two levels by their numbers', [], ['blades', 1]],
    ['a level and what came with it', ['sword'], ['armed', 1]],
  ])(
    'gives %s again, and can be given back and bought again any number of times',
    (_, first, [key, quantity]) => {
      const player = rich();
      for (const one of first) player.buy(one);
      const before = player.state();
      const id = player.buy(key, quantity);
      const bought = player.state();
      for (let round = 0; round < 3; round++) {
        player.refund(id);
        expect({ ...player.state(), orders: {} }).toEqual({ ...before, orders: {} });
        player.reinstate(id);
        expect(player.state()).toEqual(bought);
      }
    },
  );
});

describe('an order whose refund cannot be undone', () => {
  // [why, what was bought and given back, what happened since]
  it.each<[string, (player: PlayerInShop) => OrderId, (player: PlayerInShop) => void]>([
    ['the item is owned', (player) => player.buy('skin'), (player) => player.buy('skin')],
    ['a part is owned', (player) => player.buy('chest'), (player) => player.buy('skin')],
    ['the stack is full', (player) => player.buy('potion', 3), (player) => player.buy('potion', 9)],
    [
      'the limit is used up',
      (player) => player.buy('rare-potion', 2),
      (player) => player.buy('rare-potion', 2),
    ],
    ['the level is held', (player) => player.buy('sword'), (player) => player.buy('sword')],
    [
      'one of its levels is held',
      (player) => player.buy('sword', 2),
      (player) => player.buy('sword'),
    ],
    [
      'a lot holds too little',
      (player) => player.buy('pass'),
      (player) => {
        player.buy('chest');
        player.buy('potion', 6);
      },
    ],
    [
      'a lot has expired',
      (player) => player.buy('pass'),
      (player) => {
        player.now = NOW + DAY_MS;
      },
    ],
    [
      'what an unlock requires is gone',
      (player) => {
        const pass = player.buy('pass');
        const chapter = player.buy('chapter');
        player.refund(pass, { reason: 'another' });
        return chapter;
      },
      () => {},
    ],
  ])('stays refunded, and the gems stay with the player, when %s', (_, bought, since) => {
    const player = rich(lotWith(1, { remaining: amount(200), expiresAt: NOW + DAY_MS }), PAID);
    const id = bought(player);
    player.refund(id);
    since(player);
    const before = player.state();
    expect(booksOf(player.reinstate(id, false))).toEqual([]);
    expect(player.order(id).refundReason).toBe('test');
    expect(booksOf(player.reinstate(id))).toEqual(['orders']);
    expect(player.state()).toEqual(before);
    // Said once for good: it is not tried again when the way is free again.
    expect(player.order(id)).toMatchObject({ status: 'refunded', refundReason: 'kept' });
    expect(booksOf(player.reinstate(id))).toEqual([]);
  });

  it('is left alone when it was given back for another reason, or not at all', () => {
    const player = rich();
    const id = player.buy('skin');
    expect(booksOf(player.reinstate(id))).toEqual([]);
    player.refund(id, { reason: 'another' });
    expect(booksOf(player.reinstate(id))).toEqual([]);
    expect(player.order(id).refundReason).toBe('another');
  });

  it('needs all of its gems in its own lots, however rich the player is', () => {
    const player = rich();
    const id = player.buy('skin');
    player.refund(id);
    player.buy('potion', 3);
    expect(player.state().lots).toEqual({ [idNumbered('lot', 1)]: 0, [idNumbered('lot', 2)]: 500 });
    player.reinstate(id);
    expect(player.state().held).toEqual({ potion: [3, null] });
  });
});
