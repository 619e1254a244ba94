import { itemWith } from '../../test/support/catalog-things.js';
import {
  booksOf,
  claimNumbered,
  decided,
  FakeDesk,
  PLAYER,
  refusal,
  rowsOf,
  walletOf,
} from '../../test/support/desk.js';
import type { Item } from '../catalog/model.js';
import { EVENTS } from '../events/event.js';
import { AmountOutOfRange, amount } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import { WALLETS } from '../till/wallet-book.js';
import { consumption } from './consume.js';
import { afterGift, type Gift, giftsOf, type Held, skusOf } from './give.js';
import { GRANTS, HOLDINGS, type Holding, holdingKey } from './holding.js';

const ITEMS = new Map<string, Item>(
  [
    itemWith('skin', { kind: 'durable' }),
    itemWith('potion', { kind: 'consumable', stack: 5 }),
    itemWith('arrow', { kind: 'consumable', stack: null }),
    itemWith('sword', { kind: 'upgrade', levels: 3 }),
    itemWith('door', { kind: 'unlock', requires: ['skin', 'key'] }),
    itemWith('chest', { kind: 'bundle', parts: [{ sku: 'potion', quantity: 2 }] }),
    itemWith('purse', { kind: 'bundle', parts: [], gives: { GOLD: amount(10) } }),
    itemWith('trunk', {
      kind: 'bundle',
      parts: [
        { sku: 'chest', quantity: 1 },
        { sku: 'purse', quantity: 2 },
      ],
    }),
  ].map((item) => [item.sku, item]),
);

function given(sku: string, gift: Partial<Gift>, held?: Held, holds: string[] = []) {
  const whole = { item: ITEMS.get(sku), quantity: 1, level: null, ...gift } as Gift;
  try {
    const { quantity, level } = afterGift(whole, held, (other) => holds.includes(other));
    return [quantity, level];
  } catch (error) {
    return error instanceof Problem ? error.code : error;
  }
}
const held = (quantity: number, level: number | null = null): Held => ({ quantity, level });

describe('what a player holds after a gift', () => {
  it.each([
    ['a first skin', given('skin', {}), [1, null]],
    ['a second skin', given('skin', {}, held(1)), 'already_owned'],
    ['two skins at once', given('skin', { quantity: 2 }), 'already_owned'],
    ['a skin that was taken back', given('skin', {}, held(0)), [1, null]],
    ['the stack', given('potion', { quantity: 2 }, held(3)), [5, null]],
    ['one above the stack', given('potion', { quantity: 3 }, held(3)), 'stack_full'],
    ['arrows without a stack', given('arrow', { quantity: 1_000_000_000 }), [1_000_000_000, null]],
    ['more than any stack', given('arrow', {}, held(1_000_000_000)), 'stack_full'],
    ['the first level', given('sword', {}), [1, 1]],
    ['two levels at once', given('sword', { quantity: 2 }, held(1, 1)), [1, 3]],
    ['a level above the last', given('sword', { quantity: 2 }, held(1, 2)), 'already_owned'],
    ['the level that comes next', given('sword', { level: 2 }, held(1, 1)), [1, 2]],
    ['a level that is held', given('sword', { level: 2 }, held(1, 2)), 'already_owned'],
    ['a level too far', given('sword', { level: 3 }, held(1, 1)), 'level_out_of_order'],
    ['a level twice', given('sword', { level: 1, quantity: 2 }), 'already_owned'],
    ['a door with both keys', given('door', {}, undefined, ['skin', 'key']), [1, null]],
    ['a door with one key', given('door', {}, undefined, ['skin']), 'requirement_missing'],
    ['a door twice without a key', given('door', {}, held(1)), 'requirement_missing'],
    ['a door twice', given('door', {}, held(1), ['skin', 'key']), 'already_owned'],
  ])('is written for %s', (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });

  it('opens bundles, gives an item once and keeps its levels apart', () => {
    const grant = (sku: string, quantity = 1, level: number | null = null) => {
      return { sku, quantity, level };
    };
    const grants = [grant('chest'), grant('potion', 3), grant('sword', 1, 1), grant('sword', 1, 2)];
    const { items } = giftsOf({ grants, gives: {} }, 2, ITEMS);
    expect(items.map((one) => [one.item.sku, one.quantity, one.level])).toEqual([
      ['potion', 10, null],
      ['sword', 2, 1],
      ['sword', 2, 2],
    ]);
    const door = { grants: [grant('door')], gives: {} };
    expect(skusOf(giftsOf(door, 1, ITEMS).items)).toEqual(['door', 'skin', 'key']);
  });

  it('adds up the currencies of an offer and of the bundles in it, however deep', () => {
    const grants = [
      { sku: 'purse', quantity: 3, level: null },
      { sku: 'trunk', quantity: 1, level: null },
    ];
    const gives = { GOLD: amount(1), GEM: amount(5) };
    const gifts = giftsOf({ grants, gives }, 2, ITEMS);
    // 3 purses and 2 in the trunk make 5 of 10 gold, and 1 gold of the offer; all of it twice.
    expect(gifts.gives).toEqual({ GOLD: 102, GEM: 10 });
    expect(gifts.items.map((one) => [one.item.sku, one.quantity])).toEqual([['potion', 4]]);
  });

  it('refuses gems that no balance can hold', () => {
    const gives = { GOLD: amount(1_000_000_000_000) };
    expect(() => giftsOf({ grants: [], gives }, 9_001, ITEMS)).toThrow(AmountOutOfRange);
  });
});

describe('using up a consumable', () => {
  function used(quantity: number, row?: Partial<Holding>, wallet = true) {
    const key = holdingKey(PLAYER, 'potion');
    const whole: Holding = {
      playerId: PLAYER,
      sku: 'potion',
      kind: 'consumable',
      quantity: 3,
      level: null,
      ...row,
    };
    const desk = new FakeDesk([
      ...(wallet ? [[WALLETS, PLAYER, walletOf([])] as const] : []),
      ...(row ? [[HOLDINGS, key, whole] as const] : []),
    ]);
    const request = { playerId: PLAYER, sku: 'potion', quantity, claim: claimNumbered(1) };
    return { desk, operation: consumption(request) };
  }

  it.each([
    ['without a player', 'not_found', used(1, {}, false)],
    ['when it was never held', 'not_found', used(1)],
    [
      'when it is no consumable, before how many',
      'item_not_consumable',
      used(9, { kind: 'durable' }),
    ],
    ['one too many', 'insufficient_items', used(4, {})],
    ['when none is left', 'insufficient_items', used(1, { quantity: 0 })],
  ])('is refused %s: %s', (_, code, { desk, operation }) => {
    expect(refusal(desk, operation).code).toBe(code);
  });

  it('writes what is left, a negative grant and one event, and moves no gems', () => {
    const { desk, operation } = used(3, {});
    const decision = decided(desk, operation);
    expect(booksOf(decision)).toEqual(['wallets', 'holdings', 'grants', 'events']);
    expect(rowsOf(decision, HOLDINGS)).toMatchObject([{ quantity: 0 }]);
    expect(rowsOf(decision, GRANTS)).toMatchObject([{ quantity: -3, source: 'consumption' }]);
    expect(rowsOf(decision, EVENTS)).toMatchObject([{ type: 'inventory.changed', number: 4 }]);
    expect(rowsOf(decision, WALLETS)).toMatchObject([{ seq: 8, eventNumber: 4 }]);
  });
});
