import { setTimeout as delay } from 'node:timers/promises';
import type { StoreName } from './purchases/purchase.js';

/**
 * What can go wrong with a call of a store's API. `outage` breaks the connection before anything
 * happens; `lost_answer` does what was asked and breaks it then; `latency` waits first. The others
 * answer without doing anything: `status` in the store's own form, `garbage` broken JSON, `schema`
 * good JSON of another shape, `html` a page, `oversize` fifty megabytes, `slow` a byte a second.
 */
export const callFaults = [
  'outage',
  'lost_answer',
  'latency',
  'status',
  'garbage',
  'schema',
  'html',
  'oversize',
  'slow',
] as const;

/**
 * What can become of a notification as a whole, decided when it is made: sent several times
 * (`duplicate`), told again under a new id (`republish`), later (`delay`), in another order
 * (`reorder`), or never (`drop`).
 */
export const fateFaults = ['duplicate', 'republish', 'delay', 'reorder', 'drop'] as const;

/**
 * What can go wrong with one attempt to send a notification. The connection: `outage`,
 * `lost_answer`, `latency`. The proof, so that the receiver has to refuse it: all others.
 */
export const sendingFaults = {
  apple: [
    'outage',
    'lost_answer',
    'latency',
    'tamper',
    'unsigned',
    'wrong_key',
    'wrong_app',
    'forged_nested',
  ],
  google: [
    'outage',
    'lost_answer',
    'latency',
    'tamper',
    'unsigned',
    'wrong_key',
    'wrong_app',
    'alg_none',
    'wrong_audience',
    'wrong_email',
    'unverified_email',
    'wrong_issuer',
    'expired',
  ],
} as const satisfies Record<StoreName, readonly string[]>;

/**
 * What is wrong with one attempt although every signature is good, so that the receiver has to take
 * it and must not be misled: `old_signed_date` says that it is older than it is.
 */
export const misleadingFaults = {
  apple: ['old_signed_date'],
  google: [],
} as const satisfies Record<StoreName, readonly string[]>;

export type FateKind = (typeof fateFaults)[number];
export type SendingFaultKind =
  | (typeof sendingFaults)[StoreName][number]
  | (typeof misleadingFaults)[StoreName][number];
export type FaultKind = (typeof callFaults)[number] | FateKind | SendingFaultKind;

export interface FaultWish {
  /** A store endpoint such as `google.consume`, a whole store's API as `google.*`, or `*`. */
  endpoint: string;
  kind: FaultKind;
  status?: number;
  latencyMs?: number;
  /** For `delay`, in virtual time. */
  delayMs?: number;
  /** For `old_signed_date`: how much older than it is; a day by default. */
  ageMs?: number;
  /** For `duplicate`: how often it arrives in all; two by default. */
  copies?: number;
  /** How many requests or notifications it meets; without it, all. */
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

  /** Heals one fault, or all. */
  clear(id?: string): void {
    this.active = id === undefined ? [] : this.active.filter((fault) => fault.id !== id);
  }

  /**
   * The faults that this request meets, in the order in which they were set: any latencies and at
   * most one other. Each is used up once. `among` leaves out all other kinds.
   */
  meet(endpoint: string, among?: readonly FaultKind[]): Fault[] {
    const met: Fault[] = [];
    for (const fault of this.active) {
      if (!covers(fault.endpoint, endpoint) || (among && !among.includes(fault.kind))) continue;
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

  /** Aborted when the simulator ends. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  close(): void {
    this.closing.abort();
  }
}

/** A whole store's faults are those of its API: notifications have to be named. */
function covers(pattern: string, endpoint: string): boolean {
  if (pattern === endpoint) return true;
  if (endpoint.endsWith('.notification')) return false;
  return pattern === '*' || (pattern.endsWith('.*') && endpoint.startsWith(pattern.slice(0, -1)));
}
