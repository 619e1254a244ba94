import type { CatalogModel, Draw, Item, Offer, Sale } from '../../src/catalog/model.js';
import { amount } from '../../src/kernel/amount.js';
import { drawWith, GEM, itemWith, modelWith, offerWith, saleWith } from './catalog-things.js';

/**
 * Catalogs that are clean by construction. Each part of the world (a stretch of time, one side of
 * an audience) has hidden values of the currencies, and no offer gives more value than it takes in
 * any part where it can be bought: so no loop gains. Between the parts values differ, so that an
 * offer of one part and another of the next would gain if they ever met.
 */
export interface Economy {
  readonly model: CatalogModel;
  /** The offer without which the loop would only break even; null: there is no loop. */
  readonly planted: string | null;
}

const DAY = 86_400_000;
export const START = Date.UTC(2026, 11, 1);

interface Part {
  readonly window: Pick<Offer, 'startsAt' | 'endsAt' | 'zone'>;
  readonly audience: string | null;
  readonly values: readonly number[];
}

export class RandomEconomy {
  readonly #items = new Map<string, Item>();
  readonly #offers = new Map<string, Offer>();
  readonly #sales = new Map<string, Sale>();
  readonly #draws = new Map<string, Draw>();
  readonly #codes: readonly string[];
  readonly #parts: readonly Part[];

  constructor(private readonly random: () => number) {
    this.#codes = Array.from({ length: 2 + this.#below(6) }, (_, index) => `C${index}`);
    this.#parts = this.#randomParts();
  }

  /** `loop`: how many offers the planted loop has; 0: none. */
  build(loop: number): Economy {
    const count = 2 + this.#below(16);
    for (let index = 0; index < count; index += 1) {
      this.#cleanOffer(this.#below(3) === 0 ? null : this.#pick(this.#parts));
    }
    const planted = loop === 0 ? null : this.#loop(loop);
    const currencies = new Map(this.#codes.map((code) => [code, { ...GEM, code }]));
    const vip = { key: 'vip', name: { en: 'x' }, expression: 'custom.vip' };
    const other = { key: 'other', name: { en: 'x' }, expression: '!(custom.vip)' };
    const model = modelWith({
      currencies,
      items: this.#items,
      offers: this.#offers,
      sales: this.#sales,
      draws: this.#draws,
      audiences: new Map([
        ['vip', vip],
        ['other', other],
      ]),
    });
    return { model, planted };
  }

  /** A loop of break-even offers of one part of the world, one of which gives one unit more. */
  #loop(length: number): string {
    const part = this.#pick(this.#parts);
    const codes = [...this.#codes].sort(() => this.random() - 0.5);
    const at = (index: number) => this.#codes.indexOf(codes[index % codes.length]!);
    const size = Math.min(length, codes.length);
    const lucky = this.#below(size);
    let planted = '';
    for (let index = 0; index < size; index += 1) {
      const from = at(index);
      const to = at((index + 1) % size);
      const scale = 1 + this.#below(this.#below(2) === 0 ? 3 : 1_000_000);
      const price = scale * part.values[to]!;
      const given = scale * part.values[from]! + (index === lucky ? 1 : 0);
      const key = this.#offer(part, { from, price, gives: [[to, given]] });
      if (index === lucky) planted = key;
    }
    return planted;
  }

  /** Gives at most the value that it takes, in every part where it can be bought. */
  #cleanOffer(part: Part | null): void {
    const where = part === null ? this.#parts : [part];
    const from = this.#below(this.#codes.length);
    const targets = Array.from({ length: 1 + this.#below(3) }, () =>
      this.#below(this.#codes.length),
    );
    const gives = new Map<number, number>();
    for (const to of targets) gives.set(to, (gives.get(to) ?? 0) + 1 + this.#below(2_000));
    let price = this.#leastPrice(where, from, [...gives]);
    if (this.#below(3) === 0) price += this.#below(50);
    const everywhere = part ?? { window: ALWAYS, audience: null, values: [] };
    this.#offer(everywhere, { from, price, gives: [...gives] });
  }

  /** The least price that is enough in all of these parts: even in one, or nearly so. */
  #leastPrice(where: readonly Part[], from: number, gives: readonly [number, number][]): number {
    let price = 1;
    for (const { values } of where) {
      let value = 0;
      for (const [to, some] of gives) value += some * values[to]!;
      price = Math.max(price, Math.ceil(value / values[from]!));
    }
    return price;
  }

  /** The same amounts in one of the ways that a catalog can give them. */
  #offer(
    part: Part,
    { from, price, gives }: { from: number; price: number; gives: [number, number][] },
  ): string {
    const key = `o${this.#offers.size}`;
    const basket = Object.fromEntries(
      gives.map(([to, some]) => [this.#codes[to]!, amount(some)] as const),
    );
    const currency = this.#codes[from]!;
    const base = { audience: part.audience, ...part.window };
    const way = this.#below(5);
    if (way === 0)
      this.#add(
        offerWith(key, { ...base, gives: basket, price: { currency, amount: amount(price) } }),
      );
    if (way === 1) {
      const sku = this.#bundle(key, basket);
      const grants = [{ sku, quantity: 1, level: null }];
      this.#add(offerWith(key, { ...base, grants, price: { currency, amount: amount(price) } }));
    }
    if (way === 2) {
      const draw = this.#draw(key, basket);
      this.#add(offerWith(key, { ...base, draw, price: { currency, amount: amount(price * 2) } }));
    }
    if (way >= 3) {
      // Dear, and on sale for the price; a sale of 50 % rounds down to it.
      const double = price * 2 + this.#below(2);
      const least = this.#leastPrice(this.#parts, from, gives);
      const off = double >= least ? { percent: 50 } : { price: amount(price) };
      const list = { currency, amount: amount(Math.max(double, least)) };
      this.#add(offerWith(key, { gives: basket, price: list }));
      const sale = saleWith(`sale-${key}`, { ...base, offers: [key], ...off });
      this.#sales.set(sale.key, sale);
      if (way === 4) this.#shadowedSale(sale);
    }
    return key;
  }

  /** A far lower price that a sale of higher priority always hides. */
  #shadowedSale(sale: Sale): void {
    this.#sales.set(sale.key, { ...sale, priority: 2 });
    const price = amount(1);
    const hidden = { ...sale, key: `hidden-${sale.key}`, percent: null, price, priority: 1 };
    this.#sales.set(hidden.key, hidden);
  }

  /** A bundle that holds another twice, which holds part of it, and a potion. */
  #bundle(key: string, basket: Offer['gives']): string {
    const inner: Record<string, ReturnType<typeof amount>> = {};
    const outer: Record<string, ReturnType<typeof amount>> = {};
    for (const [code, some] of Object.entries(basket)) {
      const half = Math.floor(some / 3);
      if (half > 0) inner[code] = amount(half);
      outer[code] = amount(some - 2 * half);
    }
    this.#items.set('potion', itemWith('potion', { kind: 'consumable', stack: null }));
    const part = (sku: string, quantity: number) => ({ sku, quantity });
    const parts = [part('potion', 1)];
    this.#items.set(`in-${key}`, itemWith(`in-${key}`, { kind: 'bundle', parts, gives: inner }));
    const nested = { kind: 'bundle', parts: [part(`in-${key}`, 2)], gives: outer };
    this.#items.set(`b-${key}`, itemWith(`b-${key}`, nested));
    return `b-${key}`;
  }

  /** A draw that gives twice the basket on average: four times or nothing, or a pity rule. */
  #draw(key: string, basket: Offer['gives']): string {
    const times = (count: number) =>
      Object.fromEntries(
        Object.entries(basket).map(([code, some]) => [code, amount(some * count)] as const),
      );
    const entry = (name: string, weight: number, gives: Offer['gives']) => {
      return { key: name, weight, grants: [], gives };
    };
    if (this.#below(2) === 0) {
      const weight = 1 + this.#below(5);
      const entries = [entry('win', weight, times(4)), entry('lose', weight, {})];
      this.#draws.set(key, drawWith(key, { entries }));
      return key;
    }
    // Half of the draws are lucky and after one miss the next is: two of three in the long run.
    const entries = [entry('win', 3, times(3)), entry('lose', 3, {})];
    this.#draws.set(key, drawWith(key, { entries, pity: { after: 1, entries: ['win'] } }));
    return key;
  }

  #randomParts(): Part[] {
    const zone = this.#pick([null, 'player', 'Europe/Berlin']);
    const count = 1 + this.#below(3);
    const audiences = this.#below(3) === 0 ? ['vip', 'other'] : [null];
    const parts: Part[] = [];
    for (let index = 0; index < count; index += 1) {
      const window = {
        startsAt: count === 1 ? null : START + index * DAY,
        endsAt: count === 1 ? null : START + (index + 1) * DAY,
        zone: count === 1 ? null : zone,
      };
      for (const audience of audiences) {
        const values = this.#codes.map(() => 1 + this.#below(1_000));
        parts.push({ window, audience, values });
      }
    }
    return parts;
  }

  #add(offer: Offer): void {
    this.#offers.set(offer.key, offer);
  }

  #pick<Thing>(things: readonly Thing[]): Thing {
    return things[this.#below(things.length)]!;
  }

  #below(count: number): number {
    return Math.floor(this.random() * count);
  }
}

const ALWAYS = { startsAt: null, endsAt: null, zone: null };
