import type { OrderAnswer, OrderBody } from './generated/wire.js';
import type { Fetch } from './http.js';
import type { Failure } from './results.js';
import type { Inventory, Problem, Wallet } from './shapes.js';

export interface ServerOptions {
  /** Where the service runs, without `/v1`. */
  readonly url: string;
  /** A secret key (`sk_…`). It belongs on a server and never into a game. */
  readonly key: string;
  readonly fetch?: Fetch;
  /** How long one attempt may take; default 10,000. */
  readonly timeoutMs?: number;
  /** How often a request without a definite answer is repeated; default 3. */
  readonly retries?: number;
}

/** Give the same key again to ask again for the same thing; without one each call is a new wish. */
export interface Keyed {
  readonly idempotencyKey?: string;
}

export interface Gems {
  readonly currency: string;
  readonly amount: number;
}

export interface Transfer extends Gems {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
  readonly heldUntil: string;
  readonly createdAt: string;
}

export interface Page {
  readonly limit?: number;
  readonly cursor?: string;
}

/** `Failure`: with `refused`, `problem.code` says why; with others the same key may try again. */
export type ServerResult<Body> = { readonly status: 'ok'; readonly body: Body } | Failure;

interface Rows {
  readonly data: readonly Record<string, unknown>[];
  readonly nextCursor: string | null;
}

interface Events {
  readonly data: readonly {
    readonly id: string;
    readonly number: number;
    readonly type: string;
    readonly data: unknown;
    readonly createdAt: string;
  }[];
  readonly last: number;
  readonly more: boolean;
}

const sleep = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

/**
 * The API for a game's server. Uses only `fetch` and Web Crypto. Never throws what a server or a
 * network does; a repeat of one call carries the same idempotency key and cannot move value twice.
 */
export function createServer(options: ServerOptions) {
  const { timeoutMs = 10_000, retries = 3 } = options;
  const { fetch: send = (url, init) => fetch(url, init) } = options;
  const base = `${options.url.replace(/\/+$/, '')}/v1/server/`;

  async function attempt<Body>(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | undefined,
  ): Promise<ServerResult<Body>> {
    const abort = new AbortController();
    let status: 'offline' | 'timeout' = 'offline';
    const timer = setTimeout(() => {
      status = 'timeout';
      abort.abort();
    }, timeoutMs);
    try {
      const answer = await send(base + path, { method, headers, body, signal: abort.signal });
      const http = answer.status;
      const text = await answer.text();
      let parsed: unknown;
      try {
        parsed = text ? JSON.parse(text) : {};
      } catch {}
      const members = Object(parsed) as Partial<Problem>;
      if (http < 300 && parsed === members) return { status: 'ok', body: members as Body };
      const { code, retryable } = members;
      if (code && http === 401) return { status: 'unauthenticated', code };
      if (code && http < 500 && !retryable)
        return { status: 'refused', problem: members as Problem };
      const retryAfterMs = Number(answer.headers.get('retry-after')) * 1e3;
      return { status: 'unavailable', code: code || 'unknown', retryAfterMs };
    } catch {
      return { status };
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask<Body>(
    path: string,
    body?: unknown,
    { idempotencyKey = crypto.randomUUID() }: Keyed = {},
    method = body ? 'POST' : 'GET',
  ): Promise<ServerResult<Body>> {
    const headers: Record<string, string> = { Authorization: `Bearer ${options.key}` };
    if (method !== 'GET') headers['Idempotency-Key'] = idempotencyKey;
    if (body) headers['Content-Type'] = 'application/json';
    const text = body ? JSON.stringify(body) : undefined;
    for (let round = 0; ; round++) {
      const answer = await attempt<Body>(method, path, headers, text);
      const open = /^(offline|timeout|unavailable)$/.test(answer.status);
      const delayMs =
        (answer.status === 'unavailable' && answer.retryAfterMs) ||
        300 * 2 ** round * (0.5 + Math.random() / 2);
      // A longer wait, such as for the next day, is the caller's to decide.
      if (!open || round >= retries || delayMs > timeoutMs) return answer;
      await sleep(delayMs);
    }
  }

  const of = (player: string, path = '') => `players/${encodeURIComponent(player)}${path}`;
  const paged = ({ limit, cursor }: Page = {}) => {
    const query: string[] = [];
    if (limit) query.push(`limit=${limit}`);
    if (cursor) query.push(`cursor=${encodeURIComponent(cursor)}`);
    return query.length ? `?${query.join('&')}` : '';
  };

  return {
    players: {
      wallet: (player: string) => ask<Wallet>(of(player, '/wallet')),
      inventory: (player: string) => ask<Inventory>(of(player, '/inventory')),
      entries: (player: string, page?: Page) => ask<Rows>(of(player, '/entries') + paged(page)),
      /** The events with a number above `after`, oldest first. */
      events: (player: string, after = 0) => ask<Events>(of(player, `/events?after=${after}`)),
      /** Gives free gems. */
      grant: (
        player: string,
        wish: Gems & { readonly reason: string; readonly expiresInSeconds?: number },
        keyed?: Keyed,
      ) => ask<{ grant: { id: string }; wallet: Wallet }>(of(player, '/grants'), wish, keyed),
      debit: (player: string, wish: Gems & { readonly reason?: string }, keyed?: Keyed) =>
        ask<{ transaction: Gems & { id: string }; wallet: Wallet }>(
          of(player, '/debits'),
          wish,
          keyed,
        ),
      /** Buys for the player with the player's gems: one unit unless `quantity` says more. */
      order: (
        player: string,
        wish: Omit<OrderBody, 'quantity'> & { readonly quantity?: number },
        keyed?: Keyed,
      ) => ask<OrderAnswer>(of(player, '/orders'), { quantity: 1, ...wish }, keyed),
      /** Deletes the player's account. */
      erase: (player: string, keyed?: Keyed) =>
        ask<Record<string, unknown>>(of(player), undefined, keyed, 'DELETE'),
    },
    /** Moves gems that were paid for from one player to another. */
    transfer: (
      wish: Gems & { readonly from: string; readonly to: string; readonly reason?: string },
      keyed?: Keyed,
    ) =>
      ask<{ transfer: Transfer; wallets: { from: Wallet; to: Wallet } }>('transfers', wish, keyed),
    orders: {
      refund: (
        order: string,
        wish: { readonly reason: string; readonly missingItems?: 'refuse' | 'accept' },
        keyed?: Keyed,
      ) => ask<Record<string, unknown>>(`orders/${encodeURIComponent(order)}/refund`, wish, keyed),
    },
    payments: {
      get: (payment: string) =>
        ask<Record<string, unknown>>(`payments/${encodeURIComponent(payment)}`),
    },
  };
}

export interface WebhookCall {
  /** `whsec_…`; several while a secret is being replaced. */
  readonly secret: string | readonly string[];
  /** Of the request: `Headers`, or an object with names in lower case. */
  readonly headers: { get(name: string): string | null } | Record<string, unknown>;
  /** The body byte for byte as it came, before any JSON reader. */
  readonly body: string;
  /** Milliseconds; default: now. */
  readonly now?: number;
  /** How old or early a message may be; default five minutes. */
  readonly toleranceMs?: number;
}

export type WebhookResult =
  | { readonly status: 'genuine'; readonly id: string; readonly event: unknown }
  | { readonly status: 'forged' | 'too_old' | 'too_new' | 'malformed' };

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));

/**
 * Whether a webhook was sent by who knows the secret (Standard Webhooks 1.0), and lately. The
 * comparison is that of Web Crypto, which takes the same time wherever a signature differs.
 */
export async function verifyWebhook(call: WebhookCall): Promise<WebhookResult> {
  const { headers, body, now = Date.now(), toleranceMs = 300_000 } = call;
  const read = (name: string): string => {
    const { get } = headers as { get?: unknown };
    const value =
      typeof get === 'function'
        ? get.call(headers, name)
        : (headers as Record<string, unknown>)[name];
    return typeof value === 'string' ? value : '';
  };
  const [id, timestamp] = [read('webhook-id'), read('webhook-timestamp')];
  if (!id || !/^\d{1,12}$/.test(timestamp)) return { status: 'malformed' };
  const early = Number(timestamp) * 1e3 - now;
  if (early < -toleranceMs) return { status: 'too_old' };
  if (early > toleranceMs) return { status: 'too_new' };
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signatures = read('webhook-signature')
    .split(' ')
    .filter((one) => /^v1,[A-Za-z0-9+/]{43}=$/.test(one));
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  for (const secret of ([] as string[]).concat(call.secret)) {
    const raw = bytesOf(secret.replace(/^whsec_/, ''));
    const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']);
    for (const one of signatures) {
      if (await crypto.subtle.verify('HMAC', key, bytesOf(one.slice(3)), signed)) {
        try {
          return { status: 'genuine', id, event: JSON.parse(body) };
        } catch {
          return { status: 'malformed' };
        }
      }
    }
  }
  return { status: 'forged' };
}
