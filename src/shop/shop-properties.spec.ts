import { Generated } from '../../test/support/generated-shop.js';
import { seededRandom, seedFromEnvironment } from '../../test/support/random.js';
import type { Offer, PublishedCatalog } from '../catalog/model.js';
import { belongsTo, offerPrice } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { isWithin } from '../catalog/window.js';
import { PreparedShops } from './prepared-shop.js';
import { type Shop, type ShopRequest, shopAt } from './shop.js';

const CATALOGS = 25;
const SIGHTS = 8;
const seed = seedFromEnvironment();

interface Sample {
  readonly request: ShopRequest;
  readonly generated: Generated;
  readonly random: () => number;
}

/** Calls with players and moments of many catalogs; a failure shows the seed to repeat it. */
function forMany(look: (sample: Sample) => void): void {
  const random = seededRandom(seed);
  const generated = new Generated(random);
  for (let count = 0; count < CATALOGS; count++) {
    const catalog = generated.catalog();
    for (let sight = 0; sight < SIGHTS; sight++) {
      const now = generated.moment();
      const request = {
        catalog,
        facts: generated.facts(),
        locale: 'en',
        now,
        nextPublicationAt: random() < 0.3 ? now + Math.floor(random() * 1e8) - 1e7 : null,
      };
      look({ request, generated, random });
    }
  }
}

/** What is offered, found the slow way: window by window and audience by audience. */
function slowly(catalog: PublishedCatalog, facts: PlayerFacts, now: number): string[] {
  const { items, draws, offers } = catalog.model;
  const isSold = (offer: Offer) =>
    !offer.archived &&
    offer.grants.every(({ sku }) => !items.get(sku)!.archived) &&
    (offer.draw === null || !draws.get(offer.draw)!.archived) &&
    belongsTo(offer.audience, catalog, facts) &&
    isWithin(offer, facts.timeZone, now);
  const sold = [...offers.values()].filter(isSold).map((offer) => {
    return `${offer.key} ${offerPrice(catalog, offer, facts, now).amount}`;
  });
  return sold.sort();
}

const offered = ({ offers }: Shop) =>
  offers.map(({ key, price }) => `${key} ${price.amount}`).sort();
const timeOf = (text: string | null) => (text === null ? null : Date.parse(text));

describe(`the shop of generated catalogs, players and moments (SEED=${seed})`, () => {
  it('is total, and shows exactly what is open to the player, at the price of the rule', () => {
    let onSale = 0;
    let shown = 0;
    forMany(({ request }) => {
      const shop = shopAt(request);
      expect(offered(shop)).toEqual(slowly(request.catalog, request.facts, request.now));
      shown += shop.offers.length;
      for (const { sale, listPrice, price } of shop.offers) {
        expect(sale === null).toBe(listPrice === null);
        if (listPrice) expect(listPrice.amount).toBeGreaterThan(price.amount);
        if (sale) onSale++;
      }
    });
    // Otherwise this would prove nothing: about half of the offers are open, a third on sale.
    expect(shown).toBeGreaterThan(CATALOGS * SIGHTS * 2);
    expect(onSale).toBeGreaterThan(CATALOGS * SIGHTS * 0.3);
  });

  it('is the same whenever the same is asked, by whichever instance', () => {
    forMany(({ request }) => {
      const { catalog, facts } = request;
      const other = publishedCatalog(catalog.versionId, catalog.model);
      const again = shopAt({ ...request, catalog: other, facts: { ...facts } });
      expect(JSON.stringify(again)).toBe(JSON.stringify(shopAt(request)));
    });
  });

  it('is prepared as the very bytes of its JSON, also when another sight was prepared before', () => {
    const shops = new PreparedShops();
    const bodies = new Map<string, string>();
    forMany(({ request }) => {
      const { chunks, byteLength, etag } = shops.shop({ ...request, preferences: ['en'] });
      const body = Buffer.concat(chunks);
      const text = body.toString();
      expect(text).toBe(JSON.stringify(shopAt(request)));
      expect(byteLength).toBe(body.length);
      // One tag never stands for two answers.
      expect(bodies.get(etag) ?? text).toBe(text);
      bodies.set(etag, text);
    });
    expect(bodies.size).toBeGreaterThan(CATALOGS * SIGHTS * 0.3);
  });

  it('does not change before it says so, and often does then', () => {
    let edges = 0;
    let changes = 0;
    forMany(({ request, random }) => {
      const shop = shopAt(request);
      const next = timeOf(shop.nextChangeAt);
      const last = next ?? request.now + 1e10;
      expect(last).toBeGreaterThan(request.now);
      const between = [1, last - request.now - 1, Math.floor(random() * (last - request.now))];
      for (const later of between) {
        expect(shopAt({ ...request, now: request.now + later })).toEqual(shop);
      }
      if (next === null || next === request.nextPublicationAt) return;
      edges++;
      const { nextChangeAt: _, ...after } = shopAt({ ...request, now: next });
      const { nextChangeAt: __, ...before } = shop;
      if (JSON.stringify(after) !== JSON.stringify(before)) changes++;
    });
    expect(edges).toBeGreaterThan(CATALOGS * SIGHTS * 0.3);
    expect(changes / edges).toBeGreaterThan(0.5);
  });

  it('is what it was before when an earlier version is published again', () => {
    forMany(({ request, generated }) => {
      const before = JSON.stringify(shopAt(request));
      JSON.stringify(shopAt({ ...request, catalog: generated.catalog() }));
      const { catalog } = request;
      const rolledBack = publishedCatalog(catalog.versionId, catalog.model);
      expect(JSON.stringify(shopAt({ ...request, catalog: rolledBack }))).toBe(before);
    });
  });

  it('is the same for players who differ only in what the catalog does not ask for', () => {
    const shops = new PreparedShops();
    forMany(({ request }) => {
      const preferences = ['en'];
      const facts = { ...request.facts, custom: { ...request.facts.custom, colour: 'red' } };
      const first = shops.shop({ ...request, preferences });
      expect(shops.shop({ ...request, facts, preferences })).toBe(first);
    });
  });
});
