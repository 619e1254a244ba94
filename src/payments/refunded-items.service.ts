import { Inject, Injectable } from '@nestjs/common';
import type { PlayerId, TitleId } from '../kernel/id.js';
import { PaymentOrders, type RefundedPayment } from '../orders/payment-orders.service.js';
import { Database } from '../platform/database/database.js';
import type { Purchase } from '../stores/store-gateway.js';
import { TitlesService } from '../titles/titles.service.js';
import { gemsToTake } from './gems-to-take.js';
import { isOlder } from './observed-payment.js';
import type { Payment } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { isCredited } from './payment-status.js';
import { gaveBack, holdsNothing, notCovered } from './refunded-items.js';

/** Whose payments are settled, and of which title. */
interface Owner {
  readonly titleId: TitleId;
  readonly playerId: PlayerId | null;
}

/** Items follow the money: taken back before a refund is settled, given again after a reversal. */
@Injectable()
export class RefundedItems {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(PaymentOrders) private readonly orders: PaymentOrders,
    @Inject(TitlesService) private readonly titles: TitlesService,
  ) {}

  /**
   * Settles purchases between the two: what was taken back before it failed stays taken, and the
   * next try goes on from there.
   */
  async around<Result>(
    owner: Owner,
    purchases: readonly Purchase[],
    settle: () => Promise<Result>,
  ): Promise<Result> {
    const credited = await this.#creditedOf(owner, purchases);
    for (const [purchase, payment] of credited) await this.#takeBack(payment, purchase);
    const result = await settle();
    for (const [purchase, payment] of credited) await this.#giveAgain(payment, purchase);
    return result;
  }

  /** Only what was credited to this player: the rest has nothing that could be taken. */
  async #creditedOf({ titleId, playerId }: Owner, purchases: readonly Purchase[]) {
    const credited: [Purchase, Payment][] = [];
    for (const purchase of purchases) {
      const known = await this.#find(purchase);
      const mine = known?.titleId === titleId && known.playerId === playerId;
      if (mine && isCredited(known.status)) credited.push([purchase, known]);
    }
    return credited;
  }

  #find(purchase: Purchase): Promise<Payment | null> {
    return this.payments.findByStoreTransaction(this.database.reader, purchase);
  }

  async #takeBack(payment: Payment, purchase: Purchase): Promise<void> {
    const currencies = Object.keys(gemsToTake(payment, purchase));
    if (currencies.length === 0) return;
    const { refunds } = await this.titles.settings(payment.titleId);
    if (refunds.policy !== 'take_items') return;
    const owner = payment.bonus.length === 0 ? null : payment.playerId;
    const uncovered = new Map(currencies.map((one) => [one, notCovered(purchase, one, owner)]));
    await this.orders.takeBack(refundedPayment(payment), { items: refunds.items, uncovered });
  }

  /**
   * Also when nothing was given back just now: a crash may have come between. A reversal may even
   * overtake a refund that has taken items and no gems yet: then the store's word must be newer
   * than the taking, or it is the one that the refund has made old.
   */
  async #giveAgain(before: Payment, purchase: Purchase): Promise<void> {
    const after = await this.#find(purchase);
    if (!after || !isCredited(after.status)) return;
    const reversed = gaveBack(before, after) || after.status === 'refund_reversed';
    if (!reversed && (after.taken.length > 0 || isOlder(purchase, after))) return;
    const takenBefore = reversed ? null : purchase.asOf;
    await this.orders.buyAgain(refundedPayment(after), {
      final: holdsNothing(purchase),
      takenBefore,
    });
  }
}

function refundedPayment({ id, titleId, environment, playerId }: Payment): RefundedPayment {
  return { scope: { titleId, environment }, paymentId: id, playerId: playerId! };
}
