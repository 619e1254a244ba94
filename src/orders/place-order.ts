import type { Offer, PublishedCatalog } from '../catalog/model.js';
import { tell } from '../events/event.js';
import { giftsOf, skusOf } from '../inventory/give.js';
import { grantGifts } from '../inventory/grant-gifts.js';
import { HOLDINGS, holdingKey, holdingView } from '../inventory/holding.js';
import { type Amount, isOperationAmount, times } from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import { idAs } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { spend } from '../ledger/movements.js';
import { missing, type Wallet, walletView } from '../ledger/wallet.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { type Claim, change, type Decision, type Desk, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletAt } from '../till/wallet-book.js';
import { OFFER_USAGE, ORDERS, type Order, orderView, usageKey } from './order.js';

/** What a player asks for, and the price that the player saw. */
export interface OrderRequest {
  readonly player: PlayerCaller;
  readonly offer: string;
  readonly quantity: number;
  /** The price of one unit. */
  readonly expectedPrice: { readonly currency: string; readonly amount: number };
  readonly claim: Claim;
}

/**
 * Buys units of an offer with gems. Refusals, in this order: `offer_unavailable`, `price_changed`,
 * `amount_out_of_range`, `limit_reached`, what `inventory` refuses, `insufficient_balance`.
 */
export function orderOperation(request: OrderRequest, catalog: PublishedCatalog): Operation {
  const { player, quantity, claim } = request;
  const { playerId } = player;
  const offer = catalog.model.offers.get(request.offer);
  const gifts = offer ? giftsOf(offer.grants, quantity, catalog.model.items) : [];
  const usage = usageKey(playerId, request.offer);
  const needs = new Map([
    [HOLDINGS, skusOf(gifts).map((sku) => holdingKey(playerId, sku))],
    ...(offer?.limitPerPlayer ? [[OFFER_USAGE, [usage]] as const] : []),
  ] as [typeof HOLDINGS, string[]][]);
  return {
    kind: 'order',
    players: [playerId],
    claim,
    needs,
    decide(desk): Decision {
      const wallet = walletAt(desk, playerId);
      assertOffered(offer, desk.now);
      const total = agreedTotal(request, offer);
      const used = (desk.row(OFFER_USAGE, usage)?.used ?? 0) + quantity;
      if (offer.limitPerPlayer !== null && used > offer.limitPerPlayer) {
        throw new Problem('limit_reached', { members: { limit: offer.limitPerPlayer } });
      }
      const orderId = desk.ids.next('order');
      const given = grantGifts(desk, playerId, gifts, { source: 'order', sourceId: orderId });
      const paid = pay(desk, wallet, { orderId, currency: offer.price.currency, total });
      const order: Order = {
        id: orderId,
        titleId: player.titleId,
        environment: player.environment,
        playerId,
        offer: offer.key,
        quantity,
        currency: offer.price.currency,
        unitPrice: offer.price.amount,
        total,
        status: 'completed',
        catalogVersionId: catalog.versionId,
        createdAt: desk.now,
        refundedAt: null,
        refundReason: null,
      };
      const body = {
        order: orderView(order),
        wallet: walletView(paid.wallet, catalog.model.currencies.keys()),
        inventory: given.holdings.map(holdingView),
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
          change(WALLETS, playerId, told.wallet),
          ...(paid.transaction ? [change(JOURNAL, paid.transaction.id, paid.transaction)] : []),
          change(ORDERS, orderId, order),
          ...(offer.limitPerPlayer === null
            ? []
            : [change(OFFER_USAGE, usage, { playerId, offer: offer.key, used })]),
          ...given.changes,
          told.change,
        ],
      };
    },
  };
}

function assertOffered(offer: Offer | undefined, now: number): asserts offer is Offer {
  if (!offer) throw new Problem('offer_unavailable', { members: { reason: 'unknown' } });
  if (offer.startsAt !== null && now < offer.startsAt) {
    const startsAt = timestamp(offer.startsAt);
    throw new Problem('offer_unavailable', { members: { reason: 'not_started', startsAt } });
  }
  if (offer.endsAt !== null && now >= offer.endsAt) {
    throw new Problem('offer_unavailable', { members: { reason: 'ended' } });
  }
}

/** The price that both sides agree on; throws when the player saw another one. */
function agreedTotal({ expectedPrice, quantity }: OrderRequest, { price }: Offer): Amount {
  if (expectedPrice.currency !== price.currency || expectedPrice.amount !== price.amount) {
    throw new Problem('price_changed', { members: { currentPrice: price } });
  }
  const total = times(price.amount, quantity);
  if (total > 0 && !isOperationAmount(total)) throw new Problem('amount_out_of_range');
  return total;
}

/**
 * Takes the price out of the wallet. A free order moves no gems, but it changes the wallet's seq.
 */
function pay(
  desk: Desk,
  wallet: Wallet,
  price: { orderId: Order['id']; currency: string; total: Amount },
) {
  const { currency, total } = price;
  if (total === 0) return { wallet: { ...wallet, seq: wallet.seq + 1 }, transaction: null };
  const cause = { id: idAs('txn', price.orderId), kind: 'spend' as const, at: desk.now };
  const moved = spend(wallet, cause, { currency, amount: total });
  if (moved) return moved;
  throw new Problem('insufficient_balance', {
    detail: `This purchase needs ${total} ${currency}.`,
    members: {
      required: { currency, amount: total },
      missing: { currency, amount: missing(wallet, { currency, amount: total }, desk.now) },
    },
  });
}
