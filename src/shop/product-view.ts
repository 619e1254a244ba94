import type { CurrencyGifts, Product, Promotion } from '../catalog/model.js';
import { amount } from '../kernel/amount.js';
import { time, type Viewer } from './offer-view.js';
import type { PlannedProduct } from './shop-plan.js';
import { endOf, isSeen } from './sight.js';

/** Free gems that come with a pack. */
export interface ShopBonus {
  readonly promotion: string;
  readonly name: string;
  /** `first_top_up`: only with the player's first payment. */
  readonly kind: Promotion['kind'];
  /** For one unit of the product. */
  readonly gives: CurrencyGifts;
  readonly limit: number | null;
  readonly expiresAfterDays: number | null;
  readonly endsAt: string | null;
}

/** A gem pack as a player sees it. */
export interface ShopProduct extends Pick<Product, 'key' | 'stores' | 'grants' | 'referencePrice'> {
  readonly name: string;
  readonly bonus: readonly ShopBonus[];
}

export function productView(planned: PlannedProduct, viewer: Viewer): ShopProduct {
  const { thing: product, promotions } = planned;
  const { sight, now, say } = viewer;
  const { key, stores, grants, referencePrice } = product;
  const bonus = promotions
    .filter((promotion) => isSeen(promotion, sight, now))
    .map((promotion) => {
      const { thing } = promotion;
      return {
        promotion: thing.key,
        name: say(thing.name),
        kind: thing.kind,
        gives: bonusOf(thing, product),
        limit: thing.kind === 'first_top_up' ? 1 : thing.limitPerPlayer,
        expiresAfterDays: thing.expiresAfterDays,
        endsAt: time(endOf(promotion, sight)),
      };
    });
  return { key, name: say(product.name), stores, grants, referencePrice, bonus };
}

/** Percent of what the product grants, rounded down; what comes to nothing is not named. */
export function bonusOf({ percent, gives }: Promotion, { grants }: Product): CurrencyGifts {
  if (percent === null) return gives;
  const shares = Object.entries(grants).map(([code, units]) => {
    return [code, amount(Number((BigInt(units) * BigInt(percent)) / 100n))] as const;
  });
  return Object.fromEntries(shares.filter(([, units]) => units > 0));
}
