import type { CurrencyGifts, Item, OfferGrant } from '../catalog/model.js';
import { type Amount, add, times, ZERO } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import type { HeldKind } from './holding.js';

/** What is held of an item before and after. */
export interface Held {
  readonly quantity: number;
  readonly level: number | null;
}

const NOTHING: Held = { quantity: 0, level: null };
/** Far above what a game needs, far below where numbers stop being exact. */
const QUANTITY_MAX = 1_000_000_000;

/** One item to give: how many, and for an upgrade which level (null: the next). */
export interface Gift {
  readonly item: Item & { readonly kind: HeldKind };
  readonly quantity: number;
  readonly level: number | null;
}

/** What gives: an offer, a coupon, an entry of a draw. */
export interface Giving {
  readonly grants: readonly OfferGrant[];
  readonly gives: CurrencyGifts;
}

/** All that is given at once. */
export interface Gifts {
  readonly items: readonly Gift[];
  /** Free gems by currency; the currencies of bundles are among them. */
  readonly gives: CurrencyGifts;
}

/**
 * What a quantity of an offer gives: bundles are opened, the same item or currency is given once.
 * Throws `AmountOutOfRange` where no balance could hold the gems.
 */
export function giftsOf(
  { grants, gives }: Giving,
  quantity: number,
  items: ReadonlyMap<string, Item>,
): Gifts {
  const gifts = new Map<string, Gift>();
  const gems: Record<string, Amount> = {};
  const addGems = (more: CurrencyGifts, count: number) => {
    for (const [currency, amount] of Object.entries(more)) {
      gems[currency] = add(gems[currency] ?? ZERO, times(amount, count));
    }
  };
  const addItem = (sku: string, count: number, level: number | null) => {
    const item = items.get(sku);
    if (!item) throw new Error(`the catalog has no item ${sku}`); // refused at publish
    if (item.kind === 'bundle') {
      for (const part of item.parts) addItem(part.sku, part.quantity * count, null);
      addGems(item.gives, count);
      return;
    }
    const key = level === null ? sku : `${sku} ${level}`;
    const before = gifts.get(key)?.quantity ?? 0;
    gifts.set(key, { item, quantity: before + count, level } as Gift);
  };
  for (const grant of grants) addItem(grant.sku, grant.quantity * quantity, grant.level);
  addGems(gives, quantity);
  return { items: [...gifts.values()], gives: gems };
}

/** The items that an offer touches or asks for, so that their holdings can be loaded. */
export function skusOf(gifts: readonly Gift[]): string[] {
  const skus = new Set<string>();
  for (const { item } of gifts) {
    skus.add(item.sku);
    if (item.kind === 'unlock') for (const sku of item.requires) skus.add(sku);
  }
  return [...skus];
}

/**
 * What a player holds of an item after a gift. The checks run in this order; the first that fails
 * is thrown: `requirement_missing`, `already_owned`, `level_out_of_order`, `stack_full`.
 */
export function afterGift(
  gift: Gift,
  held: Held | undefined,
  holds: (sku: string) => boolean,
): Held {
  const before = held ?? NOTHING;
  const { item } = gift;
  switch (item.kind) {
    case 'durable':
      return ownedOnce(gift, before);
    case 'unlock': {
      const needed = item.requires.find((sku) => !holds(sku));
      if (needed !== undefined) {
        throw new Problem('requirement_missing', { members: { sku: item.sku, requires: needed } });
      }
      return ownedOnce(gift, before);
    }
    case 'upgrade':
      return nextLevels(gift, item.levels, before);
    case 'consumable': {
      const quantity = before.quantity + gift.quantity;
      if (quantity > (item.stack ?? QUANTITY_MAX)) {
        throw new Problem('stack_full', { members: { sku: item.sku, stack: item.stack } });
      }
      return { quantity, level: null };
    }
  }
}

function ownedOnce(gift: Gift, before: Held): Held {
  if (before.quantity > 0 || gift.quantity > 1) {
    throw new Problem('already_owned', { members: { sku: gift.item.sku } });
  }
  return { quantity: 1, level: null };
}

function nextLevels(gift: Gift, levels: number, before: Held): Held {
  const current = before.level ?? 0;
  const level = gift.level ?? current + gift.quantity;
  const owned = gift.level === null ? level > levels : level <= current || gift.quantity > 1;
  if (owned)
    throw new Problem('already_owned', { members: { sku: gift.item.sku, level: current } });
  if (gift.level !== null && level !== current + 1) {
    throw new Problem('level_out_of_order', { members: { sku: gift.item.sku, level: current } });
  }
  return { quantity: 1, level };
}
