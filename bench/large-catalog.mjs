// A catalog of ten thousand offers, as a document, with everything that can make a shop differ.

export const OFFERS = 10_000;
/** Half of the offers sell an item in another way. */
const ITEMS = 5_000;
/** Friday 18:00 in Berlin: a sale has just begun. */
export const NOW = Date.parse('2026-11-27T17:00:00Z');

const HOURS = ['2026-11-26T18:00:00Z', '2026-11-28T18:00:00Z', '2026-12-24T00:00:00Z'];
const AUDIENCES = {
  german: 'country in ["DE", "AT", "CH"]',
  veterans: 'level >= 20',
  new: 'firstSeenAt > timestamp("2026-11-01T00:00:00Z")',
  payers: 'spent > 0',
  phones: 'platform in ["ios", "android"]',
  vip: 'custom.vip == true',
};

export function largeCatalog() {
  const numbers = Array.from({ length: OFFERS }, (_, index) => index);
  const keyed = (list) => Object.fromEntries(list);
  const words = (what, index) => ({ en: `${what} ${index}`, de: `${what} Nr. ${index}` });
  return {
    currencies: {
      GEM: { kind: 'premium', name: { en: 'Gems' } },
      GOLD: { kind: 'soft', name: { en: 'Gold' } },
    },
    products: keyed(
      [100, 500, 1200, 2500, 6500].map((gems, index) => [
        `gems_${gems}`,
        {
          name: words('Gems', gems),
          stores: { apple: `com.example.gems${gems}`, google: `gems_${gems}` },
          grants: { GEM: gems },
          referencePrice: `${[0.99, 4.99, 9.99, 19.99, 49.99][index]} USD`,
        },
      ]),
    ),
    items: keyed(
      numbers
        .slice(0, ITEMS)
        .map((index) => [
          `item.${index}`,
          index % 50 === 0
            ? { kind: 'upgrade', levels: 5, name: words('Sword', index) }
            : { kind: index % 3 ? 'durable' : 'consumable', name: words('Thing', index) },
        ]),
    ),
    offers: keyed(numbers.map((index) => [`offer-${index}`, offerOf(index, words)])),
    audiences: keyed(
      Object.entries(AUDIENCES).map(([key, expression]) => [
        key,
        { name: { en: key }, expression },
      ]),
    ),
    sales: keyed(
      Array.from({ length: 20 }, (_, index) => [
        `sale-${index}`,
        {
          name: words('Sale', index),
          offers: numbers.filter((number) => number % 40 === index).map((one) => `offer-${one}`),
          percent: 10 + index,
          startsAt: '2026-11-27T18:00:00',
          endsAt: '2026-11-29T18:00:00',
          zone: index % 5 === 0 ? 'player' : 'Europe/Berlin',
        },
      ]),
    ),
    promotions: {
      extra: { name: { en: 'Extra gems' }, kind: 'bonus', percent: 20, audience: 'payers' },
    },
  };
}

/** Two of three are always there; a tenth is for an audience, a tenth has a window. */
function offerOf(index, words) {
  const levels = index % 50 === 0;
  return {
    name: words('Offer', index),
    price: levels
      ? { currency: 'GEM', levels: [100, 200, 400, 800, 1600] }
      : { currency: index % 4 ? 'GEM' : 'GOLD', amount: 50 + (index % 700) },
    grants: [{ sku: `item.${index % ITEMS}` }],
    ...(index % 2 ? { limitPerPlayer: 1 } : {}),
    ...(index % 10 === 3 ? { audience: Object.keys(AUDIENCES)[index % 6] } : {}),
    ...(index % 10 === 7 ? { startsAt: HOURS[index % 3] } : {}),
  };
}
