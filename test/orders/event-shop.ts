import { publishChanged } from '../support/shop-window.js';

const name = (en: string) => ({ en });
const price = (amount: number) => ({ currency: 'GEM', amount });
const grants = (sku: string) => [{ sku }];

/** What `publishEventShop` changes. */
export interface EventShop {
  /** Of the sale `dawn` on the offers potion and shield. */
  readonly startsAt?: number;
  readonly endsAt?: number;
  readonly percent?: number;
  /** Of the offer relic. */
  readonly stock?: number;
  /** Without the sale; tells versions apart. */
  readonly potionPrice?: number;
}

/**
 * The sample shop with one of everything that a price, a limit or a gift can be: a sale, levels at
 * prices of their own, a stock, a limit per day, offers that give gold and a chest to draw from.
 */
export function publishEventShop(service: { url: string }, shop: EventShop = {}): Promise<void> {
  const { startsAt = 0, endsAt = 4e12, percent = 20, stock = 5, potionPrice = 50 } = shop;
  return publishChanged(service, (catalog) => {
    const all = catalog as unknown as Record<string, Record<string, unknown>>;
    all.currencies!.GOLD = { kind: 'soft', name: name('Gold'), cap: 1_000 };
    all.items!.shield = { kind: 'upgrade', levels: 3, name: name('Shield') };
    all.items!.ruby = { kind: 'consumable', name: name('Ruby') };
    Object.assign(all.offers!, {
      potion: { name: name('Potion'), price: price(potionPrice), grants: grants('potion') },
      shield: {
        name: name('Shield'),
        price: { currency: 'GEM', levels: [100, 250, 500] },
        grants: grants('shield'),
      },
      relic: { name: name('Relic'), price: price(30), grants: grants('potion'), stock },
      daily: {
        name: name('Daily'),
        price: price(10),
        grants: grants('potion'),
        limitPerPeriod: { period: 'day', count: 1 },
      },
      coins: { name: name('Coins'), price: price(20), gives: { GOLD: 100 } },
      chest: { name: name('Chest'), price: price(15), draw: 'chest' },
    });
    all.draws = {
      chest: {
        name: name('Chest'),
        entries: {
          common: { weight: 3, grants: grants('ruby') },
          rare: { weight: 1, gives: { GOLD: 7 } },
        },
      },
    };
    all.sales = {
      dawn: {
        name: name('Dawn'),
        offers: ['potion', 'shield'],
        percent,
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
      },
    };
  });
}
