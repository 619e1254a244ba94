import type { PlayerId } from '../../kernel/id.js';
import { Gifts } from '../checks/arbitrage/gifts.js';
import type { Offer, PublishedCatalog } from '../model.js';
import { belongsTo, offerPrice } from '../offer-price.js';
import type { PlayerFacts } from '../player-facts.js';
import { isWithin } from '../window.js';
import { add, type Basket } from './basket.js';
import { ReplayTally } from './replay-tally.js';
import type { Replayed, ReplayedCredit, ReplayedOrder } from './replayed.js';

/**
 * What became of history if a draft had sold all the time. Takes orders and credits in the order in
 * which they happened and carries for each player how much more or less the player would have by
 * then. Players do what they did: who could not have bought something then buys nothing else
 * instead, and who would have had more does not buy more.
 */
export class Replay {
  readonly tally = new ReplayTally();
  readonly #gifts: Gifts;
  /** What players would have more (or less) under the draft, by currency; most have no entry. */
  readonly #carried = new Map<PlayerId, Map<string, number>>();

  constructor(private readonly draft: PublishedCatalog) {
    this.#gifts = new Gifts(draft.model);
  }

  add(event: Replayed, facts: PlayerFacts): void {
    if (event.kind === 'credit') this.#credit(event);
    else this.#order(event, facts);
  }

  #credit(credit: ReplayedCredit): void {
    const { playerId, store, lines, gave } = credit;
    const given = new Map<string, number>();
    for (const { productId, quantity } of lines) {
      const product = this.draft.productsByStoreId[store].get(productId) ?? null;
      for (const [code, units] of Object.entries(product?.grants ?? {})) {
        add(given, code, units * quantity);
      }
      this.tally.sold({ productKey: product?.key ?? null, productId, quantity });
    }
    // A payment of several products tells its gems together: they count for the first.
    const [first] = lines;
    const product = first && this.draft.productsByStoreId[store].get(first.productId);
    const key = product?.key ?? first?.productId ?? '';
    this.tally.credited({ product: key, past: gave, draft: given });
    for (const [code, units] of given) this.#carry(playerId, code, units);
    for (const [code, units] of gave) this.#carry(playerId, code, -units);
  }

  #order(order: ReplayedOrder, facts: PlayerFacts): void {
    const offer = this.draft.model.offers.get(order.offer);
    const known = { ...facts, heldLevels: levelsBefore(order, offer) };
    if (!offer || !this.#isForSale(offer, known, order.at)) {
      this.#undo(order);
      this.tally.ordered({ order, outcome: 'not_for_sale', paid: null, gave: NOTHING });
      return;
    }
    const { currency, amount } = offerPrice(this.draft, offer, known, order.pricedAt);
    const total = amount * order.quantity;
    const carried = this.#carried.get(order.playerId)?.get(currency) ?? 0;
    if ((order.balances.get(currency) ?? 0) + carried < total) {
      this.#undo(order);
      this.tally.ordered({ order, outcome: 'not_affordable', paid: null, gave: NOTHING });
      return;
    }
    const gave = this.#givenBy(offer, order);
    this.#undo(order);
    this.#carry(order.playerId, currency, -total);
    for (const [code, units] of gave) this.#carry(order.playerId, code, units);
    this.tally.ordered({ order, outcome: 'bought', paid: { currency, total }, gave });
  }

  /** As if it had not been: what it cost is there, what it gave is not. */
  #undo({ playerId, currency, total, gave }: ReplayedOrder): void {
    this.#carry(playerId, currency, total);
    for (const [code, units] of gave) this.#carry(playerId, code, -units);
  }

  #isForSale(offer: Offer, facts: PlayerFacts, at: number): boolean {
    if (offer.archived || !isWithin(offer, facts.timeZone, at)) return false;
    return belongsTo(offer.audience, this.draft, facts);
  }

  /** What a draw gave, it would have given again: its dice are not thrown anew. */
  #givenBy(offer: Offer, { gave, quantity }: ReplayedOrder): Basket {
    if (offer.draw !== null) return gave;
    const given = new Map<string, number>();
    for (const [code, { over }] of this.#gifts.of(offer)) add(given, code, Number(over) * quantity);
    return given;
  }

  #carry(playerId: PlayerId, currency: string, units: number): void {
    const known = this.#carried.get(playerId) ?? new Map<string, number>();
    add(known, currency, units);
    if (known.get(currency) === 0) known.delete(currency);
    if (known.size === 0) this.#carried.delete(playerId);
    else this.#carried.set(playerId, known);
  }
}

const NOTHING: Basket = new Map();

/** Of the upgrade that an offer sells by levels: an order of the third was of somebody at two. */
function levelsBefore({ level }: ReplayedOrder, offer: Offer | undefined) {
  const sku = offer?.levelPrices ? offer.grants[0]?.sku : undefined;
  const held = new Map<string, number>();
  if (sku !== undefined && level !== null) held.set(sku, level - 1);
  return held;
}
