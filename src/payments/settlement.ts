import type { PublishedCatalog } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { tell } from '../events/event.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { idAs, type PlayerId, type TransactionId } from '../kernel/id.js';
import { type Lot } from '../ledger/lot.js';
import { credit, fullLot, type Moved } from '../ledger/movements.js';
import { lotsOf } from '../ledger/spent-lots.js';
import { fits, type Wallet } from '../ledger/wallet.js';
import type { Scope } from '../platform/http/caller.js';
import type { Purchase } from '../stores/store-gateway.js';
import type { Draft } from '../till/draft.js';
import { change } from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import { creditedBonus } from './credited-bonus.js';
import { type CreditedGems, creditedGems } from './credited-gems.js';
import { expiredOf, expiresInBatch } from './expired-bonus.js';
import {
  assertClaimable,
  isFinal,
  isOlder,
  isSaidAgain,
  newPayment,
  observed,
  withKnownShares,
  withLastWord,
} from './observed-payment.js';
import {
  bonusGems,
  broughtGems,
  type Gems,
  nextCheck,
  PAYMENTS,
  type Payment,
  paymentKey,
  STORE_TASKS,
  type StoreTask,
} from './payment.js';
import { answerBody } from './payment-answer.js';
import { waitingEvent, waitingTold } from './payment-event.js';
import { isCredited, nextStatus, type PaymentStatus, type Seen, seenOf } from './payment-status.js';
import { PAYMENT_STEPS, type PaymentStep, type StepSource, stepKey } from './payment-step.js';
import { countRefund } from './player-risk.js';
import { type RefundMove, type RefundRequest, refundMoves } from './refund.js';
import { refundedBonus, refundedGems } from './refunded-gems.js';

/** How one purchase is settled, whoever brought the news of it. */
export interface SettlementTerms extends Scope {
  /** Whose wallet is loaded: the claimer, or whom the store or our books name. null: nobody. */
  readonly playerId: PlayerId | null;
  readonly source: StepSource;
  readonly catalog: PublishedCatalog | null;
  /** What the catalog's promotions may know of the player. */
  readonly facts: PlayerFacts;
  /** The store wants to be told after the credit. */
  readonly finishes: boolean;
  readonly rest: RefundRequest['rest'];
  readonly flagAfter: number;
  /** The key under which `PLAYER_RISKS` counts; null: nothing that gives back was loaded. */
  readonly riskKey: string | null;
}

/** What became of a purchase. */
export interface Settled {
  readonly payment: Payment;
  /** The claim is the first that hears of the credit, whoever brought the news of the payment. */
  readonly isFirstClaim: boolean;
  /** Why it is not credited. */
  readonly refusal: { readonly code: ErrorCode; readonly final: boolean } | null;
  /** The event of the credit, when nothing happened after it: its data is the answer. */
  readonly told: { readonly body: object; readonly number: number } | null;
}

/** The rows that were loaded do not suffice: run it again with more, or for another player. */
export class SettleAgain extends Error {
  constructor(readonly lacks: 'what gives back' | 'the owner') {
    super(`the settlement lacks ${lacks}`);
    this.name = 'SettleAgain';
  }
}

/**
 * Brings the books in line with what a store says of a purchase: credits it once, takes back and
 * gives back what the store refunded and reversed, or records why it cannot. It may come in any
 * order and any number of times: what is older than what is known changes nothing.
 */
export function settled(draft: Draft, terms: SettlementTerms, purchase: Purchase): Settled {
  const known = draft.row(PAYMENTS, paymentKey(purchase));
  const seen = withKnownShares(purchase, known);
  const word = terms.playerId === null ? seen : withLastWord(seen, known);
  return new Settlement(draft, terms, word).run();
}

/** About three days: then Google has given the money back, and Apple's device asks again anyway. */
const MENDED_CHECKS_MAX = 84;

class Settlement {
  readonly #key: string;
  readonly #known: Payment | undefined;
  #payment: Payment;
  #gems: CreditedGems | null = null;
  #told: Settled['told'] = null;

  constructor(
    private readonly draft: Draft,
    private readonly terms: SettlementTerms,
    private readonly purchase: Purchase,
  ) {
    this.#key = paymentKey(purchase);
    this.#known = draft.row(PAYMENTS, this.#key);
    this.#payment = this.#known ?? newPayment(draft, terms, purchase);
  }

  run(): Settled {
    const { draft, terms, purchase } = this;
    const known = this.#known;
    const before = known?.status ?? 'new';
    this.#assertOwner();
    // A store that waits for money that it had told of contradicts itself: it says nothing.
    const contradicts = isCredited(before) && seenOf(purchase) === 'unpaid';
    if (isOlder(purchase, known) || contradicts) {
      this.#payment = known!;
      const isFirstClaim = this.#claim();
      if (isFirstClaim) draft.put(change(PAYMENTS, this.#key, this.#payment));
      return this.#result(isFirstClaim);
    }
    this.#payment = observed(draft, terms, purchase, known);
    const { seen, code } = this.#seen(before);
    const to = nextStatus(before, seen) as PaymentStatus;
    const owner = isCredited(before) ? this.#payment.playerId : terms.playerId;
    this.#payment = { ...this.#payment, playerId: owner };
    if (isCredited(to)) this.#creditAndRefund(before, to);
    else this.#wait(before, to, code);
    const isFirstClaim = this.#claim();
    // The same word again, and nothing followed from it: nothing to write.
    const same = !isFirstClaim && this.#payment.steps === known?.steps;
    const idle = same && isSaidAgain(purchase, known!);
    if (!(idle && isCredited(to))) draft.put(change(PAYMENTS, this.#key, this.#payment));
    return this.#result(isFirstClaim);
  }

  #result(isFirstClaim: boolean): Settled {
    const payment = this.#payment;
    return { payment, isFirstClaim, refusal: refusalOf(payment), told: this.#told };
  }

  /**
   * A store often tells of a payment before the device can claim it. The player is thanked for it
   * all the same, once; for what was wholly given back by then there is nothing to thank for.
   */
  #claim(): boolean {
    const payment = this.#payment;
    const holds = isCredited(payment.status) && payment.status !== 'refunded';
    if (this.terms.source !== 'client' || !holds || payment.claimedAt !== null) return false;
    this.#payment = { ...payment, claimedAt: this.draft.now };
    return true;
  }

  #assertOwner(): void {
    const { playerId, source } = this.terms;
    const known = this.#known;
    if (source === 'client') assertClaimable(playerId!, this.purchase, known);
    const owned = known !== undefined && isCredited(known.status);
    if (owned && known.playerId !== playerId) throw new SettleAgain('the owner');
    // Somebody claimed it after it was looked who owns it: the claim must not be forgotten.
    const claimed = known !== undefined && !owned && known.playerId !== null;
    if (claimed && playerId === null && this.purchase.accountToken === null) {
      throw new SettleAgain('the owner');
    }
  }

  /** What is seen, and why a paid purchase cannot be credited as things are. */
  #seen(before: PaymentStatus | 'new'): { seen: Seen; code: ErrorCode | null } {
    const { purchase, terms } = this;
    const seen = seenOf(purchase);
    if (seen === 'wholly_refunded') return { seen, code: 'purchase_revoked' };
    if (seen === 'cancelled') return { seen, code: 'purchase_cancelled' };
    if (isCredited(before) || seen === 'unpaid') return { seen, code: null };
    if (purchase.consumed) return { seen: 'unfit', code: 'purchase_consumed_elsewhere' };
    if (terms.playerId === null) return { seen: 'ownerless', code: null };
    this.#gems = terms.catalog && creditedGems(terms.catalog, purchase);
    if (this.#gems === null) return { seen: 'unfit', code: 'product_unknown' };
    const wallet = this.#wallet();
    // A currency's cap is for what is given away: gems that were paid for are always credited.
    const held = Object.entries(this.#gems.grants).every(([currency, amount]) =>
      fits(wallet, { currency, amount }, null),
    );
    return held ? { seen, code: null } : { seen: 'unfit', code: 'balance_limit_reached' };
  }

  #wallet(): Wallet {
    return walletWithin(this.draft, this.terms.playerId!, this.terms);
  }

  /** It is not credited: asked again later, held for its owner, or rejected. */
  #wait(before: PaymentStatus | 'new', to: PaymentStatus, code: ErrorCode | null): void {
    const { draft } = this;
    const payment = { ...this.#payment, status: to, reason: to === 'rejected' ? code : null };
    this.#payment = payment;
    const mendable = to === 'rejected' && !isFinal(payment);
    if (to === 'pending' || (mendable && payment.checkAttempts < MENDED_CHECKS_MAX)) {
      const checkAttempts = payment.checkAttempts + 1;
      const checkAt = nextCheck(draft.now, checkAttempts);
      this.#payment = { ...payment, checkAt, checkAttempts };
    }
    if (to === before) return;
    this.#step(before, { to, reason: code, gems: {}, transactionId: null });
    const type = waitingEvent(before, to);
    if (type !== null && payment.playerId !== null) {
      draft.put(...waitingTold(draft, this.#wallet(), type, this.#payment));
    }
  }

  #creditAndRefund(before: PaymentStatus | 'new', to: PaymentStatus): void {
    let from = before;
    if (!isCredited(before)) {
      this.#credit(before);
      from = 'credited';
    }
    this.#payment = { ...this.#payment, status: to, reason: null };
    const moves = this.#refundMoves();
    for (const move of moves) this.#refund(from, to, move);
    // Nothing to move, but another word of the store: a share too small for a whole gem.
    if (moves.length === 0 && from !== to) {
      this.#step(from, { to, reason: this.purchase.refundReason, gems: {}, transactionId: null });
    }
  }

  #credit(before: PaymentStatus | 'new'): void {
    const { draft, terms } = this;
    const gems = this.#gems!;
    const of = { payment: this.#payment, purchase: this.purchase, wallet: this.#wallet(), gems };
    const { bonus, lots, lines } = creditedBonus(draft, { ...terms, catalog: terms.catalog! }, of);
    this.#payment = {
      ...this.#payment,
      status: 'credited',
      reason: null,
      lines,
      grants: gems.grants,
      bonus,
      catalogVersionId: terms.catalog!.versionId,
      creditedAt: draft.now,
    };
    const payment = this.#payment;
    const cause = { id: idAs('txn', payment.id), kind: 'topup' as const, at: draft.now };
    const moved = credit(this.#wallet(), cause, [...this.#lots(gems), ...lots]);
    this.#step(before, {
      to: 'credited',
      reason: null,
      gems: broughtGems(payment),
      transactionId: moved.transaction.id,
    });
    const { body, number } = this.#record(moved, 'payment.credited');
    this.#told = { body, number };
    if (terms.finishes) this.#tellStore('finish');
    // Somebody of the studio said whose it is: the store shall know it as well.
    if (terms.source === 'server') this.#tellStore('assign');
  }

  #tellStore(kind: StoreTask['kind']): void {
    const { draft } = this;
    const id = draft.ids.next('event');
    const paymentId = this.#payment.id;
    const task: StoreTask = { id, paymentId, kind, dueAt: draft.now, createdAt: draft.now };
    draft.put(change(STORE_TASKS, id, task));
  }

  #lots(gems: CreditedGems): Lot[] {
    const { draft } = this;
    const { id: originId, country, paid } = this.#payment;
    return Object.entries(gems.grants).map(([currency, original]) =>
      fullLot({
        id: draft.ids.next('lot'),
        currency,
        bucket: paid ? 'paid' : 'free',
        origin: 'payment',
        originId,
        original,
        price: paid && currency === gems.pricedCurrency ? gems.lotPrice : null,
        feeMicros: null,
        country,
        createdAt: draft.now,
        expiresAt: null,
      }),
    );
  }

  #refundMoves(): RefundMove[] {
    const { draft, terms } = this;
    const payment = this.#payment;
    const whole = payment.status === 'refunded';
    const wallet = this.#wallet();
    const moves = refundMoves({
      wallet,
      payment,
      target: whole ? payment.grants : refundedGems(payment),
      bonusTarget: whole ? bonusGems(payment) : refundedBonus(payment),
      expired: expiredOf(draft, wallet.playerId, payment.id),
      rest: terms.rest,
      at: draft.now,
      lots: lotsOf(draft, wallet.playerId, wallet),
      newTransactionId: () => draft.ids.next('txn'),
      newLotId: () => draft.ids.next('lot'),
    });
    const loaded = terms.riskKey !== null && !expiresInBatch(wallet, payment, draft.now);
    if (moves.length > 0 && !loaded) throw new SettleAgain('what gives back');
    return moves;
  }

  #refund(from: PaymentStatus | 'new', to: PaymentStatus, move: RefundMove): void {
    const { draft, terms } = this;
    this.#payment = { ...this.#payment, taken: move.taken, bonusTaken: move.bonusTaken };
    const transactionId = move.transaction.id;
    this.#step(from, { to, reason: this.purchase.refundReason, gems: move.gems, transactionId });
    const type = move.kind === 'refund' ? 'payment.refunded' : 'payment.refund_reversed';
    // Of two moves at once the second one does not know that the first was told.
    const { eventNumber } = this.#wallet();
    const told = { ...move, wallet: { ...move.wallet, eventNumber } };
    const { wallet } = this.#record(told, type, move.gems);
    this.#told = null;
    // Nobody is to blame for a purchase that we did not acknowledge in time.
    if (move.kind !== 'refund' || this.purchase.refundReason === 'unacknowledged') return;
    countRefund(draft, wallet, { key: terms.riskKey!, flagAfter: terms.flagAfter });
  }

  /** Writes a transaction with its event and the wallet after both. */
  #record(
    { wallet, transaction }: Moved,
    type: 'payment.credited' | 'payment.refunded' | 'payment.refund_reversed',
    moved: Gems | null = null,
  ) {
    const { draft, terms } = this;
    const answer = answerBody(
      { catalog: terms.catalog, now: draft.now },
      wallet,
      this.#payment,
      'credited',
    );
    const { payment, wallet: view } = answer;
    const body = moved === null ? answer : { payment, moved, wallet: view };
    const told = tell(draft, wallet, { type, transactionId: transaction.id, data: body });
    draft.put(
      change(WALLETS, wallet.playerId, told.wallet),
      change(JOURNAL, transaction.id, transaction),
      told.change,
    );
    return { wallet: told.wallet, body, number: told.number };
  }

  #step(
    from: PaymentStatus | 'new',
    facts: {
      to: PaymentStatus;
      reason: string | null;
      gems: Gems;
      transactionId: TransactionId | null;
    },
  ): void {
    const number = this.#payment.steps + 1;
    this.#payment = { ...this.#payment, steps: number };
    const { id: paymentId, playerId, observedAt: asOf } = this.#payment;
    const step: PaymentStep = {
      ...facts,
      paymentId,
      number,
      playerId,
      from: from === 'new' ? null : from,
      source: this.terms.source,
      asOf,
      createdAt: this.draft.now,
    };
    this.draft.put(change(PAYMENT_STEPS, stepKey(step), step));
  }
}

/** What a claimer is told of a payment that is not credited; null: it is, or it is waited for. */
function refusalOf({ status, reason }: Payment): Settled['refusal'] {
  if (status !== 'rejected') return null;
  return { code: (reason ?? 'purchase_revoked') as ErrorCode, final: isFinal({ reason }) };
}
