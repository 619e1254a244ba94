import type { Device } from './device.js';
import type { Call } from './fake-till.js';
import type { Process } from './process.js';
import type { Time } from './virtual-time.js';

/** One request, from the client's side. */
export interface Sent {
  readonly device: Device;
  readonly process: Process;
  readonly call: Call;
  state: 'open' | 'answered' | 'lost';
}

/** One thing that a player asked for, and what the client said came of it (nothing: it died). */
export interface Act {
  readonly what: 'buy' | 'consume' | 'topUp';
  readonly tag: string;
  readonly device: Device;
  at: number;
  /** How wrong the clock of the device was then. */
  clockAheadMs: number;
  /** Who asked, when it was the same player from the beginning to the end. */
  player?: string | undefined;
  said?: string;
}

/** What the client writes down of an intent, as far as it matters here. */
interface Kept {
  readonly player?: string;
  readonly kind?: string;
  readonly body?: { readonly proof?: unknown };
}

interface Answered {
  readonly transaction?: string;
  readonly status?: unknown;
  readonly order?: { readonly id: string };
}

const TRACE = process.env.TRACE === '1';

/** What a client keeps has a name here: the key under which it is sent, or the proof. */
const nameOf = (id: string, { kind, body }: Kept) => (kind === 'topup' ? `${body?.proof}` : id);

/** The name of what is sent; undefined: it is not to be kept. */
function keptAs({ path, headers, body }: Call): string | undefined {
  return path === '/topups' ? `${body.proof}` : headers['Idempotency-Key'];
}

/** A purchase may wait a minute, and then its attempts are still under way for a while. */
const LATEST_MS = 60_000 + 130_000;

/**
 * A client has only the clock of its device to tell how long a purchase waited: one that was set
 * back by just that time, while the app did not run, deceives it.
 */
function isLate({ at, clockAheadMs, device }: Act, now: number): boolean {
  const waitedMs = now - at;
  const byItsClockMs = waitedMs + device.clockAheadMs - clockAheadMs;
  return waitedMs > LATEST_MS && Math.abs(byItsClockMs) > LATEST_MS;
}

/** Sees all that passes between the processes and the world, and notes what must not be. */
export class Watch {
  readonly faults: string[] = [];
  readonly acts = new Map<string, Act>();
  readonly paidFor: string[] = [];
  /** The keys of all orders that were written down. */
  readonly intended = new Set<string>();
  /** The orders that the till confirmed, by key. */
  readonly confirmed = new Map<string, string>();
  readonly #kept = new Map<string, Kept>();
  readonly #decided = new Set<string>();
  readonly #refreshes = new Map<string, Sent>();

  constructor(
    private readonly time: Time,
    /** Whose access token a request carries. */
    private readonly playerOf: (call: Call) => string | undefined,
  ) {}

  fault(text: string): void {
    this.faults.push(text);
    this.tell(() => `FAULT ${text}`);
  }

  /** The story of a world, line by line, for who looks for the reason of a fault (TRACE=1). */
  tell(line: () => string): void {
    if (TRACE) process.stdout.write(`${this.time.now.toFixed().padStart(9)} ${line()}\n`);
  }

  queueWritten(device: Device, before: string | undefined, after: string): void {
    const kept = (text = '{}') => (JSON.parse(text) ?? {}) as Record<string, Kept>;
    const now = kept(after);
    for (const id in now) {
      const name = nameOf(id, now[id]!);
      this.#kept.set(`${device.name} ${name}`, now[id]!);
      if (now[id]!.kind === 'order') this.intended.add(name);
    }
    for (const [id, intent] of Object.entries(kept(before)))
      if (!now[id] && !this.#decided.has(`${device.name} ${nameOf(id, intent)}`))
        this.fault(`lost: ${id} was dropped without an answer`);
  }

  sent(device: Device, process: Process, call: Call, now: number): Sent {
    const sent: Sent = { device, process, call, state: 'open' };
    this.tell(() => `${device.name} ${process.name} > ${call.path} ${JSON.stringify(call.body)}`);
    const id = keptAs(call);
    const kept = this.#kept.get(`${device.name} ${id}`);
    if (id && !kept && !device.refused)
      this.fault(`unwritten: ${call.path} was sent before it was kept`);
    const sender = this.playerOf(call);
    if (kept?.player && sender && sender !== kept.player)
      this.fault(`foreign: ${call.path} of ${kept.player} was sent as ${sender}`);
    if (call.path === '/orders' && !call.headers['Idempotency-Replay-Only']) {
      const act = this.acts.get(`${call.body.offer}`);
      if (act && isLate(act, now)) this.fault(`late: ${act.tag} may be charged too late`);
    }
    if (call.path === '/sessions/refresh') this.#refreshed(`${call.body.refreshToken}`, sent);
    return sent;
  }

  /** A token works once: only who never got the answer, or lost it, may try it again. */
  #refreshed(token: string, sent: Sent): void {
    const { state, process, device } = this.#refreshes.get(token) ?? { state: 'lost' as const };
    if (state !== 'lost' && !process?.dead && !device?.refused)
      this.fault(`refresh: a refresh token was used again (${state})`);
    this.#refreshes.set(token, sent);
  }

  lost(sent: Sent): void {
    if (sent.state !== 'open') return;
    sent.state = 'lost';
    this.tell(() => `${sent.device.name} ${sent.process.name} x ${sent.call.path}`);
  }

  answered(sent: Sent, status: number, body: object | undefined): void {
    const { call, device } = sent;
    this.tell(
      () => `${device.name} ${sent.process.name} < ${call.path} ${status} ${JSON.stringify(body)}`,
    );
    sent.state = body && status < 300 ? 'answered' : 'lost';
    const id = keptAs(call);
    if (!id || !body || status >= 500 || status === 401 || status === 429) return;
    const { transaction, status: outcome, order } = body as Answered;
    if (status < 300 && order) this.confirmed.set(id, order.id);
    // The money of a payment is open until the server says that it is not.
    const open = status < 300 ? /^(verifying|pending)$/.test(`${outcome}`) : !transaction;
    if (call.path !== '/topups' || !open) this.#decided.add(`${device.name} ${id}`);
  }

  /** A client that says that nothing is left must have an answer to all that it called pending. */
  flushed(device: Device, pending: readonly string[]): void {
    for (const id of pending)
      if (!this.#decided.has(`${device.name} ${id}`))
        this.fault(`lost: ${id} was pending, and nothing is left of it`);
  }

  paid(productId: string): void {
    this.paidFor.push(productId);
  }

  /** `settled`: the till has credited it, or will never. */
  finished(payment: string, settled: boolean): void {
    if (!settled) this.fault(`early: ${payment} was finished before it was granted`);
  }
}
