import { type CatalogContent, readCatalogJson } from '../../src/catalog/catalog-content.js';
import { faultLine } from '../../src/catalog/reading/fault.js';

/** Numbers from 0 to below 1: `seededRandom` of `random.ts`. */
type Random = () => number;
type Json = Record<string, unknown>;

/**
 * Sound catalogs with every feature of the format, the same for the same random numbers. What gives
 * a currency costs gems and gives no gems, so that nobody gets rich by buying in circles.
 */
export interface CatalogSize {
  readonly items: number;
  readonly offers: number;
}

const SMALL: CatalogSize = { items: 12, offers: 16 };
const LOCALES = ['de', 'ja', 'pt-BR', 'zh-Hant'];
const ZONES = ['player', 'Europe/Berlin', 'Asia/Tokyo', 'America/Sao_Paulo', 'UTC'];
const SOFT = ['GOLD', 'WOOD'];
const YEAR_2026 = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** Its content, read without a fault; throws when the generator itself made a mistake. */
export function generatedCatalog(random: Random, size: CatalogSize = SMALL): CatalogContent {
  const { content, faults } = readCatalogJson(generatedDocument(random, size));
  if (content === null) throw new Error(faults.map(faultLine).join('\n'));
  return content;
}

/** As a person could have written it. */
export function generatedDocument(random: Random, size: CatalogSize = SMALL): Json {
  return new Generator(random, size).document();
}

/** What may be given: how many at once, and whether currencies come with it. */
interface Grantable {
  readonly sku: string;
  readonly most: number;
  readonly gives: boolean;
}

class Generator {
  readonly #items: Record<string, Json> = {};
  readonly #grantable: Grantable[] = [];
  readonly #upgrades: { sku: string; levels: number }[] = [];
  readonly #held: string[] = [];

  constructor(
    private readonly random: Random,
    private readonly size: CatalogSize,
  ) {}

  document(): Json {
    const audiences = this.#audiences();
    const products = this.#several('pack', 1, 4, () => this.#product());
    for (let n = 0; n < this.size.items; n += 1) this.#item(`item.${n}`);
    const draws = this.#several('draw', 0, 3, () => this.#draw());
    const offers: Record<string, Json> = {};
    for (let n = 0; n < this.size.offers; n += 1) {
      offers[`offer.${n}`] = this.#offer(Object.keys(audiences), Object.keys(draws));
    }
    const keys = { audiences: Object.keys(audiences), products: Object.keys(products) };
    return {
      currencies: {
        GEM: { name: this.#text(), kind: 'premium', ...this.#maybe('cap', 1_000_000_000) },
        GOLD: { name: this.#text(), kind: 'soft' },
        WOOD: { name: this.#text(), kind: 'soft', ...this.#maybe('cap', 1_000_000_000) },
      },
      products,
      items: this.#items,
      offers,
      sales: this.#several('sale', 0, 4, () => this.#sale(keys.audiences, offers)),
      audiences,
      promotions: this.#several('promotion', 0, 3, () => this.#promotion(keys)),
      coupons: this.#several('coupon', 0, 3, () => this.#coupon(keys.audiences)),
      draws,
    };
  }

  #audiences(): Record<string, Json> {
    const expressions = [
      `level >= ${this.#whole(1, 60)}`,
      'country in ["DE", "JP"] && platform == "ios"',
      `spent > ${this.#whole(0, 9_999)} || custom.vip`,
      'firstSeenAt > timestamp("2026-03-01T00:00:00Z")',
    ];
    return this.#several('audience', 0, 3, () => ({
      name: this.#text(),
      expression: this.#pick(expressions),
    }));
  }

  #product(): Json {
    const id = `com.example.${Math.floor(this.random() * 2 ** 40).toString(36)}`;
    return {
      name: this.#text(),
      stores: this.#chance(0.3) ? { apple: id } : { apple: id, google: id },
      grants: { GEM: this.#whole(1, 20_000) },
      ...this.#maybe('referencePrice', `${this.#whole(0, 99)}.99 USD`),
      ...this.#archived(),
    };
  }

  #item(sku: string): void {
    const name = this.#text();
    const kind = this.#pick(['durable', 'consumable', 'upgrade', 'unlock', 'bundle'] as const);
    const base = { kind, name, ...(this.#chance(0.3) ? { description: this.#text() } : {}) };
    if (kind === 'bundle') {
      this.#bundle(sku, base);
      return;
    }
    this.#held.push(sku);
    if (kind === 'upgrade') {
      const levels = this.#whole(1, 6);
      this.#items[sku] = { ...base, levels };
      this.#upgrades.push({ sku, levels });
      return;
    }
    const stack = this.#chance(0.5) ? this.#whole(500, 9_999) : null;
    const unlocks = Object.keys(this.#items).filter((known) => {
      return this.#items[known]?.kind === 'unlock';
    });
    const facts =
      kind === 'consumable'
        ? { ...(stack ? { stack } : {}) }
        : kind === 'unlock' && unlocks.length > 0 && this.#chance(0.6)
          ? { requires: [this.#pick(unlocks)] }
          : {};
    const archived = this.#archived();
    this.#items[sku] = { ...base, ...facts, ...archived };
    if ('archived' in archived) return;
    this.#grantable.push({ sku, most: kind === 'consumable' ? 5 : 1, gives: false });
  }

  /** Of what is there already, so that no bundle holds itself. */
  #bundle(sku: string, base: Json): void {
    const parts = this.#differentItems(3);
    const gives = parts.length === 0 || this.#chance(0.3) ? this.#soft() : null;
    this.#items[sku] = {
      ...base,
      ...(parts.length > 0 ? { parts: parts.map((part) => this.#grant(part)) } : {}),
      ...(gives ? { gives } : {}),
    };
    const holdsGifts = gives !== null || parts.some((part) => part.gives);
    this.#grantable.push({ sku, most: 1, gives: holdsGifts });
  }

  #offer(audiences: readonly string[], draws: readonly string[]): Json {
    const base = {
      name: this.#text(),
      ...this.#window(),
      ...this.#oneOf('audience', audiences),
      ...(this.#held.length > 0 && this.#chance(0.2) ? { requires: [this.#pick(this.#held)] } : {}),
      ...this.#maybe('limitPerPlayer', this.#whole(1, 10)),
      ...this.#maybe('limitPerPeriod', {
        period: this.#pick(['day', 'week', 'month']),
        count: this.#whole(1, 5),
      }),
      ...this.#maybe('stock', this.#whole(1, 5_000)),
      ...this.#archived(),
    };
    const amount = this.#whole(1, 5_000);
    const kind = this.random();
    if (kind < 0.15 && draws.length > 0 && !('archived' in base)) {
      return { ...base, price: { currency: 'GEM', amount }, draw: this.#pick(draws) };
    }
    if (kind < 0.35 && this.#upgrades.length > 0) return { ...base, ...this.#levelsOffer(amount) };
    const items = this.#differentItems(2);
    const gives = items.length === 0 || this.#chance(0.2) ? this.#soft() : null;
    const givesAny = gives !== null || items.some((item) => item.gives);
    const currency = givesAny ? 'GEM' : this.#pick(['GEM', ...SOFT]);
    return {
      ...base,
      price: { currency, amount },
      ...(items.length > 0 ? { grants: items.map((item) => this.#grant(item)) } : {}),
      ...(gives ? { gives } : {}),
    };
  }

  #levelsOffer(amount: number): Json {
    const { sku, levels } = this.#pick(this.#upgrades);
    if (this.#chance(0.4)) {
      const grants = [{ sku, ...this.#maybe('level', this.#whole(1, levels)) }];
      return { price: { currency: 'GEM', amount }, grants };
    }
    const prices = Array.from({ length: levels }, (_, level) => amount * (level + 1));
    return { price: { currency: 'GEM', levels: prices }, grants: [{ sku }] };
  }

  #sale(audiences: readonly string[], offers: Record<string, Json>): Json {
    const fixed = this.#chance(0.3);
    const keys = Object.keys(offers).filter((key) => {
      return this.#chance(0.3) && !(fixed && 'levels' in (offers[key]!.price as Json));
    });
    const first = Object.keys(offers).find((key) => 'amount' in (offers[key]!.price as Json));
    return {
      name: this.#text(),
      offers: keys.length > 0 || !first ? keys : [first],
      ...(fixed ? { price: this.#whole(1, 900) } : { percent: this.#whole(1, 90) }),
      ...this.#window(),
      ...this.#maybe('priority', this.#whole(-5, 5)),
      ...this.#oneOf('audience', audiences),
    };
  }

  #promotion(keys: { audiences: readonly string[]; products: readonly string[] }): Json {
    const kind = this.#pick(['first_top_up', 'bonus'] as const);
    return {
      name: this.#text(),
      kind,
      ...(this.#chance(0.4) ? { products: [this.#pick(keys.products)] } : {}),
      ...(this.#chance(0.5) ? { percent: this.#whole(1, 200) } : { gives: { GEM: 10, GOLD: 5 } }),
      ...this.#window(),
      ...this.#oneOf('audience', keys.audiences),
      ...(kind === 'bonus' ? this.#maybe('limitPerPlayer', this.#whole(1, 9)) : {}),
      ...this.#maybe('expiresAfterDays', this.#whole(1, 365)),
    };
  }

  #coupon(audiences: readonly string[]): Json {
    const items = this.#differentItems(2);
    const gives = items.length === 0 || this.#chance(0.5) ? { GEM: this.#whole(1, 500) } : null;
    return {
      name: this.#text(),
      ...(items.length > 0 ? { grants: items.map((item) => this.#grant(item)) } : {}),
      ...(gives ? { gives } : {}),
      ...this.#window(),
      ...this.#oneOf('audience', audiences),
      ...this.#maybe('limitPerPlayer', this.#whole(1, 4)),
      ...this.#maybe('stock', this.#whole(1, 9_999)),
      ...this.#maybe('expiresAfterDays', this.#whole(1, 365)),
      ...this.#archived(),
    };
  }

  #draw(): Json {
    const entries: Record<string, Json> = { blank: { weight: this.#whole(1, 1_000) } };
    const count = this.#whole(1, 5);
    for (let n = 0; n < count; n += 1) {
      const items = this.#differentItems(1);
      entries[`row.${n}`] = {
        weight: this.#whole(1, 1_000),
        ...(items[0] ? { grants: [this.#grant(items[0])] } : { gives: this.#soft() }),
      };
    }
    const pity = { after: this.#whole(1, 90), entries: ['row.0'] };
    return { name: this.#text(), entries, ...this.#maybe('pity', pity) };
  }

  /** At most one of what is owned once: another bundle may hold the same. */
  #differentItems(most: number): Grantable[] {
    const found: Grantable[] = [];
    for (let n = 0; n < most && this.#grantable.length > 0; n += 1) {
      const item = this.#pick(this.#grantable);
      const known = found.some(({ sku }) => sku === item.sku);
      const second = item.most === 1 && found.some((other) => other.most === 1);
      if (!known && !second) found.push(item);
    }
    return found;
  }

  #grant({ sku, most }: { sku: string; most: number }): Json {
    return { sku, ...(most > 1 ? this.#maybe('quantity', this.#whole(1, most)) : {}) };
  }

  #soft(): Json {
    return { [this.#pick(SOFT)]: this.#whole(1, 1_000) };
  }

  #window(): Json {
    if (this.#chance(0.5)) return {};
    const zone = this.#chance(0.5) ? this.#pick(ZONES) : null;
    const start = YEAR_2026 + this.#whole(0, 300) * DAY_MS + this.#whole(0, 86_399) * 1_000;
    const text = (milliseconds: number) => {
      const full = new Date(milliseconds).toISOString();
      return zone ? full.slice(0, -5) : full;
    };
    return {
      ...this.#maybe('startsAt', text(start)),
      ...this.#maybe('endsAt', text(start + this.#whole(2, 60) * DAY_MS)),
      ...(zone ? { zone } : {}),
    };
  }

  #text(): Json {
    const locales = LOCALES.filter(() => this.#chance(0.3));
    const texts = ['en', ...locales].map((tag) => [tag, `${tag} ${this.#whole(0, 9_999)} ✦`]);
    return Object.fromEntries(texts);
  }

  #several(prefix: string, least: number, most: number, make: () => Json): Record<string, Json> {
    const count = this.#whole(least, most);
    return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}.${n}`, make()]));
  }

  #archived(): Json {
    return this.#chance(0.08) ? { archived: true } : {};
  }

  #maybe(name: string, value: unknown): Json {
    return this.#chance(0.4) ? { [name]: value } : {};
  }

  #oneOf(name: string, keys: readonly string[]): Json {
    return keys.length > 0 && this.#chance(0.3) ? { [name]: this.#pick(keys) } : {};
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.random() * values.length)]!;
  }

  #whole(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  #chance(share: number): boolean {
    return this.random() < share;
  }
}
