import { assert, constantFrom, integer, option, property, record, uniqueArray } from 'fast-check';
import { DAY_MS, lotWith, NOW } from '../../test/support/desk.js';
import { type Amount, amount } from '../kernel/amount.js';
import type { Lot } from './lot.js';
import { spendingOrder, take } from './spending-policy.js';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const soon = lotWith(1, { bucket: 'paid', expiresAt: NOW + DAY_MS });
const soonFree = lotWith(2, { expiresAt: NOW + DAY_MS });
const later = lotWith(3, { expiresAt: NOW + 2 * DAY_MS, createdAt: 0 });
const freeOld = lotWith(4, { createdAt: NOW - 9 * DAY_MS });
const freeNew = lotWith(5);
const freeNewTwin = lotWith(6);
const paidOld = lotWith(7, { bucket: 'paid', createdAt: 0 });

const anyLot = record({
  number: integer({ min: 1, max: 99 }),
  bucket: constantFrom('paid' as const, 'free' as const),
  createdAt: integer({ min: NOW - 3, max: NOW }),
  expiresAt: option(integer({ min: NOW - 1, max: NOW + 2 }), { nil: null }),
  gems: integer({ min: 1, max: 9 }),
}).map(({ number, gems, ...facts }) => lotWith(number, { ...facts, remaining: amount(gems) }));
const anyLots = uniqueArray(anyLot, { selector: (lot) => lot.id, maxLength: 12 });

describe(`the spending policy (SEED=${SEED})`, () => {
  it.each<[string, Lot, Lot]>([
    ['the soonest expiry first', soon, later],
    ['what expires before what does not, although it was paid', soon, freeOld],
    ['free before paid when both expire at once', soonFree, soon],
    ['free before paid, although the paid is older', freeNew, paidOld],
    ['the oldest first', freeOld, freeNew],
    ['the lower id when all else is equal', freeNew, freeNewTwin],
  ])('takes %s', (_, first, second) => {
    for (const lots of [
      [first, second],
      [second, first],
    ]) {
      const taken = take(lots, 'GEM', amount(101), NOW)!;
      expect(taken.map((one) => [one.lotId, one.amount])).toEqual([
        [first.id, -100],
        [second.id, -1],
      ]);
    }
  });

  it('never takes a lot from the moment of its expiry', () => {
    expect(take([soon], 'GEM', amount(1), soon.expiresAt! - 1)).toHaveLength(1);
    expect(take([soon], 'GEM', amount(1), soon.expiresAt!)).toBeNull();
  });

  it('never takes another currency, an empty lot, or less than was asked for', () => {
    const empty = lotWith(8, { original: amount(5), remaining: amount(0) });
    const gold = lotWith(9, { currency: 'GOLD' });
    expect(take([empty, gold], 'GEM', amount(1), NOW)).toBeNull();
    expect(take([empty, freeNew], 'GEM', amount(101), NOW)).toBeNull();
    expect(take([empty, freeNew], 'GEM', amount(100), NOW)).toHaveLength(1);
  });

  it('is a total order: the order in which lots were loaded decides nothing', () => {
    const check = property(anyLots, (lots) => {
      const sorted = [...lots].sort(spendingOrder);
      const other = [...lots].reverse().sort(spendingOrder);
      expect(other).toEqual(sorted);
      for (const [index, lot] of sorted.entries()) {
        for (const after of sorted.slice(index + 1)) {
          expect(spendingOrder(lot, after)).toBeLessThan(0);
          expect(spendingOrder(after, lot)).toBeGreaterThan(0);
        }
      }
    });
    assert(check, { seed: SEED, numRuns: 300 });
  });

  it('takes exactly what was asked for or nothing', () => {
    let accepted = 0;
    const check = property(anyLots, integer({ min: 1, max: 40 }), (lots, wanted) => {
      const open = lots.filter((lot) => lot.expiresAt === null || lot.expiresAt > NOW);
      const held = open.reduce((total, lot) => total + lot.remaining, 0);
      const taken = take(lots, 'GEM', wanted as Amount, NOW);
      expect(taken === null).toBe(held < wanted);
      if (taken) accepted += 1;
      const sum = taken?.reduce((total, one) => total - one.amount, 0) ?? wanted;
      expect(sum).toBe(wanted);
      // Every lot but the last one taken is emptied.
      for (const one of taken?.slice(0, -1) ?? []) expect(one.amount).toBe(-one.lot.remaining);
    });
    assert(check, { seed: SEED, numRuns: 1_000 });
    expect(accepted / 1_000).toBeGreaterThan(0.3);
    expect(accepted / 1_000).toBeLessThan(0.95);
  });
});
