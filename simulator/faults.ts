import { setTimeout as delay } from 'node:timers/promises';

/**
 * `outage` breaks the connection before anything happens; `lost_answer` does what was asked and
 * breaks it then; `status` and `garbage` answer without doing anything; `latency` waits first.
 */
export type FaultKind = 'outage' | 'lost_answer' | 'status' | 'garbage' | 'latency';

export interface FaultWish {
  /** A store endpoint such as `google.consume`, a whole store as `google.*`, or `*`. */
  endpoint: string;
  kind: FaultKind;
  status?: number;
  latencyMs?: number;
  /** How many requests it meets; without it, all. */
  times?: number;
  /** Sent as the `Retry-After` header, in whatever unit the store uses. */
  retryAfter?: string | number;
}

export interface Fault extends FaultWish {
  id: string;
  /** How many requests it will still meet; null is for ever. */
  remaining: number | null;
}

/** What goes wrong at the stores at present. Kept in memory: a restart heals everything. */
export class FaultBoard {
  private active: Fault[] = [];
  private added = 0;
  private readonly closing = new AbortController();

  add(wish: FaultWish): Fault {
    this.added += 1;
    const fault = { ...wish, id: `fault_${this.added}`, remaining: wish.times ?? null };
    this.active.push(fault);
    return fault;
  }

  all(): Fault[] {
    return this.active;
  }

  clear(): void {
    this.active = [];
  }

  /**
   * The faults that this request meets, in the order in which they were set: any latencies and at
   * most one other. Each is used up once.
   */
  meet(endpoint: string): Fault[] {
    const met: Fault[] = [];
    for (const fault of this.active) {
      if (!covers(fault.endpoint, endpoint)) continue;
      met.push(fault);
      if (fault.kind !== 'latency') break;
    }
    for (const fault of met) {
      if (fault.remaining !== null) fault.remaining -= 1;
    }
    this.active = this.active.filter((fault) => fault.remaining !== 0);
    return met;
  }

  /** Waits, but never longer than the simulator runs. */
  async wait(latencyMs: number): Promise<void> {
    await delay(latencyMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
  }
}

function covers(pattern: string, endpoint: string): boolean {
  if (pattern === '*' || pattern === endpoint) return true;
  return pattern.endsWith('.*') && endpoint.startsWith(pattern.slice(0, -1));
}
