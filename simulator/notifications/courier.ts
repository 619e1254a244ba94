import { appleRequest } from '../apple/notification-request.js';
import type { App } from '../apps.js';
import { type Fault, misleadingFaults, type SendingFaultKind, sendingFaults } from '../faults.js';
import { pushRequest } from '../google/push-request.js';
import type { World } from '../world.js';
import { Lanes } from './lanes.js';
import { type Attempt, dueAttempt, type Notification, type SendResult } from './notification.js';
import { type OutgoingRequest, post } from './outgoing-request.js';
import { isAcknowledged, nextAttemptAt } from './retry.js';

/** What one attempt suffers on purpose. */
interface Suffering {
  latencyMs: number;
  kind: SendingFaultKind | null;
  /** How much older it says to be. */
  ageMs: number;
}

/** Older than anything that the receiver is told of the same day. */
const ageMsByDefault = 24 * 3_600_000;

/** Carries notifications to the studio's server and writes down how each attempt ended. */
export class Courier {
  private readonly lanes = new Lanes();
  private readonly onTheirWay = new Set<string>();
  /** Attempts that ended since the simulator was started. */
  attempted = 0;

  constructor(
    private readonly world: World,
    private readonly timeoutMs: number,
  ) {}

  /**
   * Sends what is due. What is not due any more or held back stays, and what is on its way is
   * looked at again when it has arrived. One after another in a lane: by default, what concerns one
   * purchase.
   */
  take(id: string, lane = this.world.notifications.find(id)?.purchaseId ?? id): void {
    if (this.world.faults.signal.aborted || this.onTheirWay.has(id)) return;
    if (this.world.pen.has(id) || !this.due(id)) return;
    this.onTheirWay.add(id);
    this.lanes.add(lane, async () => {
      try {
        await this.attempt(id);
      } finally {
        this.onTheirWay.delete(id);
      }
      // Somebody may have asked for it once more while it was under way.
      this.take(id);
      // What the attempt left to do has to be put on a timer.
      this.world.onDue();
    });
  }

  get isIdle(): boolean {
    return this.lanes.isIdle;
  }

  /** Resolves when nothing is on its way. */
  idle(): Promise<void> {
    return this.lanes.idle();
  }

  private due(id: string): 'scheduled' | 'resent' | null {
    const notification = this.world.notifications.find(id);
    return notification ? dueAttempt(notification, this.world.clock.now()) : null;
  }

  private async attempt(id: string): Promise<void> {
    const { signal } = this.world.faults;
    if (signal.aborted) return;
    const notification = this.world.notifications.find(id)!;
    const kind = this.due(id);
    // The clock was moved back since it was taken.
    if (kind === null) return this.world.remind(notification);
    const first = !notification.attempts.some((one) => one.kind === 'scheduled');
    const count = kind === 'scheduled' && first ? notification.copies : 1;
    const attempts = await Promise.all(
      Array.from({ length: count }, (_, copy) =>
        this.send(notification, copy === 0 ? kind : 'copy'),
      ),
    );
    if (signal.aborted) return;
    this.attempted += attempts.length;
    // Not as it was when the attempt began: more resends may have been asked for since.
    const { resends } = this.world.notifications.find(id)!;
    const left = kind === 'resent' ? resends - 1 : resends;
    const outcome = this.outcome(notification, kind, attempts);
    this.world.saveProgress({ id, attempts, ...outcome, resends: left });
  }

  private outcome(
    notification: Notification,
    kind: 'scheduled' | 'resent',
    attempts: Attempt[],
  ): Pick<Notification, 'state' | 'nextAttemptAt'> {
    if (attempts.some(({ result }) => result === 'SUCCESS')) {
      return { state: 'delivered', nextAttemptAt: null };
    }
    if (kind === 'resent') {
      // It changes nothing of what the store does by itself, and unmakes no delivery.
      const { state, nextAttemptAt: next } = notification;
      return { state: state === 'unaddressed' ? 'failed' : state, nextAttemptAt: next };
    }
    const tried = { ...notification, attempts: [...notification.attempts, ...attempts] };
    const next = nextAttemptAt(tried, this.world.clock.now());
    return { state: next === null ? 'failed' : 'waiting', nextAttemptAt: next };
  }

  private async send(notification: Notification, kind: Attempt['kind']): Promise<Attempt> {
    const app = this.appOf(notification);
    const url = app ? this.world.apps.notificationUrl(app, notification.store) : null;
    const suffering = this.suffering(notification);
    const at = this.world.clock.now();
    const told = { at, kind, url, fault: suffering.kind ?? latencyName(suffering) };
    const nothing = { ...told, status: null, answer: '', durationMs: 0 };
    if (app === undefined || url === null) return { ...nothing, result: 'NO_RESPONSE' };
    await this.world.faults.wait(suffering.latencyMs);
    if (suffering.kind === 'outage') return { ...nothing, result: 'NO_RESPONSE' };
    const request = await this.requestOf(notification, app, suffering);
    const { signal } = this.world.faults;
    const { failure, ...reception } = await post(url, request, {
      timeoutMs: this.timeoutMs,
      signal,
    });
    if (suffering.kind === 'lost_answer') {
      return { ...told, ...reception, status: null, result: 'PREMATURE_CLOSE' };
    }
    return { ...told, ...reception, result: failure ?? resultOf(notification, reception.status) };
  }

  private requestOf(
    notification: Notification,
    app: App,
    { kind, ageMs }: Suffering,
  ): Promise<OutgoingRequest> {
    return notification.store === 'apple'
      ? appleRequest(this.world.authority.chain, notification, { kind, ageMs })
      : pushRequest(this.world.pushKeys, app, notification, kind);
  }

  private suffering({ store }: Notification): Suffering {
    const kinds = [...sendingFaults[store], ...misleadingFaults[store]];
    const met: Fault[] = this.world.faults.meet(`${store}.notification`, kinds);
    const latencyMs = met.reduce((sum, fault) => sum + (fault.latencyMs ?? 0), 0);
    const other = met.find((fault) => fault.kind !== 'latency');
    const kind = (other?.kind ?? null) as SendingFaultKind | null;
    return { latencyMs, kind, ageMs: other?.ageMs ?? ageMsByDefault };
  }

  private appOf({ store, title, bundleId, packageName }: Notification): App | undefined {
    const { apps } = this.world;
    return store === 'apple'
      ? apps.atApple(title, bundleId ?? undefined)
      : apps.atGoogle(title, packageName ?? undefined);
  }
}

function latencyName({ latencyMs }: Suffering): string | null {
  return latencyMs > 0 ? 'latency' : null;
}

function resultOf({ store }: Notification, status: number | null): SendResult {
  if (status === null) return 'NO_RESPONSE';
  return isAcknowledged(store, status) ? 'SUCCESS' : 'UNSUCCESSFUL_HTTP_RESPONSE_CODE';
}
