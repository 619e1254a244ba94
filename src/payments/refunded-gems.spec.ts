import { array, assert, integer, nat, property, record } from 'fast-check';
import { seedFromEnvironment } from '../../test/support/random.js';
import { type Amount, amount } from '../kernel/amount.js';
import type { Share } from '../stores/store-gateway.js';
import type { PaymentLine } from './payment.js';
import { refundedGems } from './refunded-gems.js';

const SEED = seedFromEnvironment();
const HUGE = 1_000_000_000_000;

type Numbers = Record<string, number>;
const gems = (numbers: Numbers) => numbers as Record<string, Amount>;
/** Apple's measure: milliunits of one hundred thousand. */
const milliunits = (parts: number): Share => ({ parts, of: 100_000 });
const units = (parts: number, of: number): Share => ({ parts, of });

function line(quantity: number, refunded: Share, unitGems: Numbers | null): PaymentLine {
  return { productId: 'pack', quantity, refunded, unitGems: unitGems && gems(unitGems) };
}

/** A payment whose lines say what they were worth; it credited their sum. */
function taken(...lines: readonly PaymentLine[]): Numbers {
  const grants: Numbers = {};
  for (const { quantity, unitGems } of lines) {
    for (const [code, unit] of Object.entries(unitGems ?? {})) {
      grants[code] = (grants[code] ?? 0) + unit * quantity;
    }
  }
  return refundedGems({ lines, grants: gems(grants) });
}

/** A payment from before lines kept their worth. */
function takenOfOld(grants: Numbers, ...lines: readonly PaymentLine[]): Numbers {
  return refundedGems({ lines, grants: gems(grants) });
}

describe('how many gems of a payment were given back', () => {
  it.each<[string, Numbers, Numbers]>([
    ['nothing', taken(line(1, units(0, 1), { GEM: 500 })), { GEM: 0 }],
    ['all of it', taken(line(1, units(1, 1), { GEM: 500 })), { GEM: 500 }],
    ['all of it in milliunits', taken(line(1, milliunits(100_000), { GEM: 500 })), { GEM: 500 }],
    ['half', taken(line(1, milliunits(50_000), { GEM: 500 })), { GEM: 250 }],
    ['half of an odd number', taken(line(1, milliunits(50_000), { GEM: 7 })), { GEM: 3 }],
    ['a hair less than half', taken(line(1, milliunits(49_999), { GEM: 500 })), { GEM: 249 }],
    ['a third', taken(line(1, milliunits(33_333), { GEM: 300 })), { GEM: 99 }],
    ['a hair more than a third', taken(line(1, milliunits(33_334), { GEM: 300 })), { GEM: 100 }],
    ['too little for a gem', taken(line(1, milliunits(1), { GEM: 99_999 })), { GEM: 0 }],
    ['just enough for a gem', taken(line(1, milliunits(1), { GEM: 100_000 })), { GEM: 1 }],
    ['all but a hair', taken(line(1, milliunits(99_999), { GEM: 500 })), { GEM: 499 }],
    ['all but a hair of one gem', taken(line(1, milliunits(99_999), { GEM: 1 })), { GEM: 0 }],
    ['half of a quantity', taken(line(3, milliunits(50_000), { GEM: 5 })), { GEM: 7 }],
  ])('at Apple, of one line: %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it.each<[string, Numbers, Numbers]>([
    ['one of three units', taken(line(3, units(1, 3), { GEM: 40 })), { GEM: 40 }],
    ['two of three units', taken(line(3, units(2, 3), { GEM: 40 })), { GEM: 80 }],
    ['three of three units', taken(line(3, units(3, 3), { GEM: 40 })), { GEM: 120 }],
    ['a unit never breaks: 1 of 3', taken(line(3, units(1, 3), { GEM: 7 })), { GEM: 7 }],
    ['a unit never breaks: 6 of 7', taken(line(7, units(6, 7), { GEM: 1 })), { GEM: 6 }],
    [
      'one line of two',
      taken(line(2, units(2, 2), { GEM: 40 }), line(1, units(0, 1), { GEM: 100 })),
      { GEM: 80 },
    ],
    [
      'one unit of each of two lines',
      taken(line(2, units(1, 2), { GEM: 40 }), line(5, units(1, 5), { GEM: 3 })),
      { GEM: 43 },
    ],
    [
      'a line of another currency',
      taken(line(2, units(1, 2), { GEM: 40 }), line(1, units(1, 1), { GOLD: 30 })),
      { GEM: 40, GOLD: 30 },
    ],
    [
      'a line with two currencies',
      taken(line(2, units(1, 2), { GEM: 10, GOLD: 3 }), line(1, units(0, 1), { GEM: 9 })),
      { GEM: 10, GOLD: 3 },
    ],
    [
      'every line as a whole',
      taken(line(2, units(2, 2), { GEM: 10 }), line(1, units(1, 1), { GOLD: 9 })),
      { GEM: 20, GOLD: 9 },
    ],
  ])('at Google, in units of several lines: %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('rounds each line and currency down by itself, in favour of the player', () => {
    const half = milliunits(50_000);
    // 3.5 and 2.5 of GEM are 3 and 2, although their sum is a whole number.
    const two = taken(line(1, half, { GEM: 7, GOLD: 1 }), line(1, half, { GEM: 5, GOLD: 3 }));
    expect(two).toEqual({ GEM: 5, GOLD: 1 });
  });

  it('follows the whole share so far: three thirds take all, however they were rounded', () => {
    const steps = [33_333, 66_667, 100_000].map((parts) =>
      taken(line(1, milliunits(parts), { GEM: 100 })),
    );
    expect(steps).toEqual([{ GEM: 33 }, { GEM: 66 }, { GEM: 100 }]);
    const sevenths = [1, 2, 3, 4, 5, 6, 7].map((n) => taken(line(1, units(n, 7), { GEM: 10 })).GEM);
    expect(sevenths).toEqual([1, 2, 4, 5, 7, 8, 10]);
  });

  it.each<[string, Numbers, Numbers]>([
    ['a whole line', takenOfOld({ GEM: 500 }, line(1, units(1, 1), null)), { GEM: 500 }],
    ['half of it', takenOfOld({ GEM: 501 }, line(1, milliunits(50_000), null)), { GEM: 250 }],
    [
      'one of three',
      takenOfOld({ GEM: 120, GOLD: 7 }, line(3, units(1, 3), null)),
      {
        GEM: 40,
        GOLD: 2,
      },
    ],
    ['nothing', takenOfOld({ GEM: 500 }, line(1, units(0, 1), null)), { GEM: 0 }],
    [
      'one of two lines, by their units',
      takenOfOld({ GEM: 100 }, line(1, units(1, 1), null), line(2, units(0, 2), null)),
      { GEM: 33 },
    ],
    [
      'both lines: what rounding lost is taken with the last',
      takenOfOld({ GEM: 100 }, line(1, units(1, 1), null), line(2, units(2, 2), null)),
      { GEM: 100 },
    ],
  ])('goes by the grants of payments that kept no worth of their lines: %s', (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });

  it('takes nothing for a payment of whose lines nothing is known', () => {
    expect(takenOfOld({ GEM: 500 })).toEqual({});
  });

  it('is exact where doubles are not', () => {
    const odd = HUGE - 1;
    expect(taken(line(10, milliunits(99_999), { GEM: HUGE }))).toEqual({ GEM: 9_999_900_000_000 });
    expect(taken(line(10, units(3, 10), { GEM: odd }))).toEqual({ GEM: 3 * odd });
    expect(taken(line(1, milliunits(33_333), { GEM: odd }))).toEqual({ GEM: 333_329_999_999 });
    // 9,999,999,999,970 × 0.66667 = 6,666,699,999,979.9999: as doubles it rounds up to …980.
    const near = taken(line(10, milliunits(66_667), { GEM: HUGE - 3 }));
    expect(near).toEqual({ GEM: 6_666_699_999_979 });
  });

  it(`never takes more than was bought, nor less for a larger share (SEED=${SEED})`, () => {
    let partial = 0;
    const oneLine = record({
      quantity: integer({ min: 1, max: 50 }),
      gem: integer({ min: 1, max: 10_000 }),
      gold: nat(100),
      parts: nat(100_000),
      more: nat(100_000),
    });
    assert(
      property(array(oneLine, { minLength: 1, maxLength: 4 }), (lines) => {
        const at = (share: (one: (typeof lines)[number]) => number) =>
          taken(
            ...lines.map((one) =>
              line(one.quantity, milliunits(Math.min(100_000, share(one))), {
                GEM: one.gem,
                GOLD: one.gold,
              }),
            ),
          );
        const less = at((one) => one.parts);
        const more = at((one) => one.parts + one.more);
        const all = at(() => 100_000);
        for (const code of ['GEM', 'GOLD']) {
          expect(less[code]).toBeLessThanOrEqual(more[code]!);
          expect(more[code]).toBeLessThanOrEqual(all[code]!);
          const exact = lines.reduce((sum, one) => {
            return sum + ((code === 'GEM' ? one.gem : one.gold) * one.quantity * one.parts) / 1e5;
          }, 0);
          // Each line loses less than one gem by rounding.
          expect(exact - less[code]!).toBeGreaterThan(-1e-6);
          expect(exact - less[code]!).toBeLessThan(lines.length);
        }
        if (less.GEM! > 0 && less.GEM! < all.GEM!) partial += 1;
        amount(all.GEM!);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(partial).toBeGreaterThan(800);
  });
});
