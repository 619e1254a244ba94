import { type AppleNotice, appleNotice, applePayload } from '../apple/notification.js';
import type { App, AppRegistry } from '../apps.js';
import type { VirtualClock } from '../clock.js';
import { type Fault, type FaultBoard, fateFaults } from '../faults.js';
import { developerNotification, type GoogleNotice, googleNotice } from '../google/notification.js';
import type { PurchaseEvent } from '../purchases/event.js';
import type { Environment, Purchase, StoreName } from '../purchases/purchase.js';
import type { Randomness } from '../randomness.js';
import type { SignedDates } from '../signed-dates.js';
import type { HoldingPen } from './holding-pen.js';
import type { Nested, Notification } from './notification.js';
import type { NotificationBook } from './notification-book.js';

/** Whom a notification is about, and for. */
export interface Addressee {
  app: App;
  environment: Environment;
  purchase: Purchase | null;
  /** Sent as it is instead of what the notice would become. */
  raw?: string;
}

interface Surroundings {
  apps: AppRegistry;
  clock: VirtualClock;
  faults: FaultBoard;
  randomness: Randomness;
  signedDates: SignedDates;
  notifications: NotificationBook;
  pen: HoldingPen;
}

const digitsOfMessageId = 16;

/** Writes down what the stores have to tell. Sending is the courier's business. */
export class Announcer {
  private lastNumber = 0;

  constructor(private readonly world: Surroundings) {}

  /** What this store tells of an event: nothing, one notification, or, by a fault, two. */
  about(event: PurchaseEvent, purchase: Purchase, app: App): Notification[] {
    const to = { app, environment: purchase.environment, purchase };
    if (purchase.store === 'apple') {
      const notice = appleNotice(event);
      return notice ? this.byApple(notice, to) : [];
    }
    const notice = googleNotice(event, purchase);
    return notice ? this.byGoogle(notice, to) : [];
  }

  byApple(notice: AppleNotice, to: Addressee): Notification[] {
    return this.withFate('apple', () => {
      const number = this.nextNumber();
      const id = this.world.randomness.uuid(`notification ${number}`);
      const signedDate = () => this.world.signedDates.next();
      const { app, environment, purchase } = to;
      const payload = applePayload(notice, { id, app, environment, purchase, signedDate });
      return { ...this.blank('apple', number, to), id, ...kindOf(notice), ...payload };
    });
  }

  byGoogle(notice: GoogleNotice, to: Addressee): Notification[] {
    return this.withFate('google', () => {
      const number = this.nextNumber();
      const id = `1${this.world.randomness.digits(`message ${number}`, digitsOfMessageId - 1)}`;
      const packageName = to.app.packageName ?? '';
      const claims = developerNotification(notice, { packageName, now: this.world.clock.now() });
      return { ...this.blank('google', number, to), id, ...kindOf(notice), claims };
    });
  }

  /** Lets the faults of this store's notifications decide what becomes of a new one. */
  private withFate(store: StoreName, make: () => Notification): Notification[] {
    const notification = make();
    if (notification.state === 'unaddressed') return [notification];
    const [fault] = this.world.faults.meet(`${store}.notification`, fateFaults);
    if (!fault) return [notification];
    const marked = { ...notification, fate: fault.kind };
    if (fault.kind === 'republish') return [marked, { ...make(), fate: fault.kind }];
    if (fault.kind === 'reorder') {
      this.world.pen.hold(notification.id);
      if (fault.remaining === 0) this.world.pen.fill();
    }
    return [suffer(marked, fault)];
  }

  private nextNumber(): number {
    this.lastNumber = Math.max(this.lastNumber + 1, this.world.notifications.nextNumber);
    return this.lastNumber;
  }

  private blank(store: StoreName, number: number, to: Addressee) {
    const { app, environment, purchase, raw = null } = to;
    const now = this.world.clock.now();
    const addressed = this.world.apps.notificationUrl(app, store) !== null;
    return {
      number,
      store,
      title: app.title,
      bundleId: store === 'apple' ? (app.bundleId ?? null) : null,
      packageName: store === 'google' ? (app.packageName ?? null) : null,
      environment,
      purchaseId: purchase?.id ?? null,
      createdAt: now,
      nested: null as Nested | null,
      raw,
      copies: 1,
      fate: null,
      state: addressed ? ('waiting' as const) : ('unaddressed' as const),
      nextAttemptAt: addressed ? now : null,
      resends: 0,
      attempts: [],
    };
  }
}

function kindOf(notice: AppleNotice | GoogleNotice): { type: string; subtype: string | null } {
  return { type: notice.type, subtype: notice.subtype ?? null };
}

function suffer(notification: Notification, fault: Fault): Notification {
  if (fault.kind === 'duplicate') return { ...notification, copies: fault.copies ?? 2 };
  if (fault.kind === 'delay') {
    return { ...notification, nextAttemptAt: notification.createdAt + (fault.delayMs ?? 0) };
  }
  if (fault.kind !== 'drop') return notification;
  // It is lost on its way: to the store it looks like a receiver that never answered.
  const attempt = {
    at: notification.createdAt,
    kind: 'scheduled' as const,
    url: null,
    status: null,
    answer: '',
    result: 'NO_RESPONSE' as const,
    durationMs: 0,
    fault: fault.kind,
  };
  return { ...notification, state: 'failed', nextAttemptAt: null, attempts: [attempt] };
}
