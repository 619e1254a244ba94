import {
  drawWith,
  GEM,
  itemWith,
  modelWith,
  offerWith,
  productWith,
  promotionWith,
  saleWith,
} from '../../test/support/catalog-things.js';
import type { CatalogModel } from '../catalog/model.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { amount } from '../kernel/amount.js';
import { ByteBounded } from './byte-bounded.js';
import { chunksOf } from './chunks.js';
import { oddsOf } from './odds.js';
import { shopAt } from './shop.js';

const VERSION = 'catalog_01h455vb4pex5vsknk084sn02q';
/** Friday 18:00 in Berlin. */
const FRIDAY = Date.parse('2026-11-27T17:00:00Z');
const HOUR = 3_600_000;
/** As a document writes it: 18:00 of whichever zone. */
const SIX_O_CLOCK = Date.parse('2026-11-27T18:00:00Z');

const byKey = <Thing extends { readonly key: string }>(...things: readonly Thing[]) =>
  new Map(things.map((thing) => [thing.key, thing]));

interface Look {
  readonly facts?: Partial<PlayerFacts>;
  readonly now?: number;
  readonly nextPublicationAt?: number | null;
}

function shopWith(
  parts: Partial<CatalogModel>,
  { facts = {}, now = FRIDAY, nextPublicationAt = null }: Look = {},
) {
  const catalog = publishedCatalog(VERSION, modelWith(parts));
  return shopAt({ catalog, facts: { ...NOBODY, ...facts }, locale: 'en', now, nextPublicationAt });
}

describe('a sale', () => {
  const dragon = offerWith('dragon');
  const sale = saleWith('weekend', {
    name: { en: 'Weekend' },
    offers: ['dragon'],
    percent: 20,
    startsAt: SIX_O_CLOCK,
    endsAt: SIX_O_CLOCK + 48 * HOUR,
    zone: 'Europe/Berlin',
  });
  const offerIn = (look: Look, changes = {}) => {
    const offers = byKey(dragon);
    const sales = byKey({ ...sale, ...changes });
    return shopWith({ offers, sales }, look);
  };

  it('crosses out the price from six in the evening in Berlin until just before its end', () => {
    const before = offerIn({ now: FRIDAY - 1 });
    expect(before.offers[0]).toMatchObject({ price: { amount: 100 }, listPrice: null, sale: null });
    expect(before.nextChangeAt).toBe('2026-11-27T17:00:00.000Z');
    const during = offerIn({});
    expect(during.offers[0]).toMatchObject({
      price: { currency: 'GEM', amount: 80 },
      listPrice: { currency: 'GEM', amount: 100 },
      sale: { key: 'weekend', name: 'Weekend', endsAt: '2026-11-29T17:00:00.000Z' },
    });
    expect(during.nextChangeAt).toBe('2026-11-29T17:00:00.000Z');
    const after = offerIn({ now: FRIDAY + 48 * HOUR });
    expect(after.offers[0]).toMatchObject({ price: { amount: 100 }, sale: null });
    expect(after.nextChangeAt).toBeNull();
  });

  it('of the player’s own zone comes to Tokyo eight hours before it comes to Berlin', () => {
    const own = { zone: 'player' };
    const now = FRIDAY - 8 * HOUR;
    const tokyo = offerIn({ now, facts: { timeZone: 'Asia/Tokyo' } }, own);
    expect(tokyo.offers[0]?.sale?.endsAt).toBe('2026-11-29T09:00:00.000Z');
    const berlin = offerIn({ now, facts: { timeZone: 'Europe/Berlin' } }, own);
    expect(berlin.offers[0]?.sale).toBeNull();
    expect(berlin.nextChangeAt).toBe('2026-11-27T17:00:00.000Z');
    expect(offerIn({ now }, own).nextChangeAt).toBe('2026-11-27T18:00:00.000Z'); // UTC
  });

  it('that makes nothing cheaper is not shown', () => {
    const dear = offerIn({}, { percent: null, price: amount(500) });
    expect(dear.offers[0]).toMatchObject({ price: { amount: 100 }, listPrice: null, sale: null });
  });
});

describe('what others are offered', () => {
  const audiences = byKey({ key: 'whales', name: { en: 'x' }, expression: 'spent > 1000' });
  const secret = { audience: 'whales', startsAt: FRIDAY + HOUR, endsAt: FRIDAY + 2 * HOUR };
  const parts = { audiences, offers: byKey(offerWith('golden', secret), offerWith('plain')) };

  it('is not seen, nor told by the time of the next change', () => {
    const poor = shopWith(parts, { now: FRIDAY });
    expect(poor.nextChangeAt).toBeNull();
    const rich = shopWith(parts, { facts: { spent: 2_000 } });
    expect(rich.nextChangeAt).toBe('2026-11-27T18:00:00.000Z');
    const later = { now: FRIDAY + HOUR };
    expect(shopWith(parts, later).offers.map(({ key }) => key)).toEqual(['plain']);
    const seen = shopWith(parts, { ...later, facts: { spent: 2_000 } });
    expect(seen.offers.map(({ key }) => key)).toEqual(['golden', 'plain']);
  });
});

describe('the next change', () => {
  it('is a scheduled publish when that comes first, but never one that is due already', () => {
    const offers = byKey(offerWith('dragon', { endsAt: FRIDAY + HOUR }));
    const changeWith = (nextPublicationAt: number) =>
      shopWith({ offers }, { nextPublicationAt }).nextChangeAt;
    expect(changeWith(FRIDAY + 1)).toBe('2026-11-27T17:00:00.001Z');
    expect(changeWith(FRIDAY + 2 * HOUR)).toBe('2026-11-27T18:00:00.000Z');
    expect(changeWith(FRIDAY)).toBe('2026-11-27T18:00:00.000Z');
  });
});

describe('an upgrade with prices per level', () => {
  const items = new Map([['sword', itemWith('sword', { kind: 'upgrade', levels: 3 })]]);
  const offers = byKey(
    offerWith('sword', {
      grants: [{ sku: 'sword', quantity: 1, level: null }],
      levelPrices: [100, 250, 500].map(amount),
    }),
  );

  it.each([
    [0, 100],
    [1, 250],
    [2, 500],
    [3, 500],
  ])('costs a player who holds level %p the price %p', (held, price) => {
    const facts = { heldLevels: new Map([['sword', held]]) };
    const [offer] = shopWith({ items, offers }, { facts }).offers;
    expect(offer).toMatchObject({ price: { amount: price }, levelPrices: [100, 250, 500] });
  });
});

describe('what is archived', () => {
  it('is not sold, nor is what sells or draws from it, but items keep their names', () => {
    const items = new Map([['old', itemWith('old', { kind: 'durable', archived: true })]]);
    const offers = byKey(
      offerWith('gone', { archived: true }),
      offerWith('sells-old', { grants: [{ sku: 'old', quantity: 1, level: null }] }),
      offerWith('draws-old', { draw: 'chest' }),
      offerWith('stays'),
    );
    const draws = byKey(drawWith('chest', { archived: true }));
    const shop = shopWith({ items, offers, draws });
    expect(shop.offers.map(({ key }) => key)).toEqual(['stays']);
    expect(shop.items).toMatchObject([{ sku: 'old', archived: true }]);
  });

  it('leaves the store ids of products, whose receipts are still redeemed', () => {
    const ids = { apple: 'com.example.old', google: 'old' };
    const products = byKey(
      productWith('old', { archived: true, stores: ids }),
      productWith('new', { stores: { apple: 'com.example.new', google: null } }),
    );
    const shop = shopWith({ products });
    expect(shop.products.map(({ key }) => key)).toEqual(['new']);
    expect(shop.retiredProductIds).toEqual({ apple: ['com.example.old'], google: ['old'] });
  });

  it('sets no price in real money', () => {
    const priced = (gems: number) => ({
      grants: { GEM: amount(gems) },
      referencePrice: { currency: 'USD', micros: 1_000_000 },
    });
    const dear = productWith('dear', { ...priced(1), archived: true });
    const products = byKey(dear, productWith('fair', priced(100)));
    const [offer] = shopWith({ products, offers: byKey(offerWith('dragon')) }).offers;
    expect(offer?.moneyPrice).toEqual({ currency: 'USD', micros: 1_000_000, basis: 'fair' });
  });
});

describe('the bonus of a pack', () => {
  const products = byKey(
    productWith('small', { grants: { GEM: amount(15) } }),
    productWith('large', { grants: { GEM: amount(1_000), GOLD: amount(3) } }),
  );
  const currencies = new Map([['GEM', GEM]]);
  const bonusWith = (facts: object, look: Look = {}) =>
    shopWith({ currencies, products, promotions: byKey(promotionWith('extra', facts)) }, look);

  it('is a share of what the pack grants, rounded down, without what comes to nothing', () => {
    const [large, small] = bonusWith({ percent: 10, endsAt: FRIDAY + HOUR }).products;
    expect(large?.bonus).toEqual([
      {
        promotion: 'extra',
        name: 'x',
        kind: 'bonus',
        gives: { GEM: 100 },
        limit: null,
        expiresAfterDays: null,
        endsAt: '2026-11-27T18:00:00.000Z',
      },
    ]);
    expect(small?.bonus[0]?.gives).toEqual({ GEM: 1 });
  });

  it('is only with the packs, in the window and for the audience of its promotion', () => {
    const only = { gives: { GEM: amount(5) }, products: ['small'], startsAt: FRIDAY };
    const bonuses = (look: Look) => bonusWith(only, look).products.map(({ bonus }) => bonus.length);
    expect(bonuses({})).toEqual([0, 1]);
    expect(bonuses({ now: FRIDAY - 1 })).toEqual([0, 0]);
    expect(bonusWith({ ...only, audience: 'nobody' }).products[1]?.bonus).toEqual([]);
  });

  it('of a first top-up comes once', () => {
    const [large] = bonusWith({ kind: 'first_top_up', percent: 100 }).products;
    expect(large?.bonus[0]).toMatchObject({ kind: 'first_top_up', limit: 1 });
  });
});

describe('the odds of a draw', () => {
  it.each([
    [[1], ['1/1'], ['100%']],
    [
      [1, 1, 1],
      ['1/3', '1/3', '1/3'],
      ['33.3333%', '33.3333%', '33.3333%'],
    ],
    [
      [25, 75],
      ['1/4', '3/4'],
      ['25%', '75%'],
    ],
    [
      [1, 199],
      ['1/200', '199/200'],
      ['0.5%', '99.5%'],
    ],
    [
      [1, 9_999_999],
      ['1/10000000', '9999999/10000000'],
      ['0.00001%', '99.99999%'],
    ],
    [
      [2, 4, 6],
      ['1/6', '1/3', '1/2'],
      ['16.6667%', '33.3333%', '50%'],
    ],
    [[1, 2 ** 40], ['1/1099511627777', '1099511627776/1099511627777'], null],
  ])(
    'of weights %j are exact, and never shown as nothing or as certain',
    (weights, exact, text) => {
      const odds = oddsOf(weights);
      const fractions = odds.map(({ probability: { numerator, denominator } }) => {
        return `${numerator}/${denominator}`;
      });
      expect(fractions).toEqual(exact);
      const shown = odds.map(({ percent }) => percent);
      if (text) expect(shown).toEqual(text);
      else for (const percent of shown) expect(percent).not.toMatch(/^(0|100)%$/);
    },
  );

  it('stand with the offer that plays it, with the rule of pity and the hash of the table', () => {
    const entry = (key: string, weight: number) => ({ key, weight, grants: [], gives: {} });
    const chest = drawWith('chest', {
      entries: [entry('rare', 1), entry('usual', 3)],
      pity: { after: 9, entries: ['rare'] },
    });
    const offers = byKey(offerWith('chest', { draw: 'chest' }));
    const [offer] = shopWith({ offers, draws: byKey(chest) }).offers;
    expect(offer?.draw).toMatchObject({
      key: 'chest',
      tableHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      entries: [
        { key: 'rare', weight: 1, percent: '25%', probability: { numerator: 1, denominator: 4 } },
        { key: 'usual', weight: 3, percent: '75%' },
      ],
      pity: { after: 9, entries: ['rare'] },
    });
  });
});

describe('chunks', () => {
  it('are the very bytes of their parts, in few buffers, and share the large ones', () => {
    const large = Buffer.alloc(9_000, 'L');
    const small = Array.from({ length: 20_000 }, (_, at) => Buffer.from(`${at},`));
    const parts = [Buffer.from('['), ...small, large, large, ...small, Buffer.alloc(0)];
    const chunks = chunksOf(parts);
    expect(Buffer.concat(chunks).equals(Buffer.concat(parts))).toBe(true);
    expect(chunks.length).toBeLessThan(8);
    expect(chunks.filter((one) => one === large)).toHaveLength(2);
    expect(chunksOf([])).toEqual([]);
  });
});

describe('a memory of bounded bytes', () => {
  it('forgets first what was not asked for', () => {
    const memory = new ByteBounded<string>(10);
    memory.set('a', 'A', 4);
    memory.set('b', 'B', 4);
    expect(memory.get('a')).toBe('A');
    memory.set('c', 'C', 4);
    expect([memory.get('a'), memory.get('b'), memory.get('c')]).toEqual(['A', undefined, 'C']);
    memory.set('c', 'D', 2);
    expect(memory.bytes).toBe(6);
  });

  it('keeps one that is too large alone', () => {
    const memory = new ByteBounded<string>(10);
    memory.set('a', 'A', 4);
    memory.set('big', 'B', 40);
    expect([memory.get('a'), memory.get('big'), memory.bytes]).toEqual([undefined, 'B', 40]);
    memory.set('c', 'C', 4);
    expect([memory.get('big'), memory.bytes]).toEqual([undefined, 4]);
  });
});
