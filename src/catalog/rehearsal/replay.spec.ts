import {
  drawWith,
  modelWith,
  offerWith,
  productWith,
  saleWith,
} from '../../../test/support/catalog-things.js';
import { amount } from '../../kernel/amount.js';
import { idOf, type PlayerId } from '../../kernel/id.js';
import type { CatalogModel, Offer } from '../model.js';
import { NOBODY } from '../player-facts.js';
import { publishedCatalog } from '../published-catalog.js';
import { Replay } from './replay.js';
import type { Replayed, ReplayedCredit, ReplayedOrder } from './replayed.js';

const HOUR = 3_600_000;
const ANN = idOf('player', Buffer.alloc(16, 1));
const BOB = idOf('player', Buffer.alloc(16, 2));
const price = (gems: number, currency = 'GEM') => ({ currency, amount: amount(gems) });

/** A draft that sells a skin and a potion; all else is as it is said. */
function draftWith(offers: readonly Offer[], more: Partial<CatalogModel> = {}) {
  const model = modelWith({
    offers: new Map(offers.map((offer) => [offer.key, offer])),
    products: new Map([['pack', productWith('pack', { grants: { GEM: amount(100) } })]]),
    ...more,
  });
  return publishedCatalog('catalog_01h455vb4pex5vsknk084sn02q', model);
}

/** What was bought for 100 GEM by Ann, who had as much. */
function orderOf(facts: Partial<ReplayedOrder> & { held?: number } = {}): ReplayedOrder {
  const { held = 100, ...rest } = facts;
  return {
    kind: 'order',
    at: HOUR,
    playerId: ANN,
    offer: 'skin',
    quantity: 1,
    currency: 'GEM',
    total: 100,
    pricedAt: rest.at ?? HOUR,
    balances: new Map([['GEM', held]]),
    gave: new Map(),
    level: null,
    ...rest,
  };
}

function creditOf(gems: number, playerId: PlayerId = ANN, quantity = 1): ReplayedCredit {
  return {
    kind: 'credit',
    at: 0,
    playerId,
    store: 'apple',
    lines: [{ productId: 'pack', quantity }],
    gave: new Map([['GEM', gems]]),
  };
}

function replayed(
  draft: ReturnType<typeof draftWith>,
  events: readonly Replayed[],
  facts = NOBODY,
) {
  const replay = new Replay(draft);
  for (const event of events) replay.add(event, facts);
  return replay.tally.view();
}

const skinAt = (gems: number, facts: Partial<Offer> = {}) =>
  offerWith('skin', { price: price(gems), ...facts });

describe('a replay of orders under a draft', () => {
  it('of nothing is nothing', () => {
    const { totals, offers, products } = replayed(draftWith([]), []);
    expect([offers, products]).toEqual([[], []]);
    expect(totals).toEqual({ sold: {}, sunk: {}, gave: {}, players: 0, playersWithout: 0 });
  });

  it('tells what was sunk and what would have been, by offer and in all', () => {
    const events = [orderOf(), orderOf({ playerId: BOB, quantity: 2, total: 200, held: 500 })];
    const { totals, offers } = replayed(draftWith([skinAt(80)]), events);
    expect(offers).toEqual([
      {
        offer: 'skin',
        orders: { past: 2, draft: 2 },
        units: { past: 3, draft: 3 },
        sunk: { GEM: { past: 300, draft: 240 } },
        gave: {},
        notForSale: 0,
        notAffordable: 0,
        players: 2,
        playersWithout: 0,
      },
    ]);
    expect(totals.sunk).toEqual({ GEM: { past: 300, draft: 240 } });
  });

  it('knows who could not have paid, and lets them keep their gems', () => {
    // Ann has 250: the first skin for 150 leaves 100, too little for another; a potion she can pay.
    const events = [
      orderOf({ held: 250 }),
      orderOf({ held: 150 }),
      orderOf({ held: 50, offer: 'potion', total: 50 }),
    ];
    const draft = draftWith([skinAt(150), offerWith('potion', { price: price(100) })]);
    const { totals, offers } = replayed(draft, events);
    const [potion, skin] = offers;
    expect(skin).toMatchObject({
      orders: { past: 2, draft: 1 },
      notAffordable: 1,
      playersWithout: 1,
    });
    expect(skin!.sunk).toEqual({ GEM: { past: 200, draft: 150 } });
    expect(potion).toMatchObject({ orders: { past: 1, draft: 1 }, notAffordable: 0 });
    expect(totals.sunk).toEqual({ GEM: { past: 250, draft: 250 } });
  });

  it('carries what cheaper orders left over to later ones', () => {
    const events = [orderOf({ held: 100 }), orderOf({ held: 0, total: 0, offer: 'potion' })];
    const draft = draftWith([skinAt(60), offerWith('potion', { price: price(40) })]);
    const { offers } = replayed(draft, events);
    expect(offers.map(({ notAffordable }) => notAffordable)).toEqual([0, 0]);
    const dearer = draftWith([skinAt(60), offerWith('potion', { price: price(41) })]);
    expect(replayed(dearer, events).offers[0]).toMatchObject({ offer: 'potion', notAffordable: 1 });
  });

  it('does not mix up players', () => {
    const events = [
      orderOf({ held: 100 }),
      orderOf({ held: 0, total: 0, offer: 'potion', playerId: BOB }),
    ];
    const draft = draftWith([skinAt(10), offerWith('potion', { price: price(1) })]);
    expect(replayed(draft, events).offers[0]).toMatchObject({ offer: 'potion', notAffordable: 1 });
  });

  it.each<[string, number, number]>([
    ['fewer', 60, 1],
    ['as many', 100, 0],
    ['more', 140, 0],
  ])('carries on that a pack gives %s gems (%i)', (_, units, notAffordable) => {
    const products = new Map([['pack', productWith('pack', { grants: { GEM: amount(units) } })]]);
    const draft = draftWith([skinAt(100)], { products });
    const view = replayed(draft, [creditOf(100), orderOf()]);
    expect(view.offers[0]).toMatchObject({ notAffordable });
    expect(view.products).toEqual([
      {
        product: 'pack',
        inDraft: true,
        payments: 1,
        units: 1,
        sold: { GEM: { past: 100, draft: units } },
      },
    ]);
    expect(view.totals.sold).toEqual({ GEM: { past: 100, draft: units } });
  });

  it('counts the units of a payment, and knows when the draft has lost its product', () => {
    const view = replayed(draftWith([]), [creditOf(300, ANN, 3)]);
    expect(view.products[0]).toMatchObject({ units: 3, sold: { GEM: { past: 300, draft: 300 } } });
    const lost = replayed(draftWith([], { products: new Map() }), [creditOf(100)]);
    expect(lost.products[0]).toMatchObject({
      inDraft: false,
      sold: { GEM: { past: 100, draft: 0 } },
    });
  });

  it.each<[string, Offer[]]>([
    ['is gone', []],
    ['is archived', [skinAt(1, { archived: true })]],
    ['begins later', [skinAt(1, { startsAt: HOUR + 1 })]],
    ['has ended', [skinAt(1, { endsAt: HOUR })]],
    ['is for others', [skinAt(1, { audience: 'vip' })]],
  ])('knows that an offer %s', (_, offers) => {
    const vip = { key: 'vip', name: { en: 'x' }, expression: 'level > 9' };
    const draft = draftWith([...offers, offerWith('potion', { price: price(100) })], {
      audiences: new Map([['vip', vip]]),
    });
    const later = orderOf({ held: 0, total: 0, offer: 'potion' });
    const view = replayed(draft, [orderOf(), later]);
    const [potion, skin] = view.offers;
    expect(skin).toMatchObject({ notForSale: 1, notAffordable: 0, orders: { past: 1, draft: 0 } });
    expect(potion).toMatchObject({ notAffordable: 0 }); // the gems for the skin are still there
  });

  it('asks what is known of the player, in the player’s own zone', () => {
    const draft = draftWith([skinAt(10, { audience: 'vip', endsAt: 2 * HOUR, zone: 'player' })], {
      audiences: new Map([['vip', { key: 'vip', name: { en: 'x' }, expression: 'level > 9' }]]),
    });
    const known = { ...NOBODY, level: 10, timeZone: 'Etc/GMT+1' };
    expect(replayed(draft, [orderOf()], known).offers[0]).toMatchObject({ notForSale: 0 });
    const eastern = { ...known, timeZone: 'Etc/GMT-1' };
    expect(replayed(draft, [orderOf()], eastern).offers[0]).toMatchObject({ notForSale: 1 });
  });

  it('takes the sale of the moment at which the price was found', () => {
    const sale = saleWith('s', { offers: ['skin'], percent: 50, endsAt: HOUR });
    const draft = draftWith([skinAt(100)], { sales: new Map([['s', sale]]) });
    const sunk = (pricedAt: number) =>
      replayed(draft, [orderOf({ pricedAt })]).offers[0]!.sunk.GEM?.draft;
    expect([sunk(HOUR - 1), sunk(HOUR)]).toEqual([50, 100]);
  });

  it('takes the price of the level that was bought', () => {
    const grants = [{ sku: 'sword', quantity: 1, level: null }];
    const draft = draftWith([skinAt(10, { grants, levelPrices: [10, 20, 30].map(amount) })]);
    const sunk = (level: number | null) =>
      replayed(draft, [orderOf({ level })]).offers[0]!.sunk.GEM?.draft;
    expect([sunk(1), sunk(3), sunk(null)]).toEqual([10, 30, 10]);
  });

  it('lets what an offer gives be spent', () => {
    // Then it gave 5 gold, under the draft 30 a unit: enough for what costs 50 gold.
    const draft = draftWith([
      skinAt(50, { gives: { GOLD: amount(30) } }),
      offerWith('potion', { price: price(50, 'GOLD') }),
    ]);
    const bought = orderOf({ quantity: 2, gave: new Map([['GOLD', 10]]) });
    const spent = orderOf({
      offer: 'potion',
      currency: 'GOLD',
      total: 10,
      balances: new Map([['GOLD', 10]]),
    });
    const view = replayed(draft, [bought, spent]);
    expect(view.totals.gave).toEqual({ GOLD: { past: 10, draft: 60 } });
    expect(view.totals.sunk).toEqual({
      GEM: { past: 100, draft: 100 },
      GOLD: { past: 10, draft: 50 },
    });
    expect(replayed(draft, [{ ...bought, quantity: 1 }, spent]).offers[0]!.notAffordable).toBe(1);
  });

  it('does not throw the dice of a draw anew', () => {
    const draws = new Map([['chest', drawWith('chest')]]);
    const draft = draftWith([skinAt(100, { draw: 'chest' })], { draws });
    const view = replayed(draft, [orderOf({ gave: new Map([['GOLD', 7]]) })]);
    expect(view.totals.gave).toEqual({ GOLD: { past: 7, draft: 7 } });
  });

  it('follows an offer to another currency', () => {
    const balances = new Map([
      ['GEM', 100],
      ['GOLD', 30],
    ]);
    const draft = (gold: number) => draftWith([skinAt(1, { price: price(gold, 'GOLD') })]);
    const sunk = replayed(draft(30), [orderOf({ balances })]).totals.sunk;
    expect(sunk).toEqual({ GEM: { past: 100, draft: 0 }, GOLD: { past: 0, draft: 30 } });
    expect(replayed(draft(31), [orderOf({ balances })]).offers[0]).toMatchObject({
      notAffordable: 1,
    });
  });
});
