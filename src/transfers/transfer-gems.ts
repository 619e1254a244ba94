import { tell } from '../events/event.js';
import { type Amount, negate } from '../kernel/amount.js';
import { idAs, type PaymentId, type PlayerId, type TransferId } from '../kernel/id.js';
import { type Money, money } from '../kernel/money.js';
import { Problem } from '../kernel/problem.js';
import type { Lot, OpenLot } from '../ledger/lot.js';
import { LOT_PRICES, priceOf } from '../ledger/lot-prices.js';
import type { Moved } from '../ledger/movements.js';
import { assertMayMove, PARTIES } from '../ledger/party.js';
import type { Taking } from '../ledger/spending-policy.js';
import { receive, sendAway, transferable } from '../ledger/transfer-movements.js';
import { fits, missing, type Wallet, walletView } from '../ledger/wallet.js';
import type { Scope } from '../platform/http/caller.js';
import type { Book } from '../till/book.js';
import { type Claim, change, type Decision, type Desk, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import { tooFew } from './missing-gems.js';
import { SENT_TRANSFERS, TRANSFERS, type Transfer, transferView } from './transfer.js';

const DAY_MS = 86_400_000;

export interface TransferRules {
  readonly holdSeconds: number;
  readonly perDay: number;
}

/** Gems that a game server moves from one player to another: a tip, a gift, a trade. */
export interface TransferRequest extends Scope {
  readonly from: PlayerId;
  readonly to: PlayerId;
  readonly currency: string;
  readonly amount: Amount;
  /** The most that a player may hold of the currency; null: the ledger's own limit. */
  readonly cap: Amount | null;
  readonly reason: string | null;
  readonly rules: TransferRules;
  readonly claim: Claim;
}

/**
 * Moves gems between two players in one transaction. Refusals, in this order: `transfer_invalid`
 * (to oneself), `not_found` (either is no player of this title and environment), `player_blocked`,
 * `transfer_limit_reached`, `insufficient_balance`, `transfer_invalid` (enough, but not of gems that
 * were paid for), `balance_limit_reached`. The limit of the day is not final: the same key may try
 * again on the next day.
 */
export function transferOperation(request: TransferRequest): Operation {
  const { from, to } = request;
  if (from === to) throw new Problem('transfer_invalid', { members: { reason: 'self' } });
  return {
    kind: 'transfer',
    players: [from, to],
    claim: request.claim,
    needs: new Map<Book<unknown>, readonly string[]>([
      [PARTIES, [from, to]],
      [SENT_TRANSFERS, [from]],
      [LOT_PRICES, [from]],
    ]),
    decide: (desk) => decided(desk, request),
  };
}

function decided(desk: Desk, request: TransferRequest): Decision {
  const sender = walletWithin(desk, request.from, request);
  const receiver = walletWithin(desk, request.to, request);
  assertMayMove(desk, request.from);
  assertMayMove(desk, request.to);
  const place = placeOfDay(desk, request.from);
  if (place.number > request.rules.perDay) return limitReached(desk, place.day);
  const heldUntil = desk.now + request.rules.holdSeconds * 1000;
  const takings = takingsOf(desk, sender, request, heldUntil);
  if (!fits(receiver, request, request.cap)) throw new Problem('balance_limit_reached');
  const { titleId, environment, from, to, currency, amount, reason } = request;
  const transfer: Transfer = {
    id: desk.ids.next('transfer'),
    receiptId: desk.ids.next('txn'),
    titleId,
    environment,
    from,
    to,
    currency,
    amount,
    reason,
    ...place,
    heldUntil,
    createdAt: desk.now,
  };
  const lots = takings.map((taking) => passedOn(desk, sender, taking, transfer));
  const spent = { id: idAs('txn', transfer.id), at: desk.now };
  const sent = sendAway(sender, spent, request, takings);
  const got = receive(receiver, { id: transfer.receiptId, at: desk.now }, request, lots);
  return done(desk, transfer, sent, got);
}

/** A clock that went back counts on the day that the last transfer was counted on. */
function placeOfDay(desk: Desk, from: PlayerId): { day: number; number: number } {
  const today = Math.floor(desk.now / DAY_MS);
  const last = desk.row(SENT_TRANSFERS, from);
  if (!last || last.day < today) return { day: today, number: 1 };
  return { day: last.day, number: last.count + 1 };
}

function limitReached(desk: Desk, day: number): Decision {
  const retryAfterSeconds = Math.ceil(((day + 1) * DAY_MS - desk.now) / 1000);
  const problem = new Problem('transfer_limit_reached', { retryAfterSeconds });
  return { outcome: 'refused', problem, changes: [], final: false };
}

function takingsOf(
  desk: Desk,
  sender: Wallet,
  request: TransferRequest,
  heldUntil: number,
): Taking[] {
  const takings = transferable(sender, request, { now: desk.now, heldUntil });
  if (takings !== null) return takings;
  if (missing(sender, request, desk.now) > 0) throw tooFew(sender, request, desk.now);
  throw new Problem('transfer_invalid', {
    detail: 'Only gems that were paid for, and that do not expire before they can be spent.',
    members: { reason: 'not_transferable' },
  });
}

/** The lot of the receiver: what was paid for these gems, and by which payment, goes with them. */
function passedOn(desk: Desk, sender: Wallet, { lot, amount }: Taking, transfer: Transfer): Lot {
  const part = negate(amount);
  const { price, feeMicros, country } = priceOf(desk, sender, lot);
  const share = (micros: number) => shareOf(micros, part, lot.original);
  return {
    id: desk.ids.next('lot'),
    currency: lot.currency,
    bucket: 'paid',
    origin: 'transfer',
    originId: transfer.id,
    original: part,
    remaining: part,
    price: price && shareOfPrice(price, share),
    feeMicros: feeMicros === null ? null : share(feeMicros),
    country,
    createdAt: desk.now,
    expiresAt: lot.expiresAt,
    received: {
      heldUntil: transfer.heldUntil,
      fromLotId: lot.id,
      paymentId: paymentOf(lot),
    },
  };
}

function paymentOf(lot: OpenLot): PaymentId | null {
  if (lot.origin === 'payment') return idAs('payment', lot.originId);
  return lot.received?.paymentId ?? null;
}

/** Rounded down: the parts of a lot are never worth more than what was paid for it. */
function shareOf(micros: number, part: Amount, whole: Amount): number {
  return Number((BigInt(micros) * BigInt(part)) / BigInt(whole));
}

function shareOfPrice({ currency, micros }: Money, share: (micros: number) => number): Money {
  return money(currency, share(micros));
}

function done(desk: Desk, transfer: Transfer, sent: Moved, got: Moved): Decision {
  const wallets = {
    from: walletView(sent.wallet, [], desk.now),
    to: walletView(got.wallet, [], desk.now),
  };
  const teller = (moved: Moved, direction: 'sent' | 'received') =>
    tell(desk, moved.wallet, {
      type: 'wallet.changed',
      transactionId: moved.transaction.id,
      data: {
        transfer: shownToPlayer(transfer, direction),
        wallet: direction === 'sent' ? wallets.from : wallets.to,
      },
    });
  const toldSender = teller(sent, 'sent');
  const toldReceiver = teller(got, 'received');
  return {
    outcome: 'done',
    status: 201,
    body: { transfer: transferView(transfer), wallets },
    transactionId: sent.transaction.id,
    changes: [
      change(WALLETS, transfer.from, toldSender.wallet),
      change(WALLETS, transfer.to, toldReceiver.wallet),
      change(JOURNAL, sent.transaction.id, sent.transaction),
      change(JOURNAL, got.transaction.id, got.transaction),
      change(TRANSFERS, transfer.id, transfer),
      change(SENT_TRANSFERS, transfer.from, { day: transfer.day, count: transfer.number }),
      toldSender.change,
      toldReceiver.change,
    ],
  };
}

/** Nobody learns the other's id: stores know players by it. */
function shownToPlayer(
  transfer: Transfer,
  direction: 'sent' | 'received',
): Readonly<Record<string, unknown>> & { readonly id: TransferId } {
  const { from: _from, to: _to, ...rest } = transferView(transfer);
  return { ...rest, direction };
}
