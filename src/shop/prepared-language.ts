import { NOBODY } from '../catalog/player-facts.js';
import { ElementList } from './element-list.js';
import { type Fragment, fragment } from './fragments.js';
import { offerView, time, type Viewer } from './offer-view.js';
import { productView } from './product-view.js';
import { currencyViews, itemViews, speaker } from './shop.js';
import type { ShopPlan } from './shop-plan.js';
import { nextChange, type Sight, seenAt, sightOf } from './sight.js';

/** A shop as bytes, with a name that only these bytes have. */
export interface ShopBytes {
  readonly parts: readonly Buffer[];
  readonly name: string;
  /** When it changes next, in milliseconds; null: never. */
  readonly until: number | null;
}

const BETWEEN = Buffer.from('],"offers":[');

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
  readonly #products: ElementList;
  readonly #offers: ElementList;

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
    this.#products = new ElementList(
      plan.products.map(({ promotions, zoned }) => {
        return { entry: -1, changes: promotions, upgrade: -1, zoned };
      }),
      this.#product(anybody),
    );
    this.#offers = new ElementList(
      plan.offers.map(({ entry, sales, upgrade, zoned }) => {
        return { entry, changes: sales, upgrade, zoned };
      }),
      this.#offer(anybody),
    );
    const parts = [this.#products, this.#offers, this.#head.bytes, this.#tail.bytes];
    this.byteLength = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  shop(sight: Sight, now: number, nextPublicationAt: number | null): ShopBytes {
    const until = nextChange(sight, now, nextPublicationAt);
    const { versionId } = this.#plan.catalog;
    const first = `{"version":"${versionId}","nextChangeAt":${JSON.stringify(time(until))}`;
    const viewer: Viewer = { sight, now, say: this.#say };
    const seen = seenAt(this.#plan, sight, now);
    const products = this.#products.pick(sight, seen, this.#product(viewer));
    const offers = this.#offers.pick(sight, seen, this.#offer(viewer));
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

  #product(viewer: Viewer) {
    return (index: number) => JSON.stringify(productView(this.#plan.products[index]!, viewer));
  }

  #offer(viewer: Viewer) {
    return (index: number) => {
      return JSON.stringify(offerView(this.#plan, this.#plan.offers[index]!, viewer));
    };
  }
}
