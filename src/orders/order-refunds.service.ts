import { Inject, Injectable } from '@nestjs/common';
import type { Answer, Claim } from '../till/operation.js';
import { Till } from '../till/till.js';
import type { Condition } from './placed-order.js';
import { type OrderName, PlacedOrders } from './placed-orders.service.js';
import { type MissingItems, orderRefundOperation } from './refund-order.js';

export interface OrderRefund extends OrderName {
  readonly reason: string;
  readonly missingItems: MissingItems;
  /** null: another room asks, and the same reason again counts as done. */
  readonly claim: Claim | null;
  /** Only while this holds; `NotWanted` is thrown otherwise. */
  readonly onlyWhile?: Condition;
}

/** Gives orders back, whoever wants it: a game server, an operator, a payment that was refunded. */
@Injectable()
export class OrderRefunds {
  constructor(
    @Inject(PlacedOrders) private readonly placed: PlacedOrders,
    @Inject(Till) private readonly till: Till,
  ) {}

  /** Throws a `Problem` for every refusal (`refund-order.ts`). */
  async refund(request: OrderRefund): Promise<Answer> {
    const { scope, reason, missingItems, claim, onlyWhile = null } = request;
    const placed = await this.placed.read(request);
    const currencies = [...(await this.placed.currencies(scope)).keys()];
    const terms = { placed, reason, missingItems, claim, onlyWhile, currencies };
    return this.till.run(orderRefundOperation(terms));
  }
}
