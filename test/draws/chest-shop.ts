import type { ServiceAddress } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';

const grant = (quantity: number) => ({ grants: [{ sku: 'potion', quantity }] });

/** Offers that draw: a chest with potions, gems and pity, and a wheel that may give nothing. */
const DRAWS = {
  chest: {
    name: { en: 'Chest' },
    entries: {
      common: { weight: 80, ...grant(1) },
      epic: { weight: 15, ...grant(3) },
      gems: { weight: 5, gives: { GEM: 40 } },
    },
    pity: { after: 4, entries: ['epic', 'gems'] },
  },
  wheel: {
    name: { en: 'Wheel' },
    entries: { nothing: { weight: 9 }, potion: { weight: 1, ...grant(1) } },
  },
};

const offer = (draw: string, amount: number) => ({
  name: { en: draw },
  price: { currency: 'GEM', amount },
  draw,
});

/** Publishes the sample catalog with them; `change` may make another version of it. */
export async function sellChests(
  service: Pick<ServiceAddress, 'url'>,
  change: (draws: typeof DRAWS) => void = () => {},
): Promise<void> {
  const draws = structuredClone(DRAWS);
  change(draws);
  await publishChanged(service, (catalog) => {
    Object.assign(catalog, { draws });
    catalog.offers.chest = offer('chest', 10);
    catalog.offers.wheel = offer('wheel', 1);
    // The sample's potions end at a number that a hundred draws would reach.
    delete catalog.items.potion!.stack;
  });
}

export const chestOrder = (quantity = 1) => ({
  offer: 'chest',
  quantity,
  expectedPrice: { currency: 'GEM', amount: 10 },
});

export const wheelOrder = (quantity = 1) => ({
  offer: 'wheel',
  quantity,
  expectedPrice: { currency: 'GEM', amount: 1 },
});
