import {
  drawWith,
  itemWith,
  modelWith,
  offerWith,
} from '../../../../test/support/catalog-things.js';
import { amount } from '../../../kernel/amount.js';
import type { Draw } from '../../model.js';
import { buyingLimitOf } from './buying-limit.js';
import { fractionText } from './gain-wording.js';
import { chancesOf, Gifts } from './gifts.js';

function drawOf(weights: Record<string, number>, pity: Draw['pity'] = null): Draw {
  const entries = Object.entries(weights).map(([key, weight]) => ({
    key,
    weight,
    grants: [],
    gives: {},
  }));
  return drawWith('draw', { entries, pity });
}

/** The share of lucky draws, by walking through a round of the rule as it is written. */
function walkedShare(chance: number, after: number): number {
  let draws = 0;
  let reached = 1;
  for (let missed = 0; missed <= after; missed += 1) {
    draws += reached;
    reached *= 1 - chance;
  }
  return 1 / draws;
}

describe('what things give', () => {
  it.each<[string, Draw, string[]]>([
    ['without a pity rule', drawOf({ a: 1, b: 3 }), ['1/4', '3/4']],
    [
      'with one after one miss',
      drawOf({ a: 1, b: 1 }, { after: 1, entries: ['a'] }),
      ['2/3', '1/3'],
    ],
    ['always lucky', drawOf({ a: 1, b: 1 }, { after: 0, entries: ['a'] }), ['1', '0']],
    // A round: 1 + 3/4 + 9/16 = 37/16 draws on average.
    ['after two misses', drawOf({ a: 1, b: 3 }, { after: 2, entries: ['a'] }), ['16/37', '21/37']],
    [
      'among two',
      drawOf({ a: 1, b: 2, c: 3 }, { after: 1, entries: ['a', 'b'] }),
      ['2/9', '4/9', '1/3'],
    ],
    [
      'of which all are lucky',
      drawOf({ a: 1, b: 1 }, { after: 1, entries: ['a', 'b'] }),
      ['1/2', '1/2'],
    ],
    ['of no weight', drawOf({ a: 0 }), ['0']],
  ])('in a draw %s: the exact chances', (_, draw, chances) => {
    expect(chancesOf(draw).map(fractionText)).toEqual(chances);
  });

  it.each([10, 90, 500, 100_000])(
    'in a draw with a pity rule after %i: as a walk through it',
    (after) => {
      const [lucky] = chancesOf(drawOf({ a: 6, b: 994 }, { after, entries: ['a'] }));
      const share = Number((lucky!.over * 10n ** 15n) / lucky!.under) / 1e15;
      expect(share).toBeCloseTo(walkedShare(0.006, after), 12);
    },
  );

  it('in bundles within bundles, as often as they are in them', () => {
    const part = (sku: string, quantity: number) => ({ sku, quantity });
    const bundle = (sku: string, parts: object[], gives: object) =>
      [sku, itemWith(sku, { kind: 'bundle', parts, gives })] as const;
    const items = new Map([
      bundle('inner', [], { GEM: amount(7) }),
      bundle('middle', [part('inner', 3)], { GEM: amount(1), GOLD: amount(2) }),
      bundle('outer', [part('middle', 2), part('inner', 1), part('outer', 9)], {}),
    ]);
    const gifts = new Gifts(modelWith({ items }));
    const grants = [{ sku: 'outer', quantity: 5, level: null }];
    const found = gifts.of({ grants, gives: { KEY: amount(4) } });
    const texts = [...found].map(([code, some]) => [code, fractionText(some)]);
    expect(Object.fromEntries(texts)).toEqual({ KEY: '4', GEM: '255', GOLD: '20' });
  });

  it.each([
    [{ limitPerPlayer: 3, stock: 2 }, 'potion', { count: 2, by: 'stock' }],
    [{ limitPerPeriod: { period: 'week', count: 4 } }, 'potion', { count: 4, by: 'week' }],
    [{ limitPerPeriod: { period: 'week', count: 4 } }, 'skin', { count: 1, by: 'once' }],
    [{}, 'sword', { count: 5, by: 'once' }],
    [{ limitPerPlayer: 1 }, 'sword', { count: 1, by: 'player' }],
    [{}, 'set', { count: 1, by: 'once' }],
    [{}, 'potion', null],
    // Five levels, each in 7 of 100 draws.
    [{}, 'chest', { count: 72, by: 'draw' }],
  ] as const)('an offer with %j of %s can be bought %j', (limits, sku, expected) => {
    const items = new Map([
      ['potion', itemWith('potion', { kind: 'consumable', stack: 1 })],
      ['skin', itemWith('skin', { kind: 'durable' })],
      ['sword', itemWith('sword', { kind: 'upgrade', levels: 5 })],
      ['set', itemWith('set', { kind: 'bundle', parts: [{ sku: 'skin', quantity: 1 }] })],
    ]);
    const entry = (key: string, weight: number) => {
      return { key, weight, grants: [{ sku: key, quantity: 1, level: null }], gives: {} };
    };
    const entries = [entry('potion', 93), entry('sword', 7)];
    const draws = new Map([['chest', drawWith('chest', { entries })]]);
    const grants = sku === 'chest' ? [] : [{ sku, quantity: 1, level: null }];
    const draw = sku === 'chest' ? sku : null;
    const offer = offerWith('o', { grants, draw, ...limits });
    expect(buyingLimitOf(offer, { items, draws })).toEqual(expected);
  });
});
