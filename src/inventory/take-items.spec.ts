import type { Held } from './give.js';
import { levelBelow } from './held-levels.js';
import { afterTaking } from './take-items.js';

const held = (quantity: number, level: number | null = null): Held => ({ quantity, level });

function left(
  [quantity, level]: readonly [number, number | null],
  before: Held | undefined,
  levels: number[] = [],
) {
  const { after, taken } = afterTaking({ sku: 'x', quantity, level }, before, levels);
  return [taken, after.quantity, after.level];
}

describe('what is taken of an item, and what a player holds after it', () => {
  it.each([
    ['a skin that is held', left([1, null], held(1)), [1, 0, null]],
    ['a skin that is gone', left([1, null], held(0)), [0, 0, null]],
    ['a skin that was never held', left([1, null], undefined), [0, 0, null]],
    ['some of many potions', left([3, null], held(7)), [3, 4, null]],
    ['as many potions as are left', left([3, null], held(2)), [2, 0, null]],
    ['the only level', left([1, 1], held(1, 1), [1]), [1, 0, null]],
    ['the latest level', left([1, 3], held(1, 3), [1, 2, 3]), [1, 1, 2]],
    ['the latest of two that came at once', left([1, 3], held(1, 3), [3, 1]), [1, 1, 1]],
    ['a level that another stands on', left([1, 2], held(1, 3), [1, 2, 3]), [0, 1, 3]],
    ['a level that is gone', left([1, 3], held(1, 2), [1, 2]), [0, 1, 2]],
    ['a level of nothing', left([1, 1], held(0), []), [0, 0, null]],
  ])('is written for %s', (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });

  it('knows the level below, whatever the order of the list', () => {
    expect([levelBelow([5, 2, 9], 9), levelBelow([5, 2], 5), levelBelow([2], 2)]).toEqual([
      5,
      2,
      null,
    ]);
  });
});
