import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  drawWith,
  itemWith,
  offerWith,
  productWith,
  promotionWith,
} from '../../../test/support/catalog-things.js';
import {
  cleanModel,
  gives,
  grant,
  HOUR,
  items,
  keyed,
  NOW,
  price,
  withOffer,
  withSale,
  withThings,
} from '../../../test/support/sound-catalog.js';
import { amount } from '../../kernel/amount.js';
import { money } from '../../kernel/money.js';
import { readCatalogFolder } from '../catalog-folder.gateway.js';
import type { CatalogModel } from '../model.js';
import { checkCatalog, FINDINGS_MAX } from './checks.js';
import { FINDING_CODES, type FindingCode } from './finding.js';

const NO_HISTORY = { storeProducts: new Map() };

function findingsIn(
  model: CatalogModel,
  history: Parameters<typeof checkCatalog>[1]['history'] = NO_HISTORY,
) {
  return checkCatalog(model, { now: NOW, history });
}

const PLANTED: [FindingCode, string, string, CatalogModel][] = [
  [
    'arbitrage',
    '/offers/gold',
    '“gold” (100 GEM → 5,001 GOLD) → “chest” (1,000 GOLD → on average 20 GEM): 100 GEM come back as about 100.02 GEM, 0.02 % more (5001/5000)',
    withOffer('gold', { gives: gives({ GOLD: 5_001 }) }),
  ],
  [
    'arbitrage',
    '/offers/gold',
    '“gold” on sale “mad” (17 GEM → 900 GOLD)',
    withSale('mad', { offers: ['gold'], price: amount(17) }),
  ],
  [
    'limited_gain',
    '/offers/welcome',
    'At most 150 GEM for each player, who may buy “welcome” 3 times',
    withOffer('welcome', { gives: gives({ GEM: 100 }), price: price(50), limitPerPlayer: 3 }),
  ],
  [
    'limited_gain',
    '/offers/daily',
    'At most 4 GEM for each player and day',
    withOffer('daily', {
      gives: gives({ GEM: 52 }),
      price: price(50),
      limitPerPeriod: { period: 'day', count: 2 },
    }),
  ],
  [
    'limited_gain',
    '/offers/skin',
    'since “skin” can be owned once',
    withOffer('skin', { gives: gives({ GEM: 301 }) }),
  ],
  [
    'bundle_dearer',
    '/offers/set/price',
    '“set” costs 600 GEM now, but all that is in it 550 GEM bought singly: 50 more',
    withOffer('set', { price: price(600) }),
  ],
  [
    'bundle_dearer',
    '/offers/set/price',
    '450 GEM at 2026-11-27T18:00Z, but all that is in it 430 GEM bought singly',
    withSale('later', { offers: ['potion'], price: amount(26), startsAt: NOW + HOUR }),
  ],
  [
    'sales_overlap',
    '/sales/week',
    'overlap on “potion” until 2026-11-27T18:00Z; they never add up: the lower price counts, “week” (on “potion” 40 against 35 GEM)',
    withSale('week', { offers: ['potion'], percent: 30 }),
  ],
  [
    'sales_overlap',
    '/sales/week',
    '“week” counts, its priority 1 is above 0',
    withSale('week', { offers: ['potion', 'skin'], percent: 10, priority: 1 }),
  ],
  [
    'price_zero',
    '/offers/chapter/price/amount',
    '“chapter” costs 0 GEM',
    withOffer('chapter', { price: { currency: 'GEM', amount: amount(0) } }),
  ],
  [
    'sale_over_90',
    '/sales/typo/percent',
    'takes 95 % off',
    withSale('typo', { offers: ['chapter'], percent: 95 }),
  ],
  [
    'sale_over_90',
    '/sales/typo/price',
    'sells “sword” for 49: more than 90 % off, of 500 GEM for “sword”',
    withSale('typo', { offers: ['chapter', 'sword'], price: amount(49) }),
  ],
  [
    'sale_without_effect',
    '/sales/idle/price',
    'sells for 50, which is not below the price of 1 offer: “chapter”',
    withSale('idle', { offers: ['chapter', 'sword'], price: amount(50) }),
  ],
  [
    'pack_remainder',
    '/offers/potion/price/amount',
    '“potion” costs 60 GEM, and the cheapest way to it leaves 40 over: 2 × “gems_50” for 0.98 USD',
    withOffer('potion', { price: price(60) }),
  ],
  [
    'pack_remainder',
    '/offers/sword/price/levels/1',
    'leaves 50 over: 1 × “gems_300” for 2.79 USD; of at most 10 packs, 5 × “gems_50” leave the least, 0',
    withThings({
      products: keyed(
        productWith('gems_50', {
          grants: gives({ GEM: 50 }),
          referencePrice: money('USD', 590_000),
        }),
      ),
    }),
  ],
  [
    'missing_locale',
    '/items/potion/name',
    'lacks a language that most have: de (20 of 21)',
    inGerman(cleanModel(), 'potion'),
  ],
  [
    'unreachable_level',
    '/items/sword/levels',
    '“sword” has 3 levels, but nothing gives level 2 often enough, so level 3 is sold in vain',
    withThings({
      offers: keyed(
        offerWith('sword', { grants: [grant('sword', 1, 1)], price: price(100) }),
        offerWith('sword-3', { grants: [grant('sword', 1, 3)], price: price(500) }),
      ),
    }),
  ],
  [
    'unreachable_level',
    '/items/sword/levels',
    'nothing gives level 3 often enough',
    withOffer('sword', { limitPerPlayer: 2 }),
  ],
  [
    'unreachable_offer',
    '/offers/chapter/requires',
    '“chapter” requires “badge”, which nothing gives',
    withOffer('chapter', { requires: ['badge'] }),
  ],
  [
    'item_not_given',
    '/items/crown',
    'No offer, bundle, draw or coupon gives “crown” any more',
    withThings({ items: items(itemWith('crown', { kind: 'durable' })) }),
  ],
  [
    'unreachable_unlock',
    '/items/chapter.2/requires',
    '“chapter.2” requires “badge”, which nothing gives',
    withThings({ items: items(itemWith('chapter.2', { kind: 'unlock', requires: ['badge'] })) }),
  ],
  [
    'window_past',
    '/sales/old/endsAt',
    'The sale “old” ended at 2026-11-27T16:00Z',
    withSale('old', { offers: ['gold'], percent: 10, endsAt: NOW - HOUR }),
  ],
  [
    'window_past',
    '/promotions/old/endsAt',
    'ended at 2026-11-27T05:00 of every player’s clock',
    withThings({
      promotions: keyed(promotionWith('old', { endsAt: NOW - 12 * HOUR, zone: 'player' })),
    }),
  ],
  [
    'audience_empty',
    '/audiences/vip/expression',
    'Nobody can be in “vip”',
    withThings({
      audiences: keyed({ key: 'vip', name: { en: 'x' }, expression: 'level > 9 && level < 5' }),
    }),
  ],
  [
    'audience_unused',
    '/audiences/whales',
    'is for “whales”',
    withThings({
      audiences: keyed({ key: 'whales', name: { en: 'x' }, expression: 'spent > 100' }),
    }),
  ],
  [
    'limit_never_reached',
    '/offers/potion/limitPerPlayer',
    'has limitPerPlayer 6, but stock 5 is reached first',
    withOffer('potion', { limitPerPlayer: 6, stock: 5 }),
  ],
  [
    'draw_unused',
    '/draws/wheel',
    'No offer plays the draw “wheel”',
    withThings({ draws: keyed(drawWith('wheel')) }),
  ],
];

/** Everything has a German name but one. */
function inGerman(model: CatalogModel, but: string): CatalogModel {
  const sections = Object.entries(model).map(([section, things]) => {
    const named = [...(things as ReadonlyMap<string, object>)].map(([key, thing]) => {
      return [
        key,
        key === but && section === 'items' ? thing : { ...thing, name: { en: 'x', de: 'x' } },
      ] as const;
    });
    return [section, new Map<string, unknown>(named)];
  });
  return Object.fromEntries(sections) as CatalogModel;
}

describe('the checks of a catalog', () => {
  it('find nothing in a sound one', () => {
    expect(findingsIn(cleanModel())).toEqual([]);
  });

  it.each(PLANTED)('find %s at %s alone: %s', (code, pointer, part, model) => {
    const findings = findingsIn(model);
    expect(findings.map((finding) => [finding.code, finding.pointer])).toEqual([[code, pointer]]);
    expect(findings[0]!.detail).toContain(part);
    expect(findings[0]!.severity).toBe(FINDING_CODES[code][0]);
  });

  it('find a store id that another product had before', () => {
    const history = {
      storeProducts: new Map([
        ['apple/gems_50', 'gems_40'],
        ['google/gems_50', 'gems_50'],
      ]),
    };
    expect(findingsIn(cleanModel(), history)).toEqual([
      expect.objectContaining({
        code: 'store_id_reused',
        severity: 'error',
        pointer: '/products/gems_50/stores/apple',
        numbers: { owner: 'gems_40' },
      }),
    ]);
  });

  it('find a price that lost a digit since the base version', () => {
    const history = { ...NO_HISTORY, base: withOffer('chapter', { price: price(501) }) };
    expect(findingsIn(cleanModel(), history)).toEqual([
      expect.objectContaining({
        code: 'price_lowered',
        pointer: '/offers/chapter/price/amount',
        numbers: { before: 501, after: 50 },
      }),
    ]);
    const less = { ...NO_HISTORY, base: withOffer('chapter', { price: price(500) }) };
    expect(findingsIn(cleanModel(), less)).toEqual([]);
  });

  it('leave archived things alone', () => {
    const archived = { archived: true };
    const model = withThings({
      offers: keyed(
        offerWith('old', {
          ...archived,
          gives: gives({ GEM: 200 }),
          requires: ['nothing'],
          price: price(1),
        }),
      ),
      items: items(itemWith('crown', { kind: 'durable', ...archived })),
      draws: keyed(drawWith('wheel', archived)),
    });
    expect(findingsIn(model)).toEqual([]);
  });

  it('tell errors first, and no more of one kind than a person reads', () => {
    const many = Array.from({ length: FINDINGS_MAX + 5 }, (_, index) =>
      itemWith(`i${index}`, { kind: 'durable' }),
    );
    const findings = findingsIn({
      ...withOffer('gold', { gives: gives({ GEM: 101 }) }),
      items: new Map([...cleanModel().items, ...items(...many)]),
    });
    expect(findings[0]!.code).toBe('arbitrage');
    expect(findings).toHaveLength(1 + FINDINGS_MAX + 1);
    expect(findings.at(-1)).toMatchObject({
      code: 'item_not_given',
      pointer: '',
      numbers: { more: 5 },
    });
  });

  it('find no error in the sample catalog', async () => {
    const { content } = await readCatalogFolder(join(__dirname, '../../../examples/catalog'));
    const findings = findingsIn(content!.model);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('are documented with their severity, each of them', () => {
    const page = readFileSync(join(__dirname, '../../../docs/catalog-checks.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z_0-9]+)` +\| (error|warning) +\|/gm)];
    const documented = rows.map(([, code, severity]) => [code, severity]).sort();
    const known = Object.entries(FINDING_CODES).map(([code, [severity]]) => [code, severity]);
    expect(documented).toEqual(known.sort());
  });
});
