// What the bench sells: one offer that asks everything of an order, and a shop of a usual size
// around it for the reads.

export const OFFER = { offer: 'bench-potion', price: { currency: 'GEM', amount: 10 } };
export const PRODUCT = { apple: 'com.example.demo.bench', google: 'bench_gems' };
/** Enough for every order of a run to be paid from one lot. */
export const PRODUCT_GEMS = 10_000_000;

const SKINS = 40;

/** The catalog as `POST /v1/server/catalogs` takes it. */
export function benchCatalog() {
  const items = {
    'bench.potion': { kind: 'consumable', name: { en: 'Potion' } }, // no stack: never full
  };
  const offers = {
    // The limit is far away, but it is counted for every order.
    'bench-potion': {
      name: { en: 'Potion' },
      price: OFFER.price,
      grants: [{ sku: 'bench.potion' }],
      limitPerPlayer: 1_000_000,
    },
  };
  for (let number = 1; number <= SKINS; number++) {
    const name = { en: `Skin ${number}`, de: `Gewand ${number}` };
    items[`bench.skin.${number}`] = { kind: 'durable', name };
    offers[`bench-skin-${number}`] = {
      name,
      price: { currency: 'GEM', amount: 100 + number },
      grants: [{ sku: `bench.skin.${number}` }],
      limitPerPlayer: 1,
    };
  }
  return {
    currencies: { GEM: { kind: 'premium', name: { en: 'Gems' } } },
    products: {
      bench_gems: {
        name: { en: 'Mountain of gems' },
        stores: PRODUCT,
        grants: { GEM: PRODUCT_GEMS },
        referencePrice: '99.99 USD',
      },
    },
    items,
    offers,
  };
}
