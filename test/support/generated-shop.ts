import type {
  Currency,
  CurrencyGifts,
  Item,
  Offer,
  PublishedCatalog,
  Window,
} from '../../src/catalog/model.js';
import type { PlayerFacts } from '../../src/catalog/player-facts.js';
import { publishedCatalog } from '../../src/catalog/published-catalog.js';
import { type Amount, amount } from '../../src/kernel/amount.js';
import {
  drawWith,
  GEM,
  itemWith,
  modelWith,
  offerWith,
  productWith,
  promotionWith,
  saleWith,
} from './catalog-things.js';

/** About the hours in which two zones of the tests change their clocks. */
export const GENERATED_FROM = Date.parse('2026-10-24T00:00:00Z');
const HOUR = 3_600_000;
const ZONES = [null, null, 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'player', 'player'];
const PLAYER_ZONES = [
  null,
  'Europe/Berlin',
  'Asia/Tokyo',
  'America/New_York',
  'Pacific/Kiritimati',
];
const EXPRESSIONS = [
  'country in ["DE", "AT"]',
  'level >= 10 && platform == "ios"',
  'spent == 0',
  'custom.vip == true',
  'firstSeenAt > timestamp("2026-10-01T00:00:00Z")',
];

type Random = () => number;

/** Catalogs and players of every kind, the same for the same random numbers. */
export class Generated {
  constructor(private readonly random: Random) {}

  catalog(): PublishedCatalog {
    const items = this.#named('item', 6, (sku, index) => this.#item(sku, index));
    const offers = this.#named('offer', 12, (key) => this.#offer(key));
    return publishedCatalog(
      'catalog_01h455vb4pex5vsknk084sn02q',
      modelWith({
        currencies: new Map<string, Currency>([
          ['GEM', GEM],
          ['GOLD', { ...GEM, code: 'GOLD', kind: 'soft' }],
        ]),
        items,
        offers,
        products: this.#named('pack', 3, (key) =>
          productWith(key, {
            grants: { GEM: this.#amount(2_000) },
            archived: this.#chance(0.2),
            referencePrice: { currency: 'USD', micros: this.#whole(1, 100) * 10_000 },
          }),
        ),
        audiences: this.#named('audience', EXPRESSIONS.length, (key, index) => {
          return { key, name: { en: key }, expression: EXPRESSIONS[index]! };
        }),
        sales: this.#named('sale', 5, (key) => this.#sale(key, [...offers.keys()])),
        promotions: this.#named('promotion', 2, (key) =>
          promotionWith(key, {
            ...this.#window(),
            kind: this.#one(['bonus', 'first_top_up'] as const),
            audience: this.#audience(),
            products: this.#chance(0.5) ? [] : ['pack1'],
            ...(this.#chance(0.5) ? { percent: this.#whole(1, 100) } : { gives: this.#gives() }),
          }),
        ),
        draws: this.#named('draw', 2, (key) =>
          drawWith(key, {
            archived: this.#chance(0.2),
            entries: ['rare', 'usual'].map((entry) => {
              return { key: entry, weight: this.#whole(1, 500), grants: [], gives: this.#gives() };
            }),
            pity: this.#chance(0.5) ? { after: 10, entries: ['rare'] } : null,
          }),
        ),
      }),
    );
  }

  facts(): PlayerFacts {
    const maybe = <Value>(value: Value) => (this.#chance(0.7) ? value : null);
    return {
      country: maybe(this.#one(['DE', 'AT', 'JP', 'US'])),
      platform: maybe(this.#one(['ios', 'android'])),
      level: maybe(this.#whole(0, 20)),
      spent: maybe(this.#one([0, 100])),
      firstSeenAt: maybe(GENERATED_FROM - this.#whole(1, 60) * 24 * HOUR),
      timeZone: this.#one(PLAYER_ZONES),
      custom: this.#chance(0.5) ? { vip: this.#chance(0.5) } : {},
      heldLevels: new Map(this.#chance(0.5) ? [['item0', this.#whole(1, 4)]] : []),
    };
  }

  /** A moment of the days in which windows open and close; now and then exactly on the hour. */
  moment(): number {
    return (
      GENERATED_FROM + this.#whole(-10, 110) * HOUR + (this.#chance(0.5) ? 0 : this.#whole(0, HOUR))
    );
  }

  #item(sku: string, index: number): Item {
    if (index === 0) return itemWith(sku, { kind: 'upgrade', levels: 4 });
    return itemWith(sku, { kind: 'durable', archived: this.#chance(0.15) });
  }

  #offer(key: string): Offer {
    const sells = this.#one([
      () => ({ grants: [{ sku: `item${this.#whole(1, 5)}`, quantity: 1, level: null }] }),
      () => ({ gives: this.#gives() }),
      () => ({ draw: this.#one(['draw0', 'draw1']) }),
      () => ({
        grants: [{ sku: 'item0', quantity: 1, level: null }],
        levelPrices: [100, 200, 400, 800].map(amount),
      }),
    ])();
    return offerWith(key, {
      ...this.#window(),
      ...sells,
      price: { currency: this.#one(['GEM', 'GEM', 'GOLD']), amount: this.#amount(500) },
      audience: this.#audience(),
      archived: this.#chance(0.1),
      limitPerPlayer: this.#chance(0.5) ? 1 : null,
    });
  }

  #sale(key: string, offers: readonly string[]) {
    return saleWith(key, {
      ...this.#window(),
      offers: offers.filter(() => this.#chance(0.4)),
      priority: this.#one([0, 0, 1]),
      audience: this.#audience(),
      ...(this.#chance(0.5) ? { percent: this.#whole(1, 99) } : { price: this.#amount(400) }),
    });
  }

  #window(): Window {
    const startsAt = GENERATED_FROM + this.#whole(0, 60) * HOUR;
    const endsAt = startsAt + this.#whole(1, 40) * HOUR;
    return {
      startsAt: this.#chance(0.6) ? startsAt : null,
      endsAt: this.#chance(0.6) ? endsAt : null,
      zone: this.#one(ZONES),
    };
  }

  #gives(): CurrencyGifts {
    return { GOLD: this.#amount(100) };
  }

  #audience(): string | null {
    return this.#chance(0.6) ? null : `audience${this.#whole(0, EXPRESSIONS.length - 1)}`;
  }

  #named<Thing>(word: string, count: number, make: (key: string, index: number) => Thing) {
    const keys = Array.from({ length: count }, (_, index) => `${word}${index}`);
    return new Map(keys.map((key, index) => [key, make(key, index)]));
  }

  #amount(most: number): Amount {
    return amount(this.#whole(1, most));
  }

  #whole(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  #chance(share: number): boolean {
    return this.random() < share;
  }

  #one<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.random() * values.length)]!;
  }
}
