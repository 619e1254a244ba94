import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock, timestamp } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { PaymentId } from '../../kernel/id.js';
import { lowestIdAt } from '../../kernel/id.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/http/caller.js';
import {
  type HistoryItem,
  STORE_GATEWAYS,
  type Store,
  type StoreGateway,
  StoreUnavailable,
  type Verification,
} from '../../stores/store-gateway.js';
import { InboxService } from '../inbox/inbox.service.js';
import { InboxWorker } from '../inbox/inbox.worker.js';
import { type Payment, storePaymentOf } from '../payment.js';
import { PaymentStore } from '../payment.store.js';
import { isCredited } from '../payment-status.js';
import { SettlementService } from '../settlement.service.js';
import {
  agrees,
  type Difference,
  differenceView,
  oursInWords,
  theirsInWords,
} from './difference.js';
import { DifferencesService } from './differences.service.js';
import { OpenEnds } from './open-ends.service.js';
import { type ReconciliationMark, ReconciliationMarkStore } from './reconciliation-mark.store.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Stores write their lists late: what was read is read again for a day. */
const OVERLAP_MS = DAY_MS;
/** As far back as any store remembers. */
const MEMORY_MS = 180 * DAY_MS;
const ASKED_AT_ONCE = 100;
/** So many differences are shown at once; the list has them all. */
const SHOWN_MAX = 100;
/** So many customers are asked about in one round of the background. */
const ASKED_MAX = 500;
/** Stores whose lists tell only what could not be delivered; refunds are asked for by customer. */
const ASKED_BY_CUSTOMER: ReadonlySet<Store> = new Set(['apple']);

/** What one reconciliation with one store came to. */
export interface Reconciled {
  readonly environment: Environment;
  readonly store: Store;
  /**
   * `unavailable`: the store could not be asked; the next one begins where this one did.
   * `not_configured`: the title does not sell there, or has no key to ask the store with.
   */
  readonly outcome: 'done' | 'unavailable' | 'not_configured';
  /** The period of the store's lists that was read. */
  readonly since: number;
  readonly until: number;
  /** How many items the lists had, and how many customers were asked about. */
  readonly listed: number;
  readonly asked: number;
  /** New differences, mended ones too. */
  readonly differences: readonly Difference[];
}

interface Round extends Scope {
  readonly gateway: StoreGateway;
  readonly mark: ReconciliationMark;
  /** Asks about all customers, not only about the next few. */
  readonly thorough: boolean;
  readonly counts: { listed: number; asked: number; differences: Difference[] };
}

/**
 * Compares what stores say with our books, mends the books where the store is right, and writes
 * each difference down. It finds what no notification told.
 */
@Injectable()
export class ReconciliationService {
  readonly #log = new Logger('payments');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(InboxWorker) private readonly inboxWorker: InboxWorker,
    @Inject(DifferencesService) private readonly differences: DifferencesService,
    @Inject(OpenEnds) private readonly openEnds: OpenEnds,
    @Inject(ReconciliationMarkStore) private readonly marks: ReconciliationMarkStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** With each store of a title. Throws only for a defect of ours. */
  async all(scope: Scope): Promise<Reconciled[]> {
    const marks = await this.marks.all(this.database.reader);
    const reconciled: Reconciled[] = [];
    for (const { store } of this.gateways) {
      const known = marks.find((mark) => isOf(mark, scope, store));
      const mark = known ?? newMark(scope, store, this.clock.now());
      reconciled.push(await this.one(mark, { thorough: true }));
    }
    return reconciled;
  }

  /** With one store of a title, from where the last one ended. */
  async one(mark: ReconciliationMark, { thorough }: { thorough: boolean }): Promise<Reconciled> {
    const { titleId, environment, store } = mark;
    const gateway = this.gateways.find((one) => one.store === store)!;
    const until = this.clock.now();
    const since = Math.max(0, (mark.readUntil ?? until - MEMORY_MS) - OVERLAP_MS);
    const counts: Round['counts'] = { listed: 0, asked: 0, differences: [] };
    const round = { titleId, environment, gateway, mark, thorough, counts };
    // Whether or not the store answers now, what hangs since long is told.
    counts.differences.push(...(await this.openEnds.compare(round, store)));
    const told = { environment, store, since, until };
    try {
      if (!(await gateway.lists(titleId))) {
        // Nothing is late: but once there is a key, the lists are read from where they ended.
        await this.#mark({ ...mark, succeededAt: until });
        return { ...told, outcome: 'not_configured', ...counts };
      }
      await this.#readLists(round, { since, until });
      const askedAfter = await this.#askCustomers(round);
      await this.#mark({ ...mark, readUntil: until, askedAfter, succeededAt: until });
      return { ...told, outcome: 'done', ...counts };
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.#log.warn(`${titleId}: reconciliation with ${store} waits: ${error.message}`);
      return { ...told, outcome: 'unavailable', ...counts };
    }
  }

  #mark(mark: ReconciliationMark): Promise<void> {
    const next = { ...mark, dueAt: this.clock.now() + HOUR_MS };
    return this.database.write((tx) => this.marks.put(tx, next));
  }

  async #readLists(round: Round, period: { since: number; until: number }): Promise<void> {
    const { titleId, environment, gateway, counts } = round;
    for await (const item of gateway.history({ titleId, environment }, period)) {
      counts.listed += 1;
      await this.#readItem(round, item);
    }
    // What was missed is acted on now: this reconciliation is to see what came of it.
    if (counts.listed > 0) await this.inboxWorker.job.runNow();
  }

  async #readItem(round: Round, item: HistoryItem): Promise<void> {
    const { titleId, gateway } = round;
    const { notification, storeTransactionId } = item;
    const { store } = gateway;
    if (notification !== null) {
      if (!(await this.inbox.keep(titleId, notification, 'history'))) return;
      const theirs = [notification.type, notification.subtype].filter(Boolean).join(' ');
      const subject = notification.id;
      const found = { store, kind: 'notification' as const, subject, paymentId: null };
      await this.#found(round, { ...found, ours: 'not received', theirs, state: 'mended' });
      return;
    }
    if (storeTransactionId === null) return;
    const known = await this.#known(round, storeTransactionId);
    if (known?.status === 'refunded') return;
    const { app, storeOrderId } = item;
    const { environment } = round;
    const unknown = { app, storeTransactionId, storeOrderId, environment, lines: [] };
    const payment = known ? storePaymentOf(known) : unknown;
    // A list does not say which environment it tells of: the purchase does.
    const verification = await gateway.look({ titleId, environment: null }, payment);
    await this.#compare(round, verification, { known, refundReason: item.refundReason });
  }

  /** Tells after whom the next round goes on. */
  async #askCustomers(round: Round): Promise<PaymentId | null> {
    const { gateway, mark, thorough, counts, titleId, environment } = round;
    if (!ASKED_BY_CUSTOMER.has(gateway.store)) return null;
    const first = lowestIdAt('payment', Math.max(0, this.clock.now() - MEMORY_MS));
    let after = thorough || mark.askedAfter === null ? first : mark.askedAfter;
    for (;;) {
      const wish = { store: gateway.store, after, limit: ASKED_AT_ONCE };
      const payments = await this.payments.refundable(this.database.reader, round, wish);
      for (const payment of payments) {
        counts.asked += 1;
        const answer = await gateway.refundsOf({ titleId, environment }, storePaymentOf(payment));
        if (answer.outcome !== 'none') await this.#compare(round, answer, { known: payment });
        after = payment.id;
      }
      if (payments.length < ASKED_AT_ONCE) return null;
      if (!thorough && counts.asked >= ASKED_MAX) return after;
    }
  }

  async #compare(
    round: Round,
    verification: Verification,
    {
      known,
      refundReason = null,
    }: { known: Payment | null; refundReason?: HistoryItem['refundReason'] },
  ): Promise<void> {
    const { titleId, gateway } = round;
    if (verification.outcome === 'unavailable') {
      throw new StoreUnavailable(`${gateway.store} does not answer about a purchase`);
    }
    if (verification.outcome === 'refused') {
      if (known && isCredited(known.status)) await this.#denied(round, known, verification.code);
      return;
    }
    for (const seen of verification.purchases) {
      const purchase = {
        ...seen,
        refundReason: seen.refundReason && (refundReason ?? seen.refundReason),
      };
      const { store, storeTransactionId: subject, environment } = purchase;
      const { reader } = this.database;
      const before = await this.payments.findByStoreTransaction(reader, purchase);
      const after = await this.settlement.learned(titleId, purchase, { source: 'reconciliation' });
      const changed = (after?.steps ?? 0) > (before?.steps ?? 0);
      if (!changed && agrees(after, purchase)) continue;
      await this.#found(
        { ...round, environment },
        {
          store,
          kind: 'payment',
          subject,
          paymentId: after?.id ?? null,
          ours: oursInWords(before),
          theirs: theirsInWords(purchase),
          state: agrees(after, purchase) ? 'mended' : 'open',
        },
      );
    }
  }

  /** The store says that it never sold what we credited. */
  #denied(round: Round, payment: Payment, code: string): Promise<void> {
    const { store, storeTransactionId: subject, id: paymentId } = payment;
    const ours = oursInWords(payment);
    const found = { store, kind: 'payment' as const, subject, paymentId, ours, theirs: code };
    return this.#found(round, { ...found, state: 'open' });
  }

  async #found(round: Round, found: Parameters<DifferencesService['found']>[1]): Promise<void> {
    const difference = await this.differences.found(round, found);
    if (difference) round.counts.differences.push(difference);
  }

  #known({ gateway, environment }: Round, storeTransactionId: string): Promise<Payment | null> {
    const of = { store: gateway.store, environment, storeTransactionId };
    return this.payments.findByStoreTransaction(this.database.reader, of);
  }
}

function isOf(mark: ReconciliationMark, { titleId, environment }: Scope, store: Store): boolean {
  return mark.titleId === titleId && mark.environment === environment && mark.store === store;
}

/** The mark of a store that was never reconciled with: due now. */
export function newMark(
  { titleId, environment }: Scope,
  store: Store,
  now: number,
): ReconciliationMark {
  const never = { readUntil: null, askedAfter: null, succeededAt: null };
  return { titleId, environment, store, ...never, createdAt: now, dueAt: now };
}

/** A reconciliation as the API shows it, with the first of its differences. */
export function reconciledView(reconciled: Reconciled) {
  const { environment, store, outcome, listed, asked, differences } = reconciled;
  return {
    environment,
    store,
    outcome,
    since: timestamp(reconciled.since),
    until: timestamp(reconciled.until),
    listed,
    asked,
    found: differences.length,
    differences: differences.slice(0, SHOWN_MAX).map(differenceView),
  };
}
