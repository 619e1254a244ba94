import { drawWith, itemWith, modelWith } from '../../test/support/catalog-things.js';
import { FakeDesk, idNumbered, PLAYER } from '../../test/support/desk.js';
import { seededRandom, seedFromEnvironment } from '../../test/support/random.js';
import type { Draw } from '../catalog/model.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { HOLDINGS, holdingKey } from '../inventory/holding.js';
import { type Amount, amount } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import { DRAW_PITY, DRAW_RESULTS, pityKey } from './draw-result.js';
import { SEEDS, seedCandidate } from './draw-seed.js';
import { tableOf } from './draw-table.js';
import { drawNeeds, playDraw } from './play.js';

const grant = (sku: string, quantity = 1, level: number | null = null) => [
  { sku, quantity, level },
];
const entry = (key: string, weight: number, facts: object = {}) => ({
  key,
  weight,
  grants: [],
  gives: {},
  ...facts,
});
const CHEST = drawWith('chest', {
  entries: [
    entry('rare', 1, { grants: grant('sword') }),
    entry('common', 90, { grants: grant('potion', 2) }),
    entry('gold', 9, { gives: { GEM: amount(5) } }),
  ],
  pity: { after: 10, entries: ['rare'] },
});
const items = new Map(
  [
    itemWith('potion', { kind: 'consumable', stack: 500 }),
    itemWith('sword', { kind: 'upgrade', levels: 100 }),
    itemWith('skin', { kind: 'durable' }),
    itemWith('pass', { kind: 'unlock', requires: ['skin'] }),
    itemWith('box', {
      kind: 'bundle',
      parts: [{ sku: 'potion', quantity: 3 }],
      gives: { GEM: amount(7) },
    }),
  ].map((item) => [item.sku, item]),
);
const CATALOG = publishedCatalog(idNumbered('catalog', 1), modelWith({ items }));

const bytesFrom = (seed: number) => {
  const random = seededRandom(seed);
  return (size: number) =>
    Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
};
const requestFor = (draw: Draw, times: number, seed = 1) => ({
  playerId: PLAYER,
  draw,
  catalog: CATALOG,
  orderId: idNumbered('order', 1),
  times,
  candidate: seedCandidate(bytesFrom(seed)),
});
const holding = (sku: string, quantity: number, level: number | null = null) => {
  const { kind } = items.get(sku)!;
  const row = { playerId: PLAYER, sku, kind, quantity, level };
  return [HOLDINGS, holdingKey(PLAYER, sku), row] as const;
};
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'played';
};

describe('a draw', () => {
  it('names the rows that it looks at, with all that may be drawn', () => {
    const needs = drawNeeds(PLAYER, CHEST, CATALOG);
    expect(Object.fromEntries([...needs].map(([book, keys]) => [book.name, keys]))).toEqual({
      'draw seeds': [PLAYER],
      'draw pity': [pityKey(PLAYER, 'chest')],
      holdings: [holdingKey(PLAYER, 'sword'), holdingKey(PLAYER, 'potion')],
    });
  });

  it('begins with the seeds that the request brings, and counts on from there', () => {
    const desk = new FakeDesk([]);
    const request = requestFor(CHEST, 3);
    const first = playDraw(desk, request);
    expect(first.results.map(({ seedNumber, nonce, line }) => [seedNumber, nonce, line])).toEqual([
      [1, 1, 1],
      [1, 2, 2],
      [1, 3, 3],
    ]);
    desk.take(first.changes);
    const seeds = desk.row(SEEDS, PLAYER)!;
    expect(seeds).toMatchObject({ number: 1, draws: 3, serverSeed: request.candidate.serverSeed });
    const second = playDraw(desk, requestFor(CHEST, 1, 2));
    expect(second.results[0]).toMatchObject({ seedNumber: 1, nonce: 4 });
    desk.take(second.changes);
    expect(desk.row(SEEDS, PLAYER)).toEqual({ ...seeds, draws: 4 });
  });

  it('gives the same when it is decided again', () => {
    const request = requestFor(CHEST, 20);
    const [one, two] = [playDraw(new FakeDesk([]), request), playDraw(new FakeDesk([]), request)];
    expect(two).toEqual(one);
  });

  it('gives what the entries say, and records the table that it was drawn from', () => {
    const seed = seedFromEnvironment();
    const played = playDraw(new FakeDesk([]), requestFor(CHEST, 50, seed));
    const drawn = played.results.map(({ entry: key }) => key);
    const count = (key: string) => drawn.filter((one) => one === key).length;
    expect({ seed, gems: played.gives.GEM ?? 0 }).toEqual({ seed, gems: 5 * count('gold') });
    const given = (sku: string) => played.gifts.filter((one) => one.sku === sku).length;
    expect([given('potion'), given('sword')]).toEqual([count('common'), count('rare')]);
    expect(played.mostGives).toEqual({ GEM: 250 });
    const { hash } = tableOf(CHEST);
    expect(played.results.every(({ tableHash }) => tableHash.equals(hash))).toBe(true);
    const rows = played.changes.filter(({ book }) => book.name === DRAW_RESULTS.name);
    expect(rows.map(({ row }) => row)).toEqual(played.results);
  });

  it('is among the pity entries after so many misses in a row, and at no other time', () => {
    const seed = seedFromEnvironment();
    const { results } = playDraw(new FakeDesk([]), requestFor(CHEST, 99, seed));
    let misses = 0;
    for (const result of results) {
      expect({ seed, ...result }).toMatchObject({ misses });
      expect(misses).toBeLessThanOrEqual(10);
      if (misses === 10) expect({ seed, ...result }).toMatchObject({ entry: 'rare', roll: 0 });
      misses = result.entry === 'rare' ? 0 : misses + 1;
    }
    // 99 draws of one in a hundred with pity after ten: it must have come.
    expect(results.filter(({ misses: before }) => before === 10).length).toBeGreaterThan(1);
  });

  it('counts the misses on from one order to the next, for its own draw alone', () => {
    const pity = { playerId: PLAYER, draw: 'chest', misses: 10 };
    const desk = new FakeDesk([[DRAW_PITY, pityKey(PLAYER, 'chest'), pity]]);
    const other = { ...CHEST, key: 'other' };
    expect(playDraw(desk, requestFor(other, 1)).results[0]).toMatchObject({ misses: 0 });
    const played = playDraw(desk, requestFor(CHEST, 1));
    expect(played.results[0]).toMatchObject({ misses: 10, entry: 'rare' });
    desk.take(played.changes);
    expect(desk.row(DRAW_PITY, pityKey(PLAYER, 'chest'))!.misses).toBe(0);
  });

  it('without pity keeps no count', () => {
    const plain = { ...CHEST, pity: null };
    const { results, changes } = playDraw(new FakeDesk([]), requestFor(plain, 30));
    expect(results.every(({ misses }) => misses === 0)).toBe(true);
    expect(changes.some(({ book }) => book.name === DRAW_PITY.name)).toBe(false);
  });

  describe('is refused before it is rolled, whatever would come,', () => {
    const draws = (...entries: Draw['entries']) => drawWith('tried', { entries });
    const often = entry('often', 1_000_000, { grants: grant('potion') });
    const cases: [string, Draw, number, ReturnType<typeof holding>[], string][] = [
      ['a full stack', draws(often), 3, [holding('potion', 498)], 'stack_full'],
      ['a stack with room', draws(often), 2, [holding('potion', 498)], 'played'],
      [
        'something owned already',
        draws(often, entry('never', 1, { grants: grant('skin') })),
        1,
        [holding('skin', 1)],
        'already_owned',
      ],
      [
        'something that is owned once, twice',
        draws(often, entry('never', 1, { grants: grant('skin') })),
        2,
        [],
        'already_owned',
      ],
      [
        'something that it needs',
        draws(often, entry('never', 1, { grants: grant('pass') })),
        1,
        [],
        'requirement_missing',
      ],
      [
        'a level out of order',
        draws(often, entry('never', 1, { grants: grant('sword', 1, 4) })),
        1,
        [holding('sword', 1, 2)],
        'level_out_of_order',
      ],
      [
        'the last level',
        draws(often, entry('never', 1, { grants: grant('sword') })),
        2,
        [holding('sword', 1, 99)],
        'already_owned',
      ],
      [
        'more gems than may move',
        draws(often, entry('never', 1, { gives: { GEM: 600_000_000_000 as Amount } })),
        2,
        [],
        'amount_out_of_range',
      ],
    ];
    it.each(cases)('for %s', (_, draw, times, held, code) => {
      for (let seed = 1; seed <= 20; seed++) {
        const desk = new FakeDesk(held);
        expect(codeOf(() => playDraw(desk, requestFor(draw, times, seed)))).toBe(code);
      }
    });
  });

  it('knows the most that may come, with what lies in bundles', () => {
    const draw = drawWith('boxes', {
      entries: [
        entry('box', 1, { grants: grant('box', 2), gives: { GEM: amount(1) } }),
        entry('gold', 1, { gives: { GEM: amount(14), GOLD: amount(3) } }),
      ],
    });
    const { mostGives } = playDraw(new FakeDesk([]), requestFor(draw, 4));
    expect(mostGives).toEqual({ GEM: 60, GOLD: 12 });
  });
});
