import type { Offer, PublishedCatalog } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import type { PlayedDraw } from '../draws/play.js';
import { tell } from '../events/event.js';
import { type Gifts, giftsOf, skusOf } from '../inventory/give.js';
import { type Given, grantGifts } from '../inventory/grant-gifts.js';
import { HOLDINGS, holdingKey, holdingView } from '../inventory/holding.js';
import { type Amount, AmountOutOfRange, isOperationAmount, times } from '../kernel/amount.js';
import { idAs } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { type Moved, spend } from '../ledger/movements.js';
import { assertMayMove, PARTIES } from '../ledger/party.js';
import { missing, type Wallet, walletView } from '../ledger/wallet.js';
import type { PlayerInScope } from '../platform/http/caller.js';
import type { Book } from '../till/book.js';
import { type Claim, change, type Decision, type Desk, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import {
  type AgreedPrice,
  type Agreement,
  agreedPrice,
  assertOffered,
  countedMoment,
} from './agreed-price.js';
import { drawsView, type Play } from './draw-play.js';
import { counted, limitNeeds, periodAt, periodsSoon, resetAt } from './offer-limits.js';
import { ORDERS, type Order, orderView } from './order.js';
import { assertRoom, giftLots } from './order-gifts.js';

/** What is asked for, and which price is meant. */
export interface OrderRequest {
  readonly player: PlayerInScope;
  /** A game server names the player, who may be another title's, deleted or blocked. */
  readonly byServer: boolean;
  readonly offer: string;
  readonly quantity: number;
  readonly agreement: Agreement;
  /** What is known of the player; of levels, the desk knows better. */
  readonly facts: PlayerFacts;
  /** What the offer plays; null: it has no draw. */
  readonly play: Play | null;
  /** When the request came: it names the rows of the limit periods. */
  readonly askedAt: number;
  readonly claim: Claim;
}

/** An order as it is planned before its player is locked. */
interface Plan {
  readonly request: OrderRequest;
  readonly catalog: PublishedCatalog;
  readonly offer: Offer | undefined;
  /** What it gives besides a draw; an error where no balance could hold that. */
  readonly gifts: Gifts | AmountOutOfRange;
  readonly periods: readonly string[];
}

/**
 * Buys units of an offer with gems. Refusals, in this order: `not_found` and `player_blocked` (where
 * a game server names the player), `offer_unavailable` (unknown,
 * archived, audience, not started, ended), `requirement_missing` of the offer, `quote_expired`,
 * `price_changed`, `invalid_quantity` (levels that cost differently are bought one by one),
 * `amount_out_of_range`, `limit_reached` of the player and of the period, `sold_out`, what `draws`
 * and `inventory` refuse, `insufficient_balance`, `balance_limit_reached`.
 */
export function orderOperation(request: OrderRequest, catalog: PublishedCatalog): Operation {
  const { player, claim, facts, askedAt } = request;
  const { playerId } = player;
  const offer = catalog.model.offers.get(request.offer);
  const gifts = plannedGifts(offer, request.quantity, catalog);
  const periods = offer ? periodsSoon(offer, facts, askedAt) : [];
  const plan: Plan = { request, catalog, offer, gifts, periods };
  return {
    kind: 'order',
    players: [playerId],
    claim,
    needs: needsOf(plan),
    decide: (desk) => decided(desk, plan),
  };
}

const NO_GIFTS: Gifts = { items: [], gives: {} };

function plannedGifts(offer: Offer | undefined, quantity: number, { model }: PublishedCatalog) {
  if (!offer) return NO_GIFTS;
  try {
    return giftsOf(offer, quantity, model.items);
  } catch (error) {
    if (error instanceof AmountOutOfRange) return error;
    throw error;
  }
}

function needsOf({ request, offer, gifts, periods }: Plan): Map<Book<unknown>, readonly string[]> {
  const { playerId } = request.player;
  const items = gifts instanceof AmountOutOfRange ? [] : skusOf(gifts.items);
  const skus = new Set([...items, ...(offer?.requires ?? [])]);
  const needs = new Map<Book<unknown>, readonly string[]>([
    [HOLDINGS, [...skus].map((sku) => holdingKey(playerId, sku))],
  ]);
  const more = [
    ...(offer ? limitNeeds(offer, { ...request.player, offer: offer.key }, periods) : []),
    ...(request.play?.needs ?? []),
    ...(request.byServer ? [[PARTIES, [playerId]] as const] : []),
  ];
  for (const [book, keys] of more) needs.set(book, [...(needs.get(book) ?? []), ...keys]);
  return needs;
}

function decided(desk: Desk, plan: Plan): Decision {
  const { request, catalog, offer } = plan;
  const { player, quantity, agreement } = request;
  const { playerId } = player;
  const wallet = walletWithin(desk, playerId, player);
  if (request.byServer) assertMayMove(desk, playerId);
  const pricing = { catalog, facts: factsAt(desk, request, offer), now: desk.now };
  assertOffered(offer, { ...pricing, now: countedMoment(agreement, desk.now) });
  assertHolds(desk, playerId, offer);
  const price = agreedPrice(agreement, offer, pricing);
  const total = totalOf(price, offer, quantity);
  if (plan.gifts instanceof AmountOutOfRange) throw plan.gifts;
  const period = periodAt(offer, pricing.facts, desk.now);
  if (period !== null && !plan.periods.includes(period)) return LATE;
  const { titleId, environment } = player;
  const units = { playerId, titleId, environment, offer: offer.key, quantity, period };
  const usage = counted(desk, offer, units, resetAt(offer, pricing.facts, desk.now));
  const orderId = desk.ids.next('order');
  const played = request.play?.play(desk, orderId) ?? null;
  const gifts = played
    ? giftsOf({ ...played, grants: played.gifts }, 1, catalog.model.items)
    : null;
  const { items, gives } = gifts ?? plan.gifts;
  const given = grantGifts(desk, playerId, items, { source: 'order', sourceId: orderId });
  const order: Order = {
    id: orderId,
    ...units,
    currency: price.currency,
    unitPrice: price.unitPrice,
    total,
    status: 'completed',
    catalogVersionId: catalog.versionId,
    sale: price.sale,
    pricedAt: price.pricedAt,
    createdAt: desk.now,
    refundedAt: null,
    refundReason: null,
  };
  const paid = pay(desk, wallet, order, gives);
  assertRoom(wallet, played?.mostGives ?? gives, catalog.model, {
    currency: price.currency,
    amount: total,
  });
  const results = { order, paid, given, gives, played };
  const made = placed(desk, results, catalog.model.currencies.keys());
  return { ...made, changes: [...made.changes, ...usage, ...(played?.changes ?? [])] };
}

/** The clock went on by more than an operation may wait: it is asked again with other rows. */
const LATE: Decision = {
  outcome: 'refused',
  problem: new Problem('temporarily_unavailable', { retryAfterSeconds: 1 }),
  changes: [],
  final: false,
};

/** Of an offer with a price for each level, the player's level is the one on the desk. */
function factsAt(desk: Desk, { facts, player }: OrderRequest, offer: Offer | undefined) {
  const sku = offer?.levelPrices ? offer.grants[0]?.sku : undefined;
  if (sku === undefined) return facts;
  const level = desk.row(HOLDINGS, holdingKey(player.playerId, sku))?.level ?? 0;
  return { ...facts, heldLevels: new Map([[sku, level]]) };
}

function assertHolds(desk: Desk, playerId: PlayerInScope['playerId'], offer: Offer): void {
  for (const sku of offer.requires) {
    if ((desk.row(HOLDINGS, holdingKey(playerId, sku))?.quantity ?? 0) > 0) continue;
    throw new Problem('requirement_missing', { members: { offer: offer.key, requires: sku } });
  }
}

function totalOf({ unitPrice }: AgreedPrice, { levelPrices }: Offer, quantity: number): Amount {
  if (levelPrices !== null && quantity !== 1) throw new Problem('invalid_quantity');
  const total = times(unitPrice, quantity);
  if (total > 0 && !isOperationAmount(total)) throw new Problem('amount_out_of_range');
  return total;
}

/**
 * Takes the price out of the wallet and brings the free gems. Where nothing moves the order changes
 * the wallet's seq all the same.
 */
function pay(desk: Desk, wallet: Wallet, order: Order, gives: Gifts['gives']) {
  const { currency, total } = order;
  const lots = giftLots(desk, order.id, gives);
  if (total === 0 && lots.length === 0) {
    return { wallet: { ...wallet, seq: wallet.seq + 1 }, transaction: null };
  }
  const cause = { id: idAs('txn', order.id), kind: 'spend' as const, at: desk.now };
  const moved = spend(wallet, cause, { currency, amount: total }, lots);
  if (moved) return moved;
  throw new Problem('insufficient_balance', {
    detail: `This purchase needs ${total} ${currency}.`,
    members: {
      required: { currency, amount: total },
      missing: { currency, amount: missing(wallet, { currency, amount: total }, desk.now) },
    },
  });
}

interface Results {
  readonly order: Order;
  readonly paid: Moved | { readonly wallet: Wallet; readonly transaction: null };
  readonly given: Given;
  readonly gives: Gifts['gives'];
  readonly played: PlayedDraw | null;
}

function placed(desk: Desk, results: Results, currencies: Iterable<string>) {
  const { order, paid, given, gives, played } = results;
  const body = {
    order: orderView(order),
    wallet: walletView(paid.wallet, currencies, desk.now),
    inventory: given.holdings.map(holdingView),
    ...(Object.keys(gives).length > 0 && { gives }),
    ...(played && { draws: drawsView(played) }),
  };
  const transactionId = paid.transaction?.id ?? null;
  const told = tell(desk, paid.wallet, { type: 'order.completed', transactionId, data: body });
  return {
    outcome: 'done',
    status: 201,
    body,
    transactionId,
    eventNumber: told.number,
    changes: [
      change(WALLETS, order.playerId, told.wallet),
      ...(paid.transaction ? [change(JOURNAL, paid.transaction.id, paid.transaction)] : []),
      change(ORDERS, order.id, order),
      ...given.changes,
      told.change,
    ],
  } as const satisfies Decision;
}
