import type { Product, Promotion, PublishedCatalog } from '../catalog/model.js';
import { belongsTo } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { isWithin } from '../catalog/window.js';
import { AMOUNT_MAX_PER_OPERATION, type Amount, amount, smaller, ZERO } from '../kernel/amount.js';
import type { Store } from '../stores/store-gateway.js';
import type { Gems } from './payment.js';

/** What a purchase sells: all that a promotion looks at of it. */
export interface PromotedPurchase {
  readonly store: Store;
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
  /** False for what the store gave away. */
  readonly paid: boolean;
}

/** What a player has had so far. */
export interface PromotionHistory {
  /** A payment of the player was credited, whatever became of it since. */
  readonly toppedUp: boolean;
  /** By promotion: for how many payments it counted. */
  readonly used: ReadonlyMap<string, number>;
}

/** Whose purchase it is, and when it counts as made. */
export interface PromotionCase {
  readonly catalog: PublishedCatalog;
  readonly purchase: PromotedPurchase;
  readonly facts: PlayerFacts;
  readonly history: PromotionHistory;
  readonly at: number;
}

/** What one promotion adds to a purchase: of each of its lines the gems of all units. */
export interface PromisedGems {
  readonly promotion: Promotion;
  readonly lines: readonly Gems[];
}

/**
 * The promotions that may be about a purchase, by key, before anybody asks whose it is and when.
 * What the store gave away was not paid for: no promotion is about it.
 */
export function candidatePromotions(
  catalog: PublishedCatalog,
  purchase: PromotedPurchase,
): Promotion[] {
  if (!purchase.paid) return [];
  const sold = purchase.lines.flatMap((line) => productOf(catalog, purchase.store, line) ?? []);
  return [...catalog.model.promotions.values()]
    .filter((promotion) => sold.some((product) => isAbout(promotion, product)))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}

/**
 * What the promotions add to a purchase of this player. All that apply do, each by itself: no
 * promotion shuts another out, and none counts what another gives.
 */
export function promisedGems(of: PromotionCase): PromisedGems[] {
  const { catalog, purchase, facts, at } = of;
  return candidatePromotions(catalog, purchase)
    .filter((one) => isLeft(one, of.history))
    .filter((one) => isWithin(one, facts.timeZone, at))
    .filter((one) => belongsTo(one.audience, catalog, facts))
    .map((promotion) => ({ promotion, lines: linesOf(promotion, catalog, purchase) }))
    .filter(({ lines }) => lines.some((gems) => Object.keys(gems).length > 0));
}

/** What a promotion adds to each line of a purchase, whoever bought it. */
export function linesOf(
  promotion: Promotion,
  catalog: PublishedCatalog,
  { store, lines }: Pick<PromotedPurchase, 'store' | 'lines'>,
): Gems[] {
  return lines.map((line) => {
    const product = productOf(catalog, store, line);
    if (!product || !isAbout(promotion, product)) return {};
    const gems: Record<string, Amount> = {};
    for (const [currency, unit] of Object.entries(unitGems(promotion, product))) {
      const all = unit * BigInt(line.quantity);
      if (all > 0) gems[currency] = bounded(all);
    }
    return gems;
  });
}

/** What fits of the promised gems: as gifts for the wallet, and for each line of the purchase. */
export interface FittedGems {
  readonly gifts: readonly {
    readonly promotion: Promotion;
    readonly currency: string;
    readonly amount: Amount;
  }[];
  readonly lines: readonly Gems[];
}

/**
 * Cuts promised gems to the room that the wallet has, in the order of the promotions and lines:
 * a full wallet costs the player a part of the gift and never the payment.
 */
export function fittedGems(
  promised: readonly PromisedGems[],
  roomFor: (currency: string) => Amount,
): FittedGems {
  const room = new Map<string, Amount>();
  const gifts: FittedGems['gifts'][number][] = [];
  const lines: Record<string, Amount>[] = [];
  for (const { promotion, lines: promisedLines } of promised) {
    const given: Record<string, Amount> = {};
    for (const [at, gems] of promisedLines.entries()) {
      const line = lines[at] ?? {};
      lines[at] = line;
      for (const [currency, wanted] of Object.entries(gems)) {
        const left = room.get(currency) ?? roomFor(currency);
        const part = smaller(wanted, left);
        room.set(currency, amount(left - part));
        if (part === 0) continue;
        line[currency] = amount((line[currency] ?? ZERO) + part);
        given[currency] = amount((given[currency] ?? ZERO) + part);
      }
    }
    for (const [currency, gems] of Object.entries(given)) {
      gifts.push({ promotion, currency, amount: gems });
    }
  }
  return { gifts, lines };
}

/** With what was paid for, one payment brings no more than an operation may move and take back. */
export function operationRoom(paid: Amount): Amount {
  return amount(Math.max(0, AMOUNT_MAX_PER_OPERATION - paid));
}

function productOf(
  { productsByStoreId }: PublishedCatalog,
  store: Store,
  { productId }: { readonly productId: string },
): Product | undefined {
  return productsByStoreId[store].get(productId);
}

function isAbout({ products }: Promotion, { key }: Product): boolean {
  return products.length === 0 || products.includes(key);
}

/** A refund gives neither the first top-up nor a count back: else buying and refunding would. */
function isLeft({ key, kind, limitPerPlayer }: Promotion, history: PromotionHistory): boolean {
  if (kind === 'first_top_up' && history.toppedUp) return false;
  return limitPerPlayer === null || (history.used.get(key) ?? 0) < limitPerPlayer;
}

/** Of one unit; a share of what the product grants is rounded down for each unit. */
function unitGems({ percent, gives }: Promotion, { grants }: Product): Record<string, bigint> {
  const units = Object.entries(percent === null ? gives : grants).map(([currency, gems]) => {
    const whole = BigInt(gems);
    return [currency, percent === null ? whole : (whole * BigInt(percent)) / 100n] as const;
  });
  return Object.fromEntries(units);
}

function bounded(gems: bigint): Amount {
  const most = BigInt(AMOUNT_MAX_PER_OPERATION);
  return amount(Number(gems < 0n ? 0n : gems > most ? most : gems));
}
