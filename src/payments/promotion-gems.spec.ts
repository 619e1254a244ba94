import { modelWith, productWith, promotionWith } from '../../test/support/catalog-things.js';
import { idNumbered, NOW } from '../../test/support/desk.js';
import type { CatalogModel, Promotion } from '../catalog/model.js';
import { NOBODY } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { AMOUNT_MAX_PER_OPERATION, amount } from '../kernel/amount.js';
import {
  candidatePromotions,
  fittedGems,
  operationRoom,
  type PromotedPurchase,
  type PromotionCase,
  promisedGems,
} from './promotion-gems.js';

const HOUR_MS = 3_600_000;
const NEW = { toppedUp: false, used: new Map<string, number>() };
const SMALL = productWith('small', { grants: { GEM: amount(15), GOLD: amount(3) } });
const LARGE = productWith('large', { grants: { GEM: amount(500) } });
const bought = (lines: Record<string, number>, facts: Partial<PromotedPurchase> = {}) => ({
  store: 'google' as const,
  lines: Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity })),
  paid: true,
  ...facts,
});
const catalogOf = (promotions: readonly Promotion[], parts: Partial<CatalogModel> = {}) =>
  publishedCatalog(
    idNumbered('catalog', 1),
    modelWith({
      products: new Map([SMALL, LARGE].map((one) => [one.key, one])),
      promotions: new Map(promotions.map((one) => [one.key, one])),
      ...parts,
    }),
  );
const given = (promotions: readonly Promotion[], of: Partial<PromotionCase> = {}) => {
  const catalog = catalogOf(promotions);
  const purchase = bought({ large: 1 });
  const whole = { catalog, purchase, facts: NOBODY, history: NEW, at: NOW, ...of };
  return promisedGems(whole).map(({ promotion, lines }) => [promotion.key, ...lines]);
};
const half = (facts: Partial<Promotion> = {}) => promotionWith('half', { percent: 50, ...facts });

describe('what a promotion gives', () => {
  it.each<[string, Promotion, Record<string, number>, object[]]>([
    ['a share of each currency', half(), { large: 1 }, [{ GEM: 250 }]],
    ['rounded down for each unit', half(), { small: 3 }, [{ GEM: 21, GOLD: 3 }]],
    [
      'for its own lines',
      half({ products: ['small'] }),
      { large: 1, small: 1 },
      [{}, { GEM: 7, GOLD: 1 }],
    ],
    [
      'its own currencies for each unit',
      promotionWith('gold', { gives: { GOLD: amount(4) } }),
      { large: 2 },
      [{ GOLD: 8 }],
    ],
    [
      'ten times as much at most',
      promotionWith('huge', { percent: 1_000 }),
      { large: 2 },
      [{ GEM: 10_000 }],
    ],
  ])('is %s', (_, promotion, lines, wanted) => {
    const found = given([promotion], { purchase: bought(lines) });
    expect(found).toEqual([[promotion.key, ...wanted]]);
  });

  it('is nothing where all of it is less than a gem', () => {
    const crumb = promotionWith('crumb', { percent: 1 });
    expect(given([crumb], { purchase: bought({ small: 50 }) })).toEqual([]);
  });
});

describe('whether a promotion applies', () => {
  const within = { startsAt: NOW - HOUR_MS, endsAt: NOW + HOUR_MS };
  const nine = Date.parse('2026-11-27T09:00:00Z');
  const evening = { startsAt: Date.parse('2026-11-27T18:00:00Z'), endsAt: null, zone: 'player' };
  const tokyo = { ...NOBODY, timeZone: 'Asia/Tokyo' };
  const first = promotionWith('first', { kind: 'first_top_up', percent: 100, limitPerPlayer: 1 });
  const limited = half({ limitPerPlayer: 2 });
  const used = (times: number) => ({ toppedUp: true, used: new Map([['half', times]]) });

  it.each<[string, Promotion, Partial<PromotionCase>, boolean]>([
    ['within its window', half(within), {}, true],
    ['from its start on', half({ ...within, startsAt: NOW }), {}, true],
    ['not before', half({ ...within, startsAt: NOW + 1 }), {}, false],
    ['not from its end on', half({ ...within, endsAt: NOW }), {}, false],
    ["at six in the evening of the player's zone", half(evening), { facts: tokyo, at: nine }, true],
    ['and not at the same moment elsewhere', half(evening), { at: nine }, false],
    ['to a product that it names', half({ products: ['large'] }), {}, true],
    ['not to another', half({ products: ['small'] }), {}, false],
    [
      'not to what the store gave away',
      half(),
      { purchase: bought({ large: 1 }, { paid: false }) },
      false,
    ],
    ['to a first payment', first, {}, true],
    ['and to none after it, whatever became of it', first, { history: used(0) }, false],
    ['also later when it is a bonus', half(), { history: used(9) }, true],
    ['while its count is not used up', limited, { history: used(1) }, true],
    ['and not after', limited, { history: used(2) }, false],
  ])('%s', (_, promotion, of, applies) => {
    expect(given([promotion], of)).toHaveLength(applies ? 1 : 0);
  });

  it('to those of its audience alone, by what is known of them', () => {
    const audience = { key: 'vip', name: { en: 'x' }, expression: 'spent > 100' };
    const catalog = catalogOf([half({ audience: 'vip' })], {
      audiences: new Map([['vip', audience]]),
    });
    const spent = (amounts: number) => given([], { catalog, facts: { ...NOBODY, spent: amounts } });
    expect([spent(100), spent(101).length]).toEqual([[], 1]);
  });

  it('beside others: all that apply do, by key, and none counts what another gives', () => {
    expect(given([half(), first])).toEqual([
      ['first', { GEM: 500 }],
      ['half', { GEM: 250 }],
    ]);
  });

  it('is asked only of a catalog that has one about the purchase', () => {
    const catalog = catalogOf([half({ products: ['small'] })]);
    expect(candidatePromotions(catalog, bought({ large: 1 }))).toEqual([]);
    expect(candidatePromotions(catalog, bought({ elsewhere: 1 }))).toEqual([]);
    expect(candidatePromotions(catalog, bought({ small: 1 }))).toHaveLength(1);
  });
});

describe('what does not fit', () => {
  const promised = promisedGems({
    catalog: catalogOf([
      half(),
      promotionWith('more', { percent: 10, gives: {}, products: ['large'] }),
    ]),
    purchase: bought({ large: 1, small: 2 }),
    facts: NOBODY,
    history: NEW,
    at: NOW,
  });
  const fitted = (room: Record<string, number>) => {
    const { gifts, lines } = fittedGems(promised, (code) => amount(room[code] ?? 0));
    return [gifts.map((one) => `${one.promotion.key} ${one.amount} ${one.currency}`), lines];
  };

  it.each<[string, Record<string, number>, string[], object[]]>([
    [
      'is nothing while there is room',
      { GEM: 999, GOLD: 9 },
      ['half 264 GEM', 'half 2 GOLD', 'more 50 GEM'],
      [{ GEM: 300 }, { GEM: 14, GOLD: 2 }],
    ],
    [
      'is cut from the last promotion',
      { GEM: 270, GOLD: 9 },
      ['half 264 GEM', 'half 2 GOLD', 'more 6 GEM'],
      [{ GEM: 256 }, { GEM: 14, GOLD: 2 }],
    ],
    [
      'then from the last line',
      { GEM: 252, GOLD: 1 },
      ['half 252 GEM', 'half 1 GOLD'],
      [{ GEM: 250 }, { GEM: 2, GOLD: 1 }],
    ],
    ['until nothing is left', {}, [], [{}, {}]],
  ])('%s', (_, room, gifts, lines) => {
    expect(fitted(room)).toEqual([gifts, lines]);
  });

  it('is what an operation cannot move beside the gems that were paid for', () => {
    expect(operationRoom(amount(AMOUNT_MAX_PER_OPERATION - 5))).toBe(5);
    const purchase = bought({ large: 2_000_000_000 });
    const gold = promotionWith('gold', { gives: { GOLD: amount(AMOUNT_MAX_PER_OPERATION) } });
    const found = given([gold], { purchase });
    expect(found).toEqual([['gold', { GOLD: AMOUNT_MAX_PER_OPERATION }]]);
  });
});
