import type { Currency, Offer } from '../../src/catalog/model.js';
import { publishedCatalog } from '../../src/catalog/published-catalog.js';
import { EVENTS, type PlayerEvent } from '../../src/events/event.js';
import { consumption } from '../../src/inventory/consume.js';
import { giftsOf } from '../../src/inventory/give.js';
import { HELD_LEVELS } from '../../src/inventory/held-levels.js';
import {
  GRANTS,
  type Grant,
  HOLDINGS,
  type Holding,
  holdingKey,
} from '../../src/inventory/holding.js';
import { type Amount, amount } from '../../src/kernel/amount.js';
import { idAs, type OrderId } from '../../src/kernel/id.js';
import type { OpenLot } from '../../src/ledger/lot.js';
import { expire } from '../../src/ledger/movements.js';
import type { Transaction } from '../../src/ledger/posting.js';
import { SPENT_LOTS } from '../../src/ledger/spent-lots.js';
import { balanceOf, type Wallet } from '../../src/ledger/wallet.js';
import {
  OFFER_PERIOD_USAGE,
  OFFER_STOCK,
  OFFER_USAGE,
  type OfferPeriodUsage,
  type OfferStock,
  periodKey,
  stockKey,
  usageKey,
} from '../../src/orders/offer-usage.js';
import { ORDERS, type Order } from '../../src/orders/order.js';
import { orderOperation } from '../../src/orders/place-order.js';
import type { Condition, PlacedOrder } from '../../src/orders/placed-order.js';
import { type OrderRefundRequest, orderRefundOperation } from '../../src/orders/refund-order.js';
import { reinstatementOperation } from '../../src/orders/reinstate-order.js';
import type { Book } from '../../src/till/book.js';
import type { Decision, Desk, Operation } from '../../src/till/operation.js';
import { JOURNAL, WALLETS } from '../../src/till/wallet-book.js';
import { GEM, itemWith, modelWith, offerWith } from '../support/catalog-things.js';
import {
  CountedIds,
  claimNumbered,
  deepFrozen,
  idNumbered,
  NOW,
  PLAYER,
  SCOPE,
} from '../support/desk.js';
import { orderRequest } from './order-request.js';

const item = (sku: string, facts: object) => [sku, itemWith(sku, facts)] as const;
const grant = (sku: string, quantity = 1, level: number | null = null) => ({
  sku,
  quantity,
  level,
});
const offer = (
  key: string,
  price: number,
  grants: Offer['grants'],
  limitPerPlayer: number | null = null,
) => {
  const gems = { currency: 'GEM', amount: price as Amount };
  return [key, offerWith(key, { grants, price: gems, limitPerPlayer })] as const;
};

const giving = (key: string, price: number, grants: Offer['grants'], facts: Partial<Offer>) => {
  return [key, { ...offer(key, price, grants)[1], ...facts }] as const;
};

/** A shop with every kind of item, and with offers that give gold, of which 450 can be held. */
export const MODEL = modelWith({
  currencies: new Map<string, Currency>([
    ['GEM', GEM],
    ['GOLD', { ...GEM, code: 'GOLD', kind: 'soft', cap: amount(450) }],
  ]),
  items: new Map([
    item('skin', { kind: 'durable' }),
    item('pass', { kind: 'durable' }),
    item('potion', { kind: 'consumable', stack: 9 }),
    item('sword', { kind: 'upgrade', levels: 5 }),
    item('chapter', { kind: 'unlock', requires: ['pass'] }),
    item('purse', {
      kind: 'bundle',
      parts: [{ sku: 'potion', quantity: 1 }],
      gives: { GOLD: amount(50) },
    }),
    item('chest', {
      kind: 'bundle',
      parts: [
        { sku: 'potion', quantity: 2 },
        { sku: 'skin', quantity: 1 },
      ],
    }),
  ]),
  offers: new Map([
    offer('skin', 100, [grant('skin')], 1),
    offer('pass', 40, [grant('pass')]),
    offer('potion', 10, [grant('potion')]),
    offer('rare-potion', 15, [grant('potion')], 3),
    offer('sword', 30, [grant('sword')]),
    offer('sword-2', 50, [grant('sword', 1, 2)], 1),
    offer('blades', 70, [grant('sword', 1, 1), grant('sword', 1, 2)]),
    offer('chapter', 60, [grant('chapter')], 1),
    offer('chest', 110, [grant('chest')], 2),
    offer('armed', 90, [grant('sword'), grant('potion', 3)]),
    offer('gift', 0, [grant('potion')]),
    giving('coins', 20, [], { gives: { GOLD: amount(100) } }),
    giving('cheer', 35, [grant('potion')], { gives: { GEM: amount(5), GOLD: amount(1) } }),
    giving('purse', 45, [grant('purse')], {
      limitPerPeriod: { period: 'day', count: 2 },
      stock: 3,
    }),
  ]),
});
const CATALOG = publishedCatalog(idNumbered('catalog', 1), MODEL);

/** What must be as before when an order was given back. */
export interface PlayState {
  readonly balances: Readonly<Record<string, number>>;
  readonly gold: number;
  readonly lots: Readonly<Record<string, number>>;
  readonly held: Readonly<Record<string, readonly [number, number | null]>>;
  readonly used: Readonly<Record<string, number>>;
  readonly periods: Readonly<Record<string, number>>;
  readonly sold: Readonly<Record<string, number>>;
  readonly orders: Readonly<Record<string, string>>;
}

/**
 * One player in the shop, kept in memory as the stores keep it. An operation sees only the rows
 * that it named, as in a batch: one that it forgot is not there.
 */
export class PlayerInShop {
  readonly #ids = new CountedIds();
  readonly #holdings = new Map<string, Holding>();
  readonly #used = new Map<string, number>();
  readonly #stocks = new Map<string, OfferStock>();
  readonly #periods = new Map<string, OfferPeriodUsage>();
  readonly #orders = new Map<string, Order>();
  readonly #lots = new Map<string, OpenLot>();
  readonly grants: Grant[] = [];
  readonly transactions: Transaction[] = [];
  readonly events: PlayerEvent[] = [];
  now = NOW;

  constructor(public wallet: Wallet) {
    for (const lot of wallet.lots) this.#lots.set(lot.id, lot);
  }

  buy(key: string, quantity = 1): OrderId {
    const expectedPrice = MODEL.offers.get(key)!.price;
    const request = orderRequest(key, expectedPrice, { quantity, askedAt: this.now });
    const decision = this.run(orderOperation(request, CATALOG));
    return (decision as unknown as { body: { order: { id: OrderId } } }).body.order.id;
  }

  refund(id: OrderId, more: Partial<OrderRefundRequest> = {}): Decision {
    return this.run(this.refundOf(id, more));
  }

  refundOf(id: OrderId, more: Partial<OrderRefundRequest> = {}): Operation {
    const usual = { reason: 'test', missingItems: 'refuse', claim: claimNumbered(2) } as const;
    const others = { onlyWhile: null, currencies: ['GEM'] };
    return orderRefundOperation({ placed: this.placed(id), ...usual, ...others, ...more });
  }

  /** Undoes a refund for the usual reason. */
  reinstate(id: OrderId, final = true): Decision {
    const condition: Condition = { needs: new Map(), holds: () => final };
    const reasons = { reason: 'test', finalReason: 'kept' };
    const { currencies } = MODEL;
    const request = { placed: this.placed(id), final: condition, currencies, ...reasons };
    return this.run(reinstatementOperation(request));
  }

  consume(sku: string, quantity: number): void {
    this.run(consumption({ playerId: PLAYER, sku, quantity, claim: claimNumbered(3) }));
  }

  /** Moves what has expired out of the wallet, as the sweep does. */
  sweep(): boolean {
    const moved = expire(this.wallet, { id: this.#ids.next('txn'), at: this.now });
    if (moved) this.#keepWallet(moved.wallet);
    return moved !== null;
  }

  order(id: OrderId): Order {
    return this.#orders.get(id)!;
  }

  /** What never changes of an order, as the service reads it. */
  placed(id: OrderId): PlacedOrder {
    const order = this.order(id);
    const spend = this.transactions.find((one) => one.id === idAs('txn', id));
    const given = this.grants.filter(({ sourceId }) => sourceId === id);
    const offer = MODEL.offers.get(order.offer)!;
    const { limitPerPlayer, limitPerPeriod, stock } = offer;
    const gave = [...this.#lots.values()].filter(({ originId }) => originId === id);
    return {
      order,
      given: given.map(({ sku, quantity, level }) => ({ sku, quantity, level })),
      // In another order than they were taken: the database does not keep that.
      lots: (spend?.movements ?? [])
        .filter((one) => one.amount < 0)
        .map((one) => ({ ...one, amount: amount(-one.amount) }))
        .reverse(),
      gave: gave.map(({ id: lotId, currency, original }) => {
        return { lotId, currency, amount: original };
      }),
      limits: { limitPerPlayer, limitPerPeriod, stock },
      gifts: giftsOf(offer, order.quantity, MODEL.items).items,
    };
  }

  /** Runs an operation and keeps what it changed; throws what it throws. */
  run(operation: Operation): Decision {
    const decision = operation.decide(this.#deskFor(operation));
    for (const { book, row } of decision.changes) this.#keep(book, deepFrozen(row));
    return decision;
  }

  state(): PlayState {
    const buckets = ['paid', 'free', 'debt'] as const;
    const held = [...this.#holdings.values()].filter(({ quantity }) => quantity > 0);
    return {
      balances: Object.fromEntries(buckets.map((one) => [one, balanceOf(this.wallet, 'GEM', one)])),
      gold: balanceOf(this.wallet, 'GOLD', 'free'),
      lots: sorted([...this.#lots.values()].map((lot) => [lot.id, lot.remaining])),
      held: sorted(held.map((one) => [one.sku, [one.quantity, one.level] as const])),
      used: counts([...this.#used]),
      periods: counts([...this.#periods].map(([name, { used }]) => [name, used])),
      sold: counts([...this.#stocks].map(([name, { sold }]) => [name, sold])),
      orders: sorted([...this.#orders.values()].map((one) => [one.id, one.status])),
    };
  }

  #keep({ name }: Book<unknown>, row: unknown): void {
    if (name === WALLETS.name) this.#keepWallet(row as Wallet);
    if (name === HOLDINGS.name) this.#holdings.set((row as Holding).sku, row as Holding);
    if (name === ORDERS.name) this.#orders.set((row as Order).id, row as Order);
    if (name === GRANTS.name) this.grants.push(row as Grant);
    if (name === JOURNAL.name) this.transactions.push(row as Transaction);
    if (name === EVENTS.name) this.events.push(row as PlayerEvent);
    if (name === OFFER_STOCK.name) this.#keepStock(row as OfferStock);
    if (name === OFFER_PERIOD_USAGE.name) this.#keepPeriod(row as OfferPeriodUsage);
    if (name !== OFFER_USAGE.name) return;
    const usage = row as { offer: string; used: number };
    if (usage.used < 0) throw new Error(`the limit of ${usage.offer} would count below nothing`);
    this.#used.set(usage.offer, usage.used);
  }

  #keepStock(stock: OfferStock): void {
    if (stock.sold < 0) throw new Error(`the stock of ${stock.offer} would be more than it was`);
    this.#stocks.set(stock.offer, stock);
  }

  #keepPeriod(usage: OfferPeriodUsage): void {
    if (usage.used < 0) throw new Error(`the period of ${usage.offer} would count below nothing`);
    this.#periods.set(`${usage.offer} ${usage.period}`, usage);
  }

  #keepWallet(wallet: Wallet): void {
    for (const lot of wallet.lots) this.#lots.set(lot.id, lot);
    this.wallet = { ...wallet, lots: wallet.lots.filter(({ remaining }) => remaining > 0) };
  }

  #deskFor(operation: Operation): Desk {
    const rows = new Map<string, unknown>([
      [`${WALLETS.name} ${PLAYER}`, this.wallet],
      [
        `${SPENT_LOTS.name} ${PLAYER}`,
        [...this.#lots.values()].filter(({ remaining }) => remaining === 0),
      ],
    ]);
    for (const one of this.#holdings.values()) {
      const key = holdingKey(PLAYER, one.sku);
      rows.set(`${HOLDINGS.name} ${key}`, one);
      rows.set(`${HELD_LEVELS.name} ${key}`, this.#levels(one.sku));
    }
    for (const [key, used] of this.#used) {
      const row = { playerId: PLAYER, offer: key, used };
      rows.set(`${OFFER_USAGE.name} ${usageKey(PLAYER, key)}`, row);
    }
    for (const one of this.#stocks.values()) {
      rows.set(`${OFFER_STOCK.name} ${stockKey(SCOPE, one.offer)}`, one);
    }
    for (const one of this.#periods.values()) {
      const key = periodKey(PLAYER, one.offer, one.period);
      rows.set(`${OFFER_PERIOD_USAGE.name} ${key}`, one);
    }
    for (const order of this.#orders.values()) rows.set(`${ORDERS.name} ${order.id}`, order);
    return {
      now: this.now,
      ids: this.#ids,
      row: ({ name }, key) => {
        const named = [...operation.needs].some(
          ([book, keys]) => book.name === name && keys.includes(key),
        );
        const loaded = named || name === WALLETS.name;
        return (loaded ? deepFrozen(rows.get(`${name} ${key}`)) : undefined) as never;
      },
    };
  }

  #levels(sku: string): number[] {
    const sums = new Map<number, number>();
    for (const { level, quantity, sku: other } of this.grants) {
      if (other === sku && level !== null) sums.set(level, (sums.get(level) ?? 0) + quantity);
    }
    return [...sums].filter(([, total]) => total > 0).map(([level]) => level);
  }
}

/** Without what is opened again. */
function counts(entries: readonly (readonly [string, number])[]): Record<string, number> {
  return sorted(entries.filter(([, count]) => count > 0));
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)));
}
