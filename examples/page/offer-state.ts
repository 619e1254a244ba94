import type { Catalog, InventoryItem, Item, Offer, Wallet } from '../../sdk/src/shapes.js';

/** What is known of a player and the shop, as far as it concerns offers. */
export interface OfferFacts {
  readonly catalog?: Catalog;
  readonly wallet?: Wallet;
  readonly inventory: readonly InventoryItem[];
  /** How many units of each offer this player has bought. */
  readonly bought: Readonly<Record<string, number>>;
  readonly equipped: string | null;
}

export function owned({ inventory }: OfferFacts, sku: string): InventoryItem | undefined {
  return inventory.find((one) => one.sku === sku && one.quantity > 0);
}

/** What an offer is to this player now. Pure: the server decides again at every purchase. */
export type OfferState =
  | { readonly kind: 'for_sale' }
  | { readonly kind: 'short'; readonly missing: number }
  | { readonly kind: 'owned'; readonly wearable: string | null; readonly worn: boolean }
  | { readonly kind: 'top_level' }
  | { readonly kind: 'needs_level'; readonly level: number }
  | { readonly kind: 'limit_reached' }
  | { readonly kind: 'part_owned'; readonly name: string }
  | { readonly kind: 'needs_item'; readonly name: string };

export interface OfferLevels {
  readonly have: number;
  readonly of: number;
  /** The level that buying would give. */
  readonly next: number;
}

const itemOf = ({ catalog }: OfferFacts, sku: string): Item | undefined =>
  catalog?.items.find((one) => one.sku === sku);

/** The item that gives the offer its picture and words: its first. */
export function mainItem(state: OfferFacts, offer: Offer): Item | undefined {
  return offer.grants[0] && itemOf(state, offer.grants[0].sku);
}

export function levelsOf(state: OfferFacts, offer: Offer): OfferLevels | null {
  const item = mainItem(state, offer);
  if (item?.kind !== 'upgrade') return null;
  const have = owned(state, item.sku)?.level ?? 0;
  const of = item.levels ?? 1;
  return { have, of, next: offer.grants[0]?.level ?? Math.min(have + 1, of) };
}

/** Checks in the order in which the server refuses; the first that holds names the state. */
export function offerState(state: OfferFacts, offer: Offer): OfferState {
  return (
    requirement(state, offer) ??
    ownership(state, offer) ??
    (typeof offer.limit === 'number' && (state.bought[offer.key] ?? 0) >= offer.limit
      ? { kind: 'limit_reached' }
      : affordable(state, offer))
  );
}

function requirement(state: OfferFacts, { requires = [] }: Offer): OfferState | null {
  const missing = requires.find((sku) => !owned(state, sku));
  if (missing === undefined) return null;
  return { kind: 'needs_item', name: itemOf(state, missing)?.name ?? missing };
}

function ownership(state: OfferFacts, offer: Offer): OfferState | null {
  const item = mainItem(state, offer);
  if (!item) return null;
  const levels = levelsOf(state, offer);
  if (levels) {
    const wanted = offer.grants[0]?.level ?? null;
    if (levels.have >= (wanted ?? levels.of)) return { kind: 'top_level' };
    if (wanted !== null && levels.have < wanted - 1)
      return { kind: 'needs_level', level: wanted - 1 };
    return null;
  }
  if (item.kind === 'bundle') {
    if ((state.bought[offer.key] ?? 0) > 0) return null;
    const part = item.parts?.find(
      ({ sku }) => itemOf(state, sku)?.kind !== 'consumable' && owned(state, sku),
    );
    return part ? { kind: 'part_owned', name: itemOf(state, part.sku)?.name ?? part.sku } : null;
  }
  if (item.kind === 'consumable' || !owned(state, item.sku)) return null;
  const wearable = item.sku.startsWith('skin.') ? item.sku : null;
  return { kind: 'owned', wearable, worn: wearable !== null && state.equipped === wearable };
}

function affordable({ wallet }: OfferFacts, { price }: Offer): OfferState {
  const missing = price.amount - (wallet?.balances[price.currency]?.total ?? 0);
  return missing > 0 ? { kind: 'short', missing } : { kind: 'for_sale' };
}
