import { NOBODY } from '../../src/catalog/player-facts.js';
import { publishedCatalog } from '../../src/catalog/published-catalog.js';
import { EVENTS, type PlayerEvent } from '../../src/events/event.js';
import { amount } from '../../src/kernel/amount.js';
import type { Id, IdPrefix, PaymentId, PlayerId } from '../../src/kernel/id.js';
import type { IdSource } from '../../src/kernel/id-source.js';
import { Problem } from '../../src/kernel/problem.js';
import type { OpenLot } from '../../src/ledger/lot.js';
import { expire, spend } from '../../src/ledger/movements.js';
import type { Transaction } from '../../src/ledger/posting.js';
import { promotionOperation } from '../../src/ledger/promotion.js';
import { SPENT_LOTS } from '../../src/ledger/spent-lots.js';
import { balanceOf, type Wallet } from '../../src/ledger/wallet.js';
import { EXPIRED_BONUS, expiredKey } from '../../src/payments/expired-bonus.js';
import { PAYMENTS, type Payment, paymentKey, STORE_TASKS } from '../../src/payments/payment.js';
import { PAYMENT_STEPS, type StepSource } from '../../src/payments/payment-step.js';
import { riskKey } from '../../src/payments/player-risk.js';
import { PROMOTION_USAGE } from '../../src/payments/promotion-usage.js';
import { settleOperation } from '../../src/payments/settle.js';
import { SettleAgain, type SettlementTerms } from '../../src/payments/settlement.js';
import type { Purchase } from '../../src/stores/store-gateway.js';
import type { Book } from '../../src/till/book.js';
import { type Change, change, type Decision, type Operation } from '../../src/till/operation.js';
import { JOURNAL, WALLETS } from '../../src/till/wallet-book.js';
import { claimNumbered, deepFrozen, FakeDesk, idNumbered, NOW, SCOPE } from '../support/desk.js';
import { SEQUENCE_CATALOG } from './sequence-shop.js';

const CATALOG = publishedCatalog(idNumbered('catalog', 1), SEQUENCE_CATALOG.model);

/** Nothing that is decided looks at these again. */
const UNREAD = new Set([JOURNAL, EVENTS, PAYMENT_STEPS, STORE_TASKS].map(({ name }) => name));

/** Ids that rise, made without a thought for bytes: a long test makes a million of them. */
class QuickIds implements IdSource {
  #last = 0;

  next<Prefix extends IdPrefix>(prefix: Prefix): Id<Prefix> {
    this.#last += 1;
    return `${prefix}_${String(this.#last).padStart(26, '0')}` as Id<Prefix>;
  }
}

/** A desk whose time a test moves on, and which keeps what the operations will look at again. */
class MovedDesk extends FakeDesk {
  override now = NOW;
  readonly #rows = new Map<string, unknown>();

  override readonly ids = new QuickIds();

  constructor(
    private readonly laid: (change: Change) => void,
    private readonly kept: <Row>(row: Row) => Row,
  ) {
    super([]);
  }

  override row<Row>(book: Book<Row>, key: string): Row | undefined {
    return this.#rows.get(`${book.name}/${key}`) as Row | undefined;
  }

  /** Lays a row as it is, without telling. */
  lay<Row>(book: Book<Row>, key: string, row: Row): void {
    this.#rows.set(`${book.name}/${key}`, this.kept(row));
  }

  override take(changes: readonly Change[]): void {
    for (const one of changes) {
      if (!UNREAD.has(one.book.name)) this.lay(one.book, one.key, one.row);
      this.laid(one);
    }
  }
}

/** What became of one player. */
export interface PlayerFacts {
  readonly transactions: Transaction[];
  events: number;
  flagged: number;
  /** By `bucket currency`: what all entries add up to, also those of the system's accounts. */
  readonly totals: Map<string, number>;
}

/**
 * Settles, spends and gives by the service's own operations without a database: what was written
 * is what the next operation finds, and of a spent lot only what gives back finds it.
 */
export class PureHouse {
  readonly #desk: MovedDesk;
  readonly #facts = new Map<string, PlayerFacts>();
  #players = 0;
  #claims = 0;

  /** `frozen`: a rule that changes a row in place is caught; costs a third of the time. */
  constructor(
    readonly rest: SettlementTerms['rest'] = 'debt',
    frozen = true,
  ) {
    this.#desk = new MovedDesk((one) => this.#laid(one), frozen ? deepFrozen : (row) => row);
  }

  newPlayer(): PlayerId {
    this.#players += 1;
    const playerId = idNumbered('player', this.#players);
    const nothing = { seq: 0, eventNumber: 0, accounts: [], lots: [] };
    this.#facts.set(playerId, { transactions: [], events: 0, flagged: 0, totals: new Map() });
    this.#desk.take([
      change(WALLETS, playerId, { playerId, ...SCOPE, ...nothing }),
      change(PROMOTION_USAGE, playerId, { playerId, toppedUp: false, used: new Map() }),
    ]);
    return playerId;
  }

  get now(): number {
    return this.#desk.now;
  }

  wait(milliseconds: number): void {
    this.#desk.now += milliseconds;
  }

  /** A player's device claims a purchase, or the news of it comes by another way. */
  see(playerId: PlayerId, purchase: Purchase, source: StepSource): void {
    const key = source === 'client' ? null : riskKey(playerId, 0);
    const who = { ...SCOPE, playerId, facts: NOBODY };
    const terms = { ...who, source, catalog: CATALOG, rest: this.rest, flagAfter: 3 };
    const finishes = purchase.store === 'google' || source !== 'client';
    const request = { ...terms, finishes, purchases: [purchase] as const, claim: null };
    try {
      this.#decide(settleOperation({ ...request, riskKey: key }));
    } catch (error) {
      if (!(error instanceof SettleAgain)) throw error;
      this.#decide(settleOperation({ ...request, riskKey: riskKey(playerId, 0) }));
    }
  }

  /** False when there are too few. */
  spend(playerId: PlayerId, currency: string, gems: number): boolean {
    this.#tick();
    const cause = { id: this.#desk.ids.next('txn'), kind: 'spend' as const, at: this.now };
    const price = { currency, amount: amount(gems) };
    const moved = spend(this.wallet(playerId), cause, price);
    if (moved) this.#put(playerId, moved.wallet, moved.transaction);
    return moved !== null;
  }

  /** Gives free gems and tells the origin of their lot. */
  give(playerId: PlayerId, currency: string, gems: number, expiresAt: number | null): string {
    this.#claims += 1;
    const claim = claimNumbered(this.#claims);
    const what = { currency, amount: amount(gems), cap: null, expiresAt, reason: 'test' };
    const decision = this.#decide(promotionOperation({ ...SCOPE, playerId, claim, ...what }));
    return (decision as { body: { grant: { id: string } } }).body.grant.id;
  }

  sweep(playerId: PlayerId): void {
    this.#tick();
    const cause = { id: this.#desk.ids.next('txn'), at: this.now };
    const moved = expire(this.wallet(playerId), cause);
    if (moved) this.#put(playerId, moved.wallet, moved.transaction);
  }

  wallet(playerId: PlayerId): Wallet {
    return this.#desk.row(WALLETS, playerId)!;
  }

  /** Every lot that the player ever had, with what is left in it. */
  lots(playerId: PlayerId): readonly OpenLot[] {
    return [...this.#spent(playerId), ...this.wallet(playerId).lots];
  }

  payment(purchase: Purchase): Payment | undefined {
    return this.#desk.row(PAYMENTS, paymentKey(purchase));
  }

  facts(playerId: PlayerId): PlayerFacts {
    return this.#facts.get(playerId)!;
  }

  /** The books of a player balance, and nobody owes gems and holds gems of one currency. */
  expectSound(playerId: PlayerId): void {
    const { totals, events, transactions } = this.facts(playerId);
    const wallet = this.wallet(playerId);
    expect([wallet.eventNumber, wallet.seq]).toEqual([events, transactions.length]);
    for (const currency of ['GEM', 'GOLD']) {
      let sum = 0;
      for (const [account, total] of totals) if (account.endsWith(` ${currency}`)) sum += total;
      expect(sum).toBe(0);
      for (const bucket of ['paid', 'free', 'debt'] as const) {
        const balance = balanceOf(wallet, currency, bucket);
        expect(balance).toBe(totals.get(`${bucket} ${currency}`) ?? 0);
        if (bucket === 'debt') continue;
        const lots = this.lots(playerId).filter(
          (lot) => lot.currency === currency && lot.bucket === bucket,
        );
        expect(lots.reduce((held, lot) => held + lot.remaining, 0)).toBe(balance);
      }
      const held = balanceOf(wallet, currency, 'paid') + balanceOf(wallet, currency, 'free');
      expect(Math.min(held, 0 - balanceOf(wallet, currency, 'debt'))).toBe(0);
    }
  }

  #spent(playerId: PlayerId): readonly OpenLot[] {
    return this.#desk.row(SPENT_LOTS, playerId) ?? [];
  }

  /** No two things happen in one moment. */
  #tick(): void {
    this.#desk.now += 1;
  }

  /** null: it was refused and left nothing behind, such as a claim of what was given back. */
  #decide(operation: Operation): Decision | null {
    this.#tick();
    try {
      const decision = operation.decide(this.#desk);
      this.#desk.take(decision.changes);
      return decision;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return null;
    }
  }

  #put(playerId: PlayerId, wallet: Wallet, transaction: Transaction): void {
    this.#desk.take([
      change(WALLETS, playerId, wallet),
      change(JOURNAL, transaction.id, transaction),
    ]);
  }

  #laid({ book, key, row }: Change): void {
    if (book.name === JOURNAL.name) this.#journal(row as Transaction);
    if (book.name === EVENTS.name) {
      const { playerId, number, type } = row as PlayerEvent;
      const facts = this.facts(playerId);
      facts.events += 1;
      if (number !== facts.events) throw new Error(`event ${number} after ${facts.events - 1}`);
      if (type === 'risk.flagged') facts.flagged += 1;
    }
    if (book.name === WALLETS.name) this.#shelve(key as PlayerId, row as Wallet);
  }

  #journal(transaction: Transaction): void {
    const facts = this.facts(transaction.wallet.playerId);
    facts.transactions.push(transaction);
    if (transaction.seq !== facts.transactions.length) throw new Error(`seq ${transaction.seq}`);
    for (const { bucket, currency, amount: gems } of transaction.entries) {
      const account = `${bucket} ${currency}`;
      facts.totals.set(account, (facts.totals.get(account) ?? 0) + gems);
    }
    if (transaction.kind === 'expiry') this.#expired(transaction);
  }

  #expired({ wallet: { playerId }, movements }: Transaction): void {
    const expired = new Map(this.#desk.row(EXPIRED_BONUS, playerId));
    for (const { lotId, amount: gems } of movements) {
      const lot = this.lots(playerId).find((one) => one.id === lotId)!;
      const key = expiredKey(lot.originId as PaymentId, lot.currency);
      if (lot.origin === 'bonus') expired.set(key, amount((expired.get(key) ?? 0) - gems));
    }
    this.#desk.lay(EXPIRED_BONUS, playerId, expired);
  }

  /** As a database loads it the next time: a spent lot is found by what gives back alone. */
  #shelve(playerId: PlayerId, wallet: Wallet): void {
    if (wallet.lots.every((lot) => lot.remaining > 0) && this.#spent(playerId).length === 0) return;
    const open = wallet.lots.filter((lot) => lot.remaining > 0);
    const closed = wallet.lots.filter((lot) => lot.remaining === 0);
    const moved = new Set(wallet.lots.map((lot) => lot.id));
    const spent = [...this.#spent(playerId).filter((lot) => !moved.has(lot.id)), ...closed];
    this.#desk.lay(SPENT_LOTS, playerId, spent);
    this.#desk.lay(WALLETS, playerId, { ...wallet, lots: open });
  }
}
