import { Inject, Injectable } from '@nestjs/common';
import { timestamp } from '../kernel/clock.js';
import { isId, type PaymentId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { Cursors } from '../platform/http/cursor.js';
import type { IdempotencyKey } from '../platform/http/idempotency-key.js';
import type { FilteredQuery } from '../platform/http/list-query.js';
import { serverKeyScope } from '../platform/http/server-key-scope.js';
import { PlayersService } from '../players/players.service.js';
import type { Purchase } from '../stores/store-gateway.js';
import type { Answer } from '../till/operation.js';
import { type Payment, paymentView } from './payment.js';
import { PaymentStore } from './payment.store.js';
import type { PaymentStatus } from './payment-status.js';
import { stepView } from './payment-step.js';
import { PaymentStepStore } from './payment-step.store.js';
import { SettlementService } from './settlement.service.js';
import { TopUpsService } from './top-ups.service.js';

/** What the studio may see and do about payments of its title and environment. */
@Injectable()
export class PaymentDesk {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(PaymentStepStore) private readonly steps: PaymentStepStore,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(TopUpsService) private readonly topUps: TopUpsService,
    @Inject(PlayersService) private readonly players: PlayersService,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  /** By exactly one of status, player and order; throws `invalid_query` otherwise. */
  async list(server: ServerCaller, { limit, cursor, filters }: FilteredQuery) {
    const [filter, ...more] = Object.entries(filters);
    if (!filter || more.length > 0) {
      const detail = 'Name one of status, player and order.';
      throw new Problem('invalid_query', { detail });
    }
    const [by, value] = filter as ['status' | 'player' | 'order', string];
    const list = `payments ${by} ${value} ${server.environment}`;
    const before = cursor ? this.cursors.read(list, server.titleId, cursor) : null;
    const wish = { by, value, before: before as PaymentId | null, limit: limit + 1 };
    const found = await this.payments.list(this.database.reader, server, wish);
    const data = found.slice(0, limit).map(deskView);
    const last = found.length > limit ? data.at(-1) : undefined;
    return { data, nextCursor: last ? this.cursors.write(list, server.titleId, last.id) : null };
  }

  /** A payment with all its steps; throws `not_found`. */
  async find(server: ServerCaller, id: string) {
    const payment = await this.#own(server, id);
    const steps = await this.steps.list(this.database.reader, payment.id);
    return { payment: { ...deskView(payment), steps: steps.map(stepView) } };
  }

  /**
   * Credits a payment that nobody owns to a player. One that is that player's already is answered
   * as it is; another's is `receipt_already_used`, and what was never paid is `not_assignable`.
   */
  async assign(server: ServerCaller, id: string, named: Assignment): Promise<Answer> {
    const payment = await this.#own(server, id);
    if (!isId('player', named.player)) throw new Problem('not_found');
    const { id: playerId } = await this.players.player(server, named.player);
    const { titleId, environment } = server;
    const scope = { titleId, environment };
    const claim = { caller: serverKeyScope(scope), ...named.key };
    const purchase = purchaseOf(payment);
    return this.settlement.assigned(scope, { playerId, purchase, claim, view: deskView });
  }

  /** Asks the store now; throws `not_found` and `store_unavailable`. */
  async check(server: ServerCaller, id: string) {
    const payment = await this.#own(server, id);
    const answered = await this.topUps.check(payment);
    if (!answered) throw new Problem('store_unavailable', { retryAfterSeconds: 5 });
    return this.find(server, payment.id);
  }

  async #own({ titleId, environment }: ServerCaller, id: string): Promise<Payment> {
    const { reader } = this.database;
    const payment = isId('payment', id) ? await this.payments.findById(reader, id) : null;
    const own = payment?.titleId === titleId && payment.environment === environment;
    if (!payment || !own) throw new Problem('not_found');
    return payment;
  }
}

/**
 * What was seen of the purchase last: the store confirmed it then, so it need not be asked again.
 */
function purchaseOf(payment: Payment): Purchase {
  const { store, environment, storeTransactionId, storeOrderId, lines, price, country } = payment;
  return {
    store,
    environment,
    storeTransactionId,
    storeOrderId,
    app: payment.app ?? '',
    state: 'purchased',
    lines,
    accountToken: null,
    price,
    country,
    purchasedAt: payment.purchasedAt,
    consumed: false,
    acknowledged: false,
    paid: payment.paid,
    refundReason: payment.refundReason,
    refundedAt: payment.refundedAt,
    asOf: payment.observedAt ?? 0,
  };
}

/** Whom the studio names, and the key of its request. */
export interface Assignment {
  readonly player: string;
  readonly key: IdempotencyKey;
}

function deskView(payment: Payment) {
  const { playerId, accountBound, storeOrderId, app, country, refundReason, status } = payment;
  const shownId = payment.store === 'apple' ? payment.storeTransactionId : null;
  return {
    ...paymentView(payment),
    status: status as PaymentStatus,
    player: playerId,
    // False: the store named nobody, and whoever claimed it first has it.
    accountBound,
    app,
    country,
    // A purchase token opens the purchase to whoever holds it: the order id names it as well.
    storeTransaction: shownId,
    storeOrder: storeOrderId,
    refundReason,
    refundedAt: payment.refundedAt === null ? null : timestamp(payment.refundedAt),
    purchasedAt: payment.purchasedAt === null ? null : timestamp(payment.purchasedAt),
    lines: payment.lines.map(({ productId, quantity, refunded }) => ({
      productId,
      quantity,
      refunded,
    })),
  };
}
