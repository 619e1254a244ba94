import { Courier } from './notifications/courier.js';
import { acknowledgeBy, openReview, type Purchase } from './purchases/purchase.js';
import { voidUnacknowledged } from './purchases/refund.js';
import { decideChargeback, outcomeByDefault } from './purchases/review.js';
import type { World } from './world.js';

/** The longest that a timer of Node can wait is about 24 days. */
const sleepMsMax = 3_600_000;
/** How much one request may let happen before it is answered; the rest follows by itself. */
const stepsMax = 2000;
const patienceMs = 60_000;

/**
 * Lets happen what is due by the virtual clock: attempts to send, refunds of what nobody
 * acknowledged, decisions about chargebacks. By itself as time goes by, or step by step when the
 * clock is moved, so that each thing happens at its own time.
 */
export class Timeline {
  private readonly courier: Courier;
  private timer: NodeJS.Timeout | undefined;
  private moving: Promise<void> = Promise.resolve();
  private reported = 0;
  private closed = false;

  constructor(
    private readonly world: World,
    notificationTimeoutMs: number,
  ) {
    this.courier = new Courier(world, notificationTimeoutMs);
    world.onDue = () => this.wake();
  }

  /** Starts what is due, and comes back for what will be. Returns at once. */
  wake(): void {
    if (this.closed) return;
    const { agenda, clock, pen } = this.world;
    while (agenda.nextAt <= clock.now()) {
      for (const { kind, id } of agenda.take(clock.now())) {
        if (kind === 'notification') this.courier.take(id);
        else this.lookAt(id);
      }
    }
    // In one lane, or who is faster on the way would change their order once more.
    if (pen.isReady) for (const id of pen.release()) this.courier.take(id, 'reordered');
    this.sleep();
  }

  /**
   * Waits until everything that is due now was tried.
   *
   * @returns how many attempts ended since the last call, also those that nobody waited for.
   */
  async deliver(): Promise<number> {
    await this.untilNothingIsDue();
    const count = this.courier.attempted - this.reported;
    this.reported = this.courier.attempted;
    return count;
  }

  /**
   * Moves the clock, and on the way lets everything happen that becomes due. Bounded: after many
   * steps or a minute the clock jumps, and the rest happens late, as after a standstill.
   *
   * @param offsetMs where to, asked for when earlier moves are done.
   */
  moveTo(offsetMs: () => number): Promise<void> {
    const moved = this.moving.then(() => this.walkTo(offsetMs()));
    this.moving = moved.catch(() => undefined);
    return moved;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private async walkTo(offsetMs: number): Promise<void> {
    const end = Date.now() + patienceMs;
    await this.untilNothingIsDue();
    for (let step = 0; step < stepsMax && Date.now() < end; step += 1) {
      const offsetOfNext = this.world.agenda.nextAt - Date.now();
      if (!(offsetOfNext <= offsetMs)) break;
      if (offsetOfNext > this.world.clock.offsetMs) this.world.saveClock(offsetOfNext);
      await this.untilNothingIsDue();
    }
    this.world.saveClock(offsetMs);
    await this.untilNothingIsDue();
  }

  private async untilNothingIsDue(): Promise<void> {
    const end = Date.now() + patienceMs;
    this.world.pen.fill();
    do {
      this.wake();
      await this.courier.idle();
    } while (this.isBusy && !this.closed && Date.now() < end);
  }

  private get isBusy(): boolean {
    return this.world.agenda.nextAt <= this.world.clock.now() || !this.courier.isIdle;
  }

  /** Something may be due for this purchase; its present state says what. */
  private lookAt(id: string): void {
    const now = this.world.clock.now();
    const purchase = this.world.purchases.find(id);
    if (!purchase) return;
    const isDue = (at: number | null) => at !== null && at <= now;
    const review = openReview(purchase);
    let changed: Purchase = purchase;
    if (review && isDue(review.decideAt)) {
      changed = this.world.decide(decideChargeback(purchase, outcomeByDefault(review), now));
    }
    if (isDue(acknowledgeBy(changed))) this.world.decide(voidUnacknowledged(changed, now));
  }

  private sleep(): void {
    clearTimeout(this.timer);
    const wait = this.world.agenda.nextAt - this.world.clock.now();
    if (this.closed || wait === Number.POSITIVE_INFINITY) return;
    this.timer = setTimeout(() => this.wake(), Math.max(1, Math.min(wait, sleepMsMax))).unref();
  }
}
