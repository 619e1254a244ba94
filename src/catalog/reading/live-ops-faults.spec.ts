import { parse } from 'yaml';
import { WHOLE_CATALOG } from '../../../test/support/whole-catalog.js';
import { readCatalogJson } from '../catalog-content.js';
import type { Fault } from './fault.js';

type Json = Record<string, unknown>;
/** Where, what is written there (undefined: nothing), and what is told of it. */
type Row = [pointer: string, value: unknown, faults: string[]];

function changed(pointer: string, value: unknown): Json {
  const document = parse(WHOLE_CATALOG) as Json;
  const steps = pointer.slice(1).split('/');
  let owner = document;
  for (const step of steps.slice(0, -1)) owner = owner[step] as Json;
  const last = steps.at(-1)!;
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return document;
}

const told = ({ pointer, code }: Fault) => `${pointer} ${code}`;
const codesOf = (document: unknown) => readCatalogJson(document).faults.map(told);

const named = { name: { en: 'X' } };
const priced = { ...named, price: { currency: 'GEM', amount: 9 } };

const OFFERS: Row[] = [
  ['/offers/gold/gives', undefined, ['/offers/gold/grants missing_field']],
  ['/offers/chest/grants', [{ sku: 'skin' }], ['/offers/chest/draw exclusive_fields']],
  ['/offers/chest/gives', { GOLD: 1 }, ['/offers/chest/draw exclusive_fields']],
  ['/offers/chest/draw', 'none', ['/offers/chest/draw unknown_draw']],
  ['/offers/chest/draw', 'gone', ['/offers/chest/draw archived_sold']],
  ['/offers/gold/grants', [{ sku: 'hat' }], ['/offers/gold/grants/0/sku archived_sold']],
  ['/offers/hat/archived', false, ['/offers/hat/grants/0/sku archived_sold']],
  ['/offers/gold/gives', { SILVER: 1 }, ['/offers/gold/gives/SILVER unknown_currency']],
  ['/offers/gold/gives', { GOLD: 0 }, ['/offers/gold/gives/GOLD out_of_range']],
  ['/offers/gold/gives', {}, ['/offers/gold/gives wrong_type']],
  ['/offers/gold/gives', { GEM: 1_000_001 }, ['/offers/gold/gives/GEM over_cap']],
  [
    '/offers/gold',
    { ...priced, gives: { GOLD: 10 ** 12 + 1 } },
    ['/offers/gold/gives/GOLD out_of_range'],
  ],
  [
    '/offers/gold',
    { ...priced, grants: [{ sku: 'purse' }], gives: { GOLD: 10 ** 12 } },
    ['/offers/gold/gives/GOLD out_of_range'],
  ],
  [
    '/offers/gold',
    { ...priced, grants: [{ sku: 'nest' }], gives: { GEM: 1_000_000 } },
    ['/offers/gold/gives/GEM over_cap'],
  ],
  ['/offers/skin/audience', 'none', ['/offers/skin/audience unknown_audience']],
  ['/offers/skin/requires', ['none'], ['/offers/skin/requires/0 unknown_sku']],
  ['/offers/skin/requires', ['pair'], ['/offers/skin/requires/0 not_grantable']],
  ['/offers/skin/requires', ['door', 'door'], ['/offers/skin/requires/1 named_twice']],
  ['/offers/skin/requires', [], ['/offers/skin/requires missing_field']],
  ['/offers/skin/stock', 0, ['/offers/skin/stock out_of_range']],
  [
    '/offers/skin/limitPerPeriod/period',
    'year',
    ['/offers/skin/limitPerPeriod/period invalid_choice'],
  ],
  [
    '/offers/skin/limitPerPeriod',
    { period: 'day' },
    ['/offers/skin/limitPerPeriod/count missing_field'],
  ],
  ['/offers/skin/archived', 'yes', ['/offers/skin/archived wrong_type']],
  ['/offers/hat/price/currency', 'OLD', ['/offers/hat/price/currency unknown_currency']],
];

const LEVEL_PRICES: Row[] = [
  ['/offers/sword/price', { currency: 'GEM' }, ['/offers/sword/price/amount missing_field']],
  ['/offers/sword/price/amount', 5, ['/offers/sword/price/levels exclusive_fields']],
  ['/offers/sword/price/levels', [1, 2], ['/offers/sword/price/levels level_prices']],
  ['/offers/sword/price/levels', [1, 2, 0], ['/offers/sword/price/levels/2 out_of_range']],
  ['/offers/sword/price/levels', [1, 2, 1_000_001], ['/offers/sword/price over_cap']],
  ['/offers/sword/grants/0/level', 1, ['/offers/sword/price/levels level_prices']],
  ['/offers/sword/grants', [{ sku: 'skin' }], ['/offers/sword/price/levels level_prices']],
  [
    '/offers/sword/grants',
    [{ sku: 'sword' }, { sku: 'potion' }],
    ['/offers/sword/price/levels level_prices'],
  ],
  ['/sales/fixed/offers', ['gold', 'sword'], ['/sales/fixed/offers/1 level_prices']],
];

const WINDOWS: Row[] = [
  ['/sales/friday/zone', 'Europe/Atlantis', ['/sales/friday/zone invalid_zone']],
  ['/sales/friday/zone', '+02:00', ['/sales/friday/zone invalid_zone']],
  ['/sales/friday/zone', 7, ['/sales/friday/zone invalid_zone']],
  [
    '/sales/friday/zone',
    undefined,
    ['/sales/friday/endsAt invalid_time', '/sales/friday/startsAt invalid_time'],
  ],
  ['/sales/friday/startsAt', '2026-11-27T00:00:00Z', ['/sales/friday/startsAt invalid_time']],
  ['/sales/friday/startsAt', '2026-11-31T00:00:00', ['/sales/friday/startsAt invalid_time']],
  ['/sales/friday/endsAt', '2026-11-27T00:00:00', ['/sales/friday/endsAt window_empty']],
  ['/coupons/event/startsAt', '2026-12-25T00:00:00', ['/coupons/event/endsAt window_empty']],
  ['/promotions/bonus/endsAt', '2026-11-01T00:00:00Z', ['/promotions/bonus/endsAt window_empty']],
  [
    '/promotions/bonus/endsAt',
    '9999-12-31T23:59:59-01:00',
    ['/promotions/bonus/endsAt invalid_time'],
  ],
  [
    '/promotions/bonus/startsAt',
    '0000-01-01T00:00:00+01:00',
    ['/promotions/bonus/startsAt invalid_time'],
  ],
];

const SALES: Row[] = [
  ['/sales/fixed/percent', 10, ['/sales/fixed/price exclusive_fields']],
  ['/sales/fixed/price', undefined, ['/sales/fixed/percent missing_field']],
  ['/sales/fixed/price', 0, ['/sales/fixed/price out_of_range']],
  ['/sales/friday/percent', 0, ['/sales/friday/percent out_of_range']],
  ['/sales/friday/percent', 99, []],
  ['/sales/friday/percent', 100, ['/sales/friday/percent out_of_range']],
  ['/sales/friday/percent', '40%', ['/sales/friday/percent wrong_type']],
  ['/sales/friday/offers', ['none'], ['/sales/friday/offers/0 unknown_offer']],
  ['/sales/friday/offers', ['skin', 'skin'], ['/sales/friday/offers/1 named_twice']],
  ['/sales/friday/offers', [], ['/sales/friday/offers missing_field']],
  ['/sales/friday/priority', 1_001, ['/sales/friday/priority out_of_range']],
  ['/sales/friday/audience', 'none', ['/sales/friday/audience unknown_audience']],
  [
    '/audiences/veterans/expression',
    'level >',
    ['/audiences/veterans/expression invalid_expression'],
  ],
  [
    '/audiences/veterans/expression',
    'x'.repeat(1_001),
    ['/audiences/veterans/expression too_long'],
  ],
];

const PROMOTIONS: Row[] = [
  ['/promotions/first/kind', 'second', ['/promotions/first/kind invalid_choice']],
  ['/promotions/first/limitPerPlayer', 1, []],
  ['/promotions/first/limitPerPlayer', 2, ['/promotions/first/limitPerPlayer out_of_range']],
  ['/promotions/first/gives', { GEM: 1 }, ['/promotions/first/gives exclusive_fields']],
  ['/promotions/first/percent', undefined, ['/promotions/first/percent missing_field']],
  ['/promotions/first/percent', 1_001, ['/promotions/first/percent out_of_range']],
  ['/promotions/first/expiresAfterDays', 0, ['/promotions/first/expiresAfterDays out_of_range']],
  ['/promotions/bonus/products', ['none'], ['/promotions/bonus/products/0 unknown_product']],
  ['/promotions/bonus/gives', { SILVER: 1 }, ['/promotions/bonus/gives/SILVER unknown_currency']],
  ['/promotions/bonus/gives', { GEM: 1_000_001 }, ['/promotions/bonus/gives/GEM over_cap']],
  ['/coupons/welcome', named, ['/coupons/welcome/grants missing_field']],
  ['/coupons/welcome/grants', [{ sku: 'none' }], ['/coupons/welcome/grants/0/sku unknown_sku']],
  ['/coupons/welcome/grants', [{ sku: 'hat' }], ['/coupons/welcome/grants/0/sku archived_sold']],
  [
    '/coupons/welcome/grants',
    [{ sku: 'potion', quantity: 100 }],
    ['/coupons/welcome/grants over_stack'],
  ],
  [
    '/coupons/welcome/grants',
    [{ sku: 'skin', level: 1 }],
    ['/coupons/welcome/grants/0 level_out_of_range'],
  ],
  ['/coupons/welcome/limitPerPlayer', 0, ['/coupons/welcome/limitPerPlayer out_of_range']],
  ['/coupons/event/audience', 'none', ['/coupons/event/audience unknown_audience']],
];

const CHEST = '/draws/chest';
const DRAWS: Row[] = [
  [`${CHEST}/entries`, {}, [`${CHEST}/entries missing_field`]],
  [`${CHEST}/entries/rare/weight`, 0, [`${CHEST}/entries/rare/weight out_of_range`]],
  [`${CHEST}/entries/rare/weight`, 10 ** 9 + 1, [`${CHEST}/entries/rare/weight out_of_range`]],
  [`${CHEST}/entries/rare/weight`, 0.5, [`${CHEST}/entries/rare/weight out_of_range`]],
  [`${CHEST}/entries/_x`, { weight: 1 }, [`${CHEST}/entries/_x invalid_key`]],
  [`${CHEST}/entries/more`, 1, [`${CHEST}/entries/more wrong_type`]],
  [`${CHEST}/entries/more`, { weight: 1 }, [`${CHEST}/entries/nothing gives_nothing`]],
  [
    `${CHEST}/entries/rare/grants`,
    [{ sku: 'skin' }, { sku: 'skin' }],
    [`${CHEST}/entries/rare/grants/1/sku duplicate_sku`],
  ],
  [
    `${CHEST}/entries/rare/grants`,
    [{ sku: 'skin' }, { sku: 'pair' }],
    [`${CHEST}/entries/rare/grants granted_twice`],
  ],
  [
    `${CHEST}/entries/rare/grants`,
    [{ sku: 'hat' }],
    [`${CHEST}/entries/rare/grants/0/sku archived_sold`],
  ],
  [
    `${CHEST}/entries/rare/gives`,
    { SILVER: 1 },
    [`${CHEST}/entries/rare/gives/SILVER unknown_currency`],
  ],
  [`${CHEST}/pity/entries`, ['none'], [`${CHEST}/pity/entries/0 unknown_entry`]],
  [`${CHEST}/pity/entries`, ['nothing'], [`${CHEST}/pity/entries/0 gives_nothing`]],
  [`${CHEST}/pity/after`, 0, [`${CHEST}/pity/after out_of_range`]],
  ['/draws/gone/entries/one', { weight: 1 }, ['/draws/gone/entries gives_nothing']],
  ['/draws/gone/pity', { after: 2, entries: ['one'] }, ['/draws/gone/pity/entries pity_of_all']],
];

const ITEMS: Row[] = [
  ['/items/purse/gives', undefined, ['/items/purse/parts missing_field']],
  ['/items/purse/gives', { SILVER: 1 }, ['/items/purse/gives/SILVER unknown_currency']],
  ['/items/nest/gives/GEM', 1_000_001, ['/items/nest/gives/GEM over_cap']],
  ['/items/skin/gives', { GEM: 1 }, ['/items/skin/gives unknown_field']],
  ['/items/pair/parts', [{ sku: 'hat' }], ['/items/pair/parts/0/sku archived_sold']],
  [
    '/items/purse',
    { ...named, kind: 'bundle', parts: [{ sku: 'nest', quantity: 1_000_000 }] },
    ['/items/purse/parts out_of_range'],
  ],
];

const ARCHIVED: Row[] = [
  ['/products/old/grants', { GEM: 1_000_001 }, []],
  ['/products/old/archived', undefined, []],
  ['/products/old/stores', { google: 'small' }, ['/products/old/stores/google store_id_reused']],
  ['/products/old/grants', { SILVER: 1 }, ['/products/old/grants/SILVER unknown_currency']],
  ['/offers/hat/grants', [{ sku: 'skin', level: 3 }], []],
  ['/offers/hat/grants', [{ sku: 'none' }], ['/offers/hat/grants/0/sku unknown_sku']],
  ['/offers/hat/price/amount', 1_000_001, []],
  ['/coupons/event/grants', [{ sku: 'hat', quantity: 3 }], []],
  ['/coupons/event/gives', { GEM: 1_000_001 }, []],
  ['/coupons/event/gives', { SILVER: 1 }, ['/coupons/event/gives/SILVER unknown_currency']],
  ['/offers/gold/requires', ['hat'], []],
];

describe('a catalog for live-ops', () => {
  it('is sound to begin with', () => {
    expect(codesOf(parse(WHOLE_CATALOG))).toEqual([]);
  });

  describe.each([
    ['an offer', OFFERS],
    ['a price per level', LEVEL_PRICES],
    ['a window', WINDOWS],
    ['a sale or an audience', SALES],
    ['a promotion or a coupon', PROMOTIONS],
    ['a draw', DRAWS],
    ['an item', ITEMS],
    ['what is archived', ARCHIVED],
  ])('with a change in %s', (_, rows) => {
    it.each(rows)('%s = %j tells %j', (pointer, value, faults) => {
      expect(codesOf(changed(pointer, value))).toEqual(faults);
    });
  });

  it.each<[zone: string | undefined, startsAt: string, sentence: string]>([
    [undefined, '2026-11-27T00:00:00', 'name the “zone” that is meant'],
    ['player', '2026-11-27T00:00:00Z', 'without an offset'],
    ['player', 'Friday', 'Write a time such as'],
  ])('says how to write a time: zone %s, %s', (zone, startsAt, sentence) => {
    const sale = { ...named, offers: ['gold'], price: 8, startsAt, zone };
    const { faults } = readCatalogJson(changed('/sales/fixed', sale));
    expect(faults.map(({ message }) => message)).toEqual([expect.stringContaining(sentence)]);
  });

  it('sees that a window lies in the hour that the clocks skip', () => {
    const sale = (endsAt: string) => ({
      ...named,
      offers: ['gold'],
      price: 8,
      startsAt: '2026-03-29T02:30:00',
      endsAt,
      zone: 'Europe/Berlin',
    });
    expect(codesOf(changed('/sales/fixed', sale('2026-03-29T03:10:00')))).toEqual([
      '/sales/fixed/endsAt window_empty',
    ]);
    expect(codesOf(changed('/sales/fixed', sale('2026-03-29T03:40:00')))).toEqual([]);
  });
});
