import type { PlayerId } from '../../kernel/id.js';
import { add, type Basket } from './basket.js';
import type { ReplayedOrder } from './replayed.js';

interface Sides {
  readonly past: Map<string, number>;
  readonly draft: Map<string, number>;
}

interface OfferTally {
  orders: number;
  units: number;
  draftOrders: number;
  draftUnits: number;
  notForSale: number;
  notAffordable: number;
  readonly players: Set<PlayerId>;
  readonly playersWithout: Set<PlayerId>;
  readonly sunk: Sides;
  readonly gave: Sides;
}

interface ProductTally {
  payments: number;
  units: number;
  isKnown: boolean;
  readonly granted: Sides;
}

export interface OrderOutcome {
  readonly order: ReplayedOrder;
  readonly outcome: 'bought' | 'not_for_sale' | 'not_affordable';
  /** Under the draft; null: nothing was bought. */
  readonly paid: { readonly currency: string; readonly total: number } | null;
  readonly gave: Basket;
}

/** Counts what a replay comes to. Sums are exact up to 9,007,199,254,740,991. */
export class ReplayTally {
  readonly #offers = new Map<string, OfferTally>();
  readonly #products = new Map<string, ProductTally>();
  readonly #sunk = sides();
  readonly #gave = sides();
  readonly #sold = sides();
  readonly #players = new Set<PlayerId>();
  readonly #playersWithout = new Set<PlayerId>();

  ordered({ order, outcome, paid, gave }: OrderOutcome): void {
    const tally = this.#offer(order.offer);
    const { playerId, quantity, currency, total } = order;
    tally.orders += 1;
    tally.units += quantity;
    tally.players.add(playerId);
    this.#players.add(playerId);
    for (const { past } of [tally.sunk, this.#sunk]) add(past, currency, total);
    for (const { past } of [tally.gave, this.#gave]) addAll(past, order.gave);
    if (outcome === 'not_for_sale') tally.notForSale += 1;
    if (outcome === 'not_affordable') tally.notAffordable += 1;
    if (paid === null) {
      tally.playersWithout.add(playerId);
      this.#playersWithout.add(playerId);
      return;
    }
    tally.draftOrders += 1;
    tally.draftUnits += quantity;
    for (const { draft } of [tally.sunk, this.#sunk]) add(draft, paid.currency, paid.total);
    for (const { draft } of [tally.gave, this.#gave]) addAll(draft, gave);
  }

  /** `productKey` null: the draft knows no product of this id. */
  sold(line: { productKey: string | null; productId: string; quantity: number }): void {
    const tally = this.#product(line.productKey ?? line.productId);
    tally.units += line.quantity;
    tally.isKnown = line.productKey !== null;
  }

  credited({ product, past, draft }: { product: string; past: Basket; draft: Basket }): void {
    const tally = this.#product(product);
    tally.payments += 1;
    for (const one of [tally.granted, this.#sold]) {
      addAll(one.past, past);
      addAll(one.draft, draft);
    }
  }

  /** The same counts give the same view, whatever the order in which they came. */
  view() {
    const offers = [...this.#offers].map(([offer, tally]) => ({
      offer,
      orders: { past: tally.orders, draft: tally.draftOrders },
      units: { past: tally.units, draft: tally.draftUnits },
      sunk: compared(tally.sunk),
      gave: compared(tally.gave),
      notForSale: tally.notForSale,
      notAffordable: tally.notAffordable,
      players: tally.players.size,
      playersWithout: tally.playersWithout.size,
    }));
    const products = [...this.#products].map(([product, tally]) => ({
      product,
      inDraft: tally.isKnown,
      payments: tally.payments,
      units: tally.units,
      sold: compared(tally.granted),
    }));
    return {
      totals: {
        sold: compared(this.#sold),
        sunk: compared(this.#sunk),
        gave: compared(this.#gave),
        players: this.#players.size,
        playersWithout: this.#playersWithout.size,
      },
      offers: offers.sort((left, right) => (left.offer < right.offer ? -1 : 1)),
      products: products.sort((left, right) => (left.product < right.product ? -1 : 1)),
    };
  }

  #offer(key: string): OfferTally {
    const known = this.#offers.get(key) ?? {
      orders: 0,
      units: 0,
      draftOrders: 0,
      draftUnits: 0,
      notForSale: 0,
      notAffordable: 0,
      players: new Set<PlayerId>(),
      playersWithout: new Set<PlayerId>(),
      sunk: sides(),
      gave: sides(),
    };
    this.#offers.set(key, known);
    return known;
  }

  #product(key: string): ProductTally {
    const known = this.#products.get(key) ?? {
      payments: 0,
      units: 0,
      isKnown: false,
      granted: sides(),
    };
    this.#products.set(key, known);
    return known;
  }
}

function sides(): Sides {
  return { past: new Map(), draft: new Map() };
}

function addAll(basket: Map<string, number>, more: Basket): void {
  for (const [currency, units] of more) add(basket, currency, units);
}

/** `{GEM: {past, draft}}`, currencies in their own order. */
function compared({ past, draft }: Sides): Record<string, { past: number; draft: number }> {
  const currencies = [...new Set([...past.keys(), ...draft.keys()])].sort();
  return Object.fromEntries(
    currencies.map((code) => [code, { past: past.get(code) ?? 0, draft: draft.get(code) ?? 0 }]),
  );
}
