import { NOBODY } from '../catalog/player-facts.js';
import { type Fragment, FragmentList, fragment } from './fragments.js';
import { offerView, time, type Viewer } from './offer-view.js';
import { productView } from './product-view.js';
import { currencyViews, itemViews, speaker } from './shop.js';
import type { PlannedOffer, PlannedProduct, ShopPlan } from './shop-plan.js';
import { isSeen, nextChange, type Sight, sightOf } from './sight.js';

/** A shop as bytes, with a name that only these bytes have. */
export interface ShopBytes {
  readonly parts: readonly Buffer[];
  readonly name: string;
  /** When it changes next, in milliseconds; null: never. */
  readonly until: number | null;
}

/**
 * A version's shop in one language, written in pieces: a player's sight of it picks pieces. Its
 * bytes are those of `JSON.stringify(shopAt(…))`.
 */
export class PreparedLanguage {
  readonly byteLength: number;
  readonly #plan: ShopPlan;
  readonly #say: Viewer['say'];
  readonly #head: Fragment;
  readonly #tail: Fragment;
  readonly #products: FragmentList;
  readonly #offers: FragmentList;

  constructor(plan: ShopPlan, locale: string) {
    this.#plan = plan;
    this.#say = speaker(locale);
    const currencies = JSON.stringify(currencyViews(plan, this.#say));
    const items = JSON.stringify(itemViews(plan, this.#say));
    this.#head = fragment(`,"currencies":${currencies},"products":[`);
    this.#tail = fragment(
      `],"items":${items},"retiredProductIds":${JSON.stringify(plan.retiredProductIds)}}`,
    );
    const anybody: Viewer = { sight: sightOf(plan, NOBODY), now: 0, say: this.#say };
    this.#products = new FragmentList(
      plan.products.map((one) =>
        one.promotions.length > 0 ? null : JSON.stringify(productView(one, anybody)),
      ),
    );
    this.#offers = new FragmentList(
      plan.offers.map((one) =>
        varies(one) ? null : JSON.stringify(offerView(plan, one, anybody)),
      ),
    );
    const lists = [this.#products, this.#offers, this.#head.bytes, this.#tail.bytes];
    this.byteLength = lists.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  shop(sight: Sight, now: number, nextPublicationAt: number | null): ShopBytes {
    const until = nextChange(sight, now, nextPublicationAt);
    const { versionId } = this.#plan.catalog;
    const first = `{"version":"${versionId}","nextChangeAt":${JSON.stringify(time(until))}`;
    const viewer: Viewer = { sight, now, say: this.#say };
    const products = this.#pickedProducts(viewer);
    const offers = this.#pickedOffers(viewer);
    const parts = [
      Buffer.from(first),
      this.#head.bytes,
      ...products.parts,
      BETWEEN,
      ...offers.parts,
      this.#tail.bytes,
    ];
    const names = [first, this.#head.name, products.name, offers.name, this.#tail.name];
    return { parts, name: names.join('\n'), until };
  }

  #pickedProducts(viewer: Viewer) {
    const picked = this.#products.pick();
    for (const [index, product] of this.#plan.products.entries()) {
      if (product.promotions.length === 0) picked.take(index);
      else {
        const make = () => JSON.stringify(productView(product, viewer));
        picked.add(this.#products.variant(index, productLook(product, viewer), make));
      }
    }
    return picked.end();
  }

  #pickedOffers(viewer: Viewer) {
    const { sight, now } = viewer;
    const picked = this.#offers.pick();
    for (const [index, offer] of this.#plan.offers.entries()) {
      if (!isSeen(offer, sight, now)) continue;
      if (!varies(offer)) picked.take(index);
      else {
        const make = () => JSON.stringify(offerView(this.#plan, offer, viewer));
        picked.add(this.#offers.variant(index, offerLook(offer, viewer), make));
      }
    }
    return picked.end();
  }
}

const BETWEEN = Buffer.from('],"offers":[');

/** True when an offer does not look the same to all who see it. */
function varies({ sales, upgrade, zoned }: PlannedOffer): boolean {
  return zoned || upgrade >= 0 || sales.length > 0;
}

/** All that an offer's look depends on: which sales are open, which level is next, which zone. */
function offerLook({ sales, upgrade, zoned }: PlannedOffer, { sight, now }: Viewer): string {
  let look = zoned ? (sight.facts.timeZone ?? '') : '';
  if (upgrade >= 0) look += ` ${sight.steps[upgrade]}`;
  for (const sale of sales) if (isSeen(sale, sight, now)) look += `,${sale.entry}`;
  return look;
}

function productLook({ promotions, zoned }: PlannedProduct, { sight, now }: Viewer): string {
  let look = zoned ? (sight.facts.timeZone ?? '') : '';
  for (const one of promotions) if (isSeen(one, sight, now)) look += `,${one.entry}`;
  return look;
}
