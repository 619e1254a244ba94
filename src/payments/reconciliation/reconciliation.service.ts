import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { PaymentId } from '../../kernel/id.js';
import { lowestIdAt } from '../../kernel/id.js';
import { Database } from '../../platform/database/database.js';
import { failureText } from '../../platform/database/failure.js';
import type { Scope } from '../../platform/http/caller.js';
import {
  type HistoryItem,
  STORE_GATEWAYS,
  type Store,
  type StoreGateway,
  type StoreNotification,
  StoreUnavailable,
  type Verification,
} from '../../stores/store-gateway.js';
import { InboxService } from '../inbox/inbox.service.js';
import { InboxWorker } from '../inbox/inbox.worker.js';
import { passingFailure } from '../inbox/passing-failure.js';
import { type Payment, storePaymentOf } from '../payment.js';
import { PaymentStore } from '../payment.store.js';
import { isCredited } from '../payment-status.js';
import { SettlementService } from '../settlement.service.js';
import {
  agrees,
  type Compared,
  type Difference,
  type Found,
  incomparable,
  oursInWords,
  theirsInWords,
} from './difference.js';
import { DifferencesService } from './differences.service.js';
import { OpenEnds } from './open-ends.service.js';
import type { Reconciled } from './reconciled.js';
import {
  isOf,
  newMark,
  type ReconciliationMark,
  ReconciliationMarkStore,
} from './reconciliation-mark.store.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Stores write their lists late: what was read is read again for a day. */
const OVERLAP_MS = DAY_MS;
/** As far back as any store remembers. */
const MEMORY_MS = 180 * DAY_MS;
const ASKED_AT_ONCE = 100;
/** So many customers are asked about in one round of the background. */
const ASKED_MAX = 2_000;
/** So much of what was open is asked about again in one round. */
const DISPUTES_MAX = 500;
/** A store that is silent about so many purchases in a row is out, and is left alone. */
const SILENCES_MAX = 5;
/** Stores whose lists tell only what could not be delivered; refunds are asked for by customer. */
const ASKED_BY_CUSTOMER: ReadonlySet<Store> = new Set(['apple']);

interface Round extends Scope {
  readonly gateway: StoreGateway;
  readonly mark: ReconciliationMark;
  /** Asks about all customers, not only about the next few. */
  readonly thorough: boolean;
  readonly counts: { listed: number; asked: number; differences: Difference[] };
  /** What was open about purchases before, by what it is about; without what was settled since. */
  readonly disputed: Map<string, Difference>;
  /** What was looked at in this round already. */
  readonly looked: Set<string>;
  /** How many items failed, and those about which the store was silent last, in a row. */
  readonly failures: { total: number; silent: Found[] };
}

/** A purchase that the store was asked about. */
interface Asked {
  readonly subject: string;
  readonly known: Payment | null;
  /** Why money was given back, where only the list tells. */
  readonly refundReason?: HistoryItem['refundReason'];
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

  /** With each store of a title. Throws only while the database is away. */
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
    const told = { environment, store, since, until };
    try {
      // Whether or not the store answers now, what hangs since long is told.
      counts.differences.push(...(await this.openEnds.compare({ titleId, environment }, store)));
      if (!(await gateway.lists(titleId))) {
        // Nothing is late: but once there is a key, the lists are read from where they ended.
        await this.#mark({ ...mark, succeededAt: until });
        return { ...told, outcome: 'not_configured', ...counts };
      }
      const round = await this.#begun({ mark, gateway, thorough, counts });
      const complete = await this.#compareAll(round, { since, until });
      return { ...told, outcome: complete ? 'done' : 'unavailable', ...counts };
    } catch (error) {
      const why = `${titleId}: reconciliation with ${store} waits: ${failureText(error)}`;
      if (passingFailure(error)) this.#log.warn(why);
      else this.#log.error(why);
      return { ...told, outcome: 'unavailable', ...counts };
    }
  }

  async #begun(of: Pick<Round, 'mark' | 'gateway' | 'thorough' | 'counts'>): Promise<Round> {
    const { titleId, environment, store } = of.mark;
    const open = await this.differences.open({ titleId, environment }, store);
    const disputes = open.filter(({ kind }) => kind === 'payment');
    const disputed = new Map(disputes.map((one) => [one.subject, one]));
    const failures = { total: 0, silent: [] };
    return { ...of, titleId, environment, disputed, looked: new Set(), failures };
  }

  /**
   * The lists, the customers, and what both sides did not agree about before. True when all could
   * be compared. What could not be found in the lists is read again from where this one began;
   * customers go on after the last one, since each is asked about again and again anyway.
   */
  async #compareAll(round: Round, period: { since: number; until: number }): Promise<boolean> {
    const { mark, failures } = round;
    await this.#stage(round, () => this.#readLists(round, period));
    const listed = failures.total === 0;
    let askedAfter = mark.askedAfter;
    await this.#stage(round, () =>
      this.#askCustomers(round, (after) => {
        askedAfter = after;
      }),
    );
    await this.#stage(round, () => this.#askDisputed(round));
    const complete = failures.total === 0;
    await this.#mark({
      ...mark,
      readUntil: listed ? period.until : mark.readUntil,
      askedAfter,
      succeededAt: complete ? period.until : mark.succeededAt,
    });
    return complete;
  }

  /** A store that is silent in one way may answer in another; what was reached is kept. */
  async #stage(round: Round, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!passingFailure(error)) throw error;
      round.failures.total += 1;
      // Silent about all of them is silent about none in particular.
      round.failures.silent.splice(0);
      this.#log.warn(`${round.titleId}: a store is silent: ${failureText(error)}`);
    }
  }

  /**
   * Compares one thing. One that cannot be compared must not hide all the others: it is written
   * down, and they go on. Throws only when the store is silent about several in a row.
   */
  async #attempt(round: Round, about: Compared, compare: () => Promise<void>): Promise<void> {
    const { gateway, failures, looked } = round;
    looked.add(about.subject);
    try {
      await compare();
    } catch (error) {
      failures.total += 1;
      const found = { ...about, store: gateway.store, state: 'open' as const };
      if (!passingFailure(error)) {
        this.#log.error(`one ${about.kind} cannot be compared: ${failureText(error)}`);
        await this.#found(round, found);
        return;
      }
      failures.silent.push(found);
      if (failures.silent.length >= SILENCES_MAX) throw error;
      return;
    }
    await this.#tellSilences(round);
  }

  /** The store answers about others: it is silent about these alone. */
  async #tellSilences(round: Round): Promise<void> {
    for (const found of round.failures.silent.splice(0)) await this.#found(round, found);
  }

  #mark(mark: ReconciliationMark): Promise<void> {
    const next = { ...mark, dueAt: this.clock.now() + HOUR_MS };
    return this.database.write((tx) => this.marks.put(tx, next));
  }

  async #readLists(round: Round, period: { since: number; until: number }): Promise<void> {
    const { titleId, environment, gateway, counts } = round;
    for await (const item of gateway.history({ titleId, environment }, period)) {
      counts.listed += 1;
      if (item.notification) await this.#readNotification(round, item.notification);
      else await this.#readPurchase(round, item);
    }
    await this.#tellSilences(round);
    if (counts.listed === 0) return;
    // What was missed is acted on now: this reconciliation is to see what came of it.
    await this.inboxWorker.job.runNow();
    const told = await this.openEnds.closeMended(counts.differences);
    counts.differences.splice(0, told.length, ...told);
  }

  /** It is open until it was acted on. */
  #readNotification(round: Round, notification: StoreNotification): Promise<void> {
    const { type, subtype, id: subject } = notification;
    const theirs = [type, subtype].filter(Boolean).join(' ');
    const about = { kind: 'notification', subject, paymentId: null } as const;
    const missed = { ...about, ours: 'not received', theirs };
    return this.#attempt(round, missed, async () => {
      if (!(await this.inbox.keep(round.titleId, notification, 'history'))) return;
      await this.#found(round, { ...missed, store: round.gateway.store, state: 'open' });
    });
  }

  async #readPurchase(round: Round, item: HistoryItem): Promise<void> {
    const { gateway, titleId, environment } = round;
    const { app, storeTransactionId, storeOrderId, refundReason } = item;
    if (storeTransactionId === null) return;
    const subject = storeTransactionId;
    const { store } = gateway;
    const of = { store, environment, storeTransactionId };
    const known = await this.payments.findByStoreTransaction(this.database.reader, of);
    if (known?.status === 'refunded') return;
    const unknown = { app, storeTransactionId, storeOrderId, environment, lines: [] };
    const payment = known ? storePaymentOf(known) : unknown;
    await this.#attempt(round, incomparable(subject, known), async () => {
      // A list does not say which environment it tells of: the purchase does.
      const verification = await gateway.look({ titleId, environment: null }, payment);
      await this.#compare(round, verification, { subject, known, refundReason });
    });
  }

  /** `reached` hears after whom the next round goes on; null: from the beginning. */
  async #askCustomers(round: Round, reached: (after: PaymentId | null) => void): Promise<void> {
    const { gateway, mark, thorough, counts } = round;
    if (!ASKED_BY_CUSTOMER.has(gateway.store)) return;
    const first = lowestIdAt('payment', Math.max(0, this.clock.now() - MEMORY_MS));
    let after = thorough || mark.askedAfter === null ? first : mark.askedAfter;
    for (;;) {
      const wish = { store: gateway.store, after, limit: ASKED_AT_ONCE };
      const payments = await this.payments.refundable(this.database.reader, round, wish);
      for (const payment of payments) {
        counts.asked += 1;
        after = payment.id;
        reached(after);
        await this.#askCustomer(round, payment);
      }
      const isLast = payments.length < ASKED_AT_ONCE;
      if (!isLast && (thorough || counts.asked < ASKED_MAX)) continue;
      await this.#tellSilences(round);
      if (isLast) reached(null);
      return;
    }
  }

  #askCustomer(round: Round, payment: Payment): Promise<void> {
    const { gateway, titleId, environment } = round;
    const { storeTransactionId: subject, status } = payment;
    return this.#attempt(round, incomparable(subject, payment), async () => {
      const answer = await gateway.refundsOf({ titleId, environment }, storePaymentOf(payment));
      if (answer.outcome !== 'none')
        await this.#compare(round, answer, { subject, known: payment });
      const some = answer.outcome === 'verified' ? answer.purchases : [];
      const refunded = some.some((one) => one.storeTransactionId === subject);
      // Not among the refunds of its customer: the store still says what the books say.
      const whole = status === 'credited' || status === 'refund_reversed';
      if (answer.outcome !== 'refused' && whole && !refunded) await this.#agreed(round, subject);
    });
  }

  /** Lists tell of a purchase once: what was open about it since is asked again. */
  async #askDisputed(round: Round): Promise<void> {
    const { gateway, titleId, environment } = round;
    for (const { subject, paymentId } of [...round.disputed.values()].slice(0, DISPUTES_MAX)) {
      if (paymentId === null || round.looked.has(subject)) continue;
      const known = await this.payments.findById(this.database.reader, paymentId);
      if (!known) continue;
      await this.#attempt(round, incomparable(subject, known), async () => {
        const scope = { titleId, environment };
        const verification = await gateway.look(scope, storePaymentOf(known));
        await this.#compare(round, verification, { subject, known });
      });
    }
    await this.#tellSilences(round);
  }

  async #compare(round: Round, verification: Verification, about: Asked): Promise<void> {
    const { titleId, gateway } = round;
    const { subject: asked, known, refundReason = null } = about;
    if (verification.outcome === 'unavailable') {
      throw new StoreUnavailable(`${gateway.store} does not answer about a purchase`);
    }
    if (verification.outcome === 'refused') {
      if (known && isCredited(known.status)) await this.#denied(round, known, verification.code);
      else await this.#agreed(round, asked);
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
      if (!changed && agrees(after, purchase)) {
        await this.#agreed(round, subject);
        continue;
      }
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

  /** What was open about a purchase is over. */
  async #agreed({ disputed }: Round, subject: string): Promise<void> {
    const difference = disputed.get(subject);
    if (!difference) return;
    disputed.delete(subject);
    await this.differences.mended(difference);
  }

  async #found(round: Round, found: Found): Promise<void> {
    const difference = await this.differences.found(round, found);
    if (difference) round.counts.differences.push(difference);
  }
}
