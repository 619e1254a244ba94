import { Inject, Injectable } from '@nestjs/common';
import type { OrderId, PaymentId, PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Scope } from '../platform/http/caller.js';
import { Till } from '../till/till.js';
import { OrderRefunds } from './order-refunds.service.js';
import { type PaidOrder, PaymentOrderStore } from './payment-orders.store.js';
import type { Condition } from './placed-order.js';
import { PlacedOrders } from './placed-orders.service.js';
import { NotWanted } from './refund-order.js';
import { reinstatementOperation } from './reinstate-order.js';
import { matchesAny } from './sku-pattern.js';

/** A payment whose money a store gave back, or took again. */
export interface RefundedPayment {
  readonly scope: Scope;
  readonly paymentId: PaymentId;
  readonly playerId: PlayerId;
}

/** What may be taken back, and for how long. */
export interface Taking {
  /** Skus, or beginnings of skus that end in `*`. */
  readonly items: readonly string[];
  /** For each currency of the refund: while the payment's own lots do not cover it. */
  readonly uncovered: ReadonlyMap<string, Condition>;
}

/** What may be bought again. */
export interface BuyingAgain {
  /** While it holds, what cannot be bought again now stays refunded for good. */
  readonly final: Condition;
  /** Only what was taken back before this time; null: all. */
  readonly takenBefore: number | null;
}

const AT_ONCE = 50;

/**
 * Takes back what was bought with the gems of a refunded payment, and sells it again when the
 * refund is reversed. Each order is an operation of its own: after a crash the next try goes on.
 */
@Injectable()
export class PaymentOrders {
  constructor(
    @Inject(PaymentOrderStore) private readonly found: PaymentOrderStore,
    @Inject(PlacedOrders) private readonly placed: PlacedOrders,
    @Inject(OrderRefunds) private readonly refunds: OrderRefunds,
    @Inject(Till) private readonly till: Till,
  ) {}

  /**
   * Gives back the latest orders that the payment's gems went into and that gave nothing but named
   * items, all of which are still held; one after another, while their currency is uncovered.
   */
  async takeBack(payment: RefundedPayment, { items, uncovered }: Taking): Promise<void> {
    const open = new Map(uncovered);
    let before: OrderId | null = null;
    while (open.size > 0) {
      const orders: readonly PaidOrder[] = await this.found.paidFrom(payment, before, AT_ONCE);
      for (const { id, currency, skus } of orders) {
        before = id;
        const onlyWhile = open.get(currency);
        if (!onlyWhile || !skus.every((sku) => matchesAny(sku, items))) continue;
        const wanted = await this.#refunded(payment, id, onlyWhile);
        if (!wanted) open.delete(currency);
      }
      if (orders.length < AT_ONCE) return;
    }
  }

  /** Buys again, the oldest first, what was taken back for a payment whose refund was reversed. */
  async buyAgain(payment: RefundedPayment, { final, takenBefore }: BuyingAgain): Promise<void> {
    const { scope, playerId, paymentId } = payment;
    const reason = reasonOf(paymentId);
    const waiting = await this.found.refundedFor(playerId, { reason, before: takenBefore });
    if (waiting.length === 0) return;
    const currencies = await this.placed.currencies(scope);
    const finalReason = `payment_refund_reversed ${paymentId}`;
    for (const orderId of waiting) {
      const placed = await this.placed.read({ scope, orderId, playerId });
      const request = { placed, reason, final, finalReason, currencies };
      await this.till.run(reinstatementOperation(request));
    }
  }

  /** False when the payment's lots cover its refund already. */
  async #refunded(
    { scope, playerId, paymentId }: RefundedPayment,
    orderId: OrderId,
    onlyWhile: Condition,
  ): Promise<boolean> {
    const name = { scope, orderId, playerId };
    const terms = { reason: reasonOf(paymentId), missingItems: 'refuse', claim: null } as const;
    try {
      await this.refunds.refund({ ...name, ...terms, onlyWhile });
      return true;
    } catch (error) {
      if (error instanceof NotWanted) return false;
      if (error instanceof Problem && KEPT.has(error.code)) return true;
      throw error;
    }
  }
}

/** The player keeps an order whose items are used up, or that somebody else gave back. */
const KEPT: ReadonlySet<string> = new Set(['items_used', 'not_refundable']);

function reasonOf(paymentId: PaymentId): string {
  return `payment_refund ${paymentId}`;
}
