import type { ClientOptions } from './options.js';
import type { Failure } from './results.js';
import type { Problem } from './shapes.js';

/** The part of `fetch` that the SDK needs. It must obey the signal, or a hanging request hangs. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    signal?: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

export interface Request {
  /** Below `/v1`. */
  readonly path: string;
  /** Default POST with a body and GET without. */
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export type Answer<T> =
  | { readonly status: 'ok'; readonly body: T; readonly etag?: string | null }
  | Failure;

export type Http = <T>(request: Request) => Promise<Answer<T>>;

/** How long one attempt may take unless the game says otherwise. */
export const TIMEOUT_MS = 10_000;

export const sleep = (delayMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, delayMs));

/**
 * Sends a request and says what came of it; never throws. Repeats a bounded number of times what
 * did not get a definite answer, as late as `Retry-After` asks; a wait longer than one timeout is
 * left to the caller. Every request must be safe to repeat.
 */
export function createHttp(options: ClientOptions): Http {
  const { timeoutMs = TIMEOUT_MS, retries = 2, retryDelayMs = 300 } = options;
  // Called without a receiver: browsers refuse fetch as another object's method.
  const { fetch: send = (url, init) => fetch(url, init) } = options;
  const base = options.url.replace(/\/+$/, '');

  async function exchange<T>(request: Request, signal: AbortSignal): Promise<Answer<T>> {
    const { path, method, headers } = request;
    const body = request.body ? JSON.stringify(request.body) : undefined;
    const answer = await send(`${base}/v1${path}`, {
      method: method || (body ? 'POST' : 'GET'),
      headers: body ? { ...headers, 'Content-Type': 'application/json' } : headers || {},
      body,
      signal,
    });
    const http = answer.status;
    const header = (name: string) => answer.headers.get(name);
    const text = await answer.text();
    let parsed: unknown;
    try {
      parsed = text ? JSON.parse(text) : {};
    } catch {}
    const members = Object(parsed) as Partial<Problem>;
    const { code, retryable } = members;
    if (http === 304 || (http < 300 && parsed === members))
      return { status: 'ok', body: members as T, etag: header('etag') };
    if (code && http < 500 && !retryable)
      return http === 401
        ? { status: 'unauthenticated', code }
        : { status: 'refused', problem: members as Problem };
    const retryAfterMs = Number(header('retry-after')) * 1e3;
    return { status: 'unavailable', code: code || 'unknown', retryAfterMs };
  }

  async function attempt<T>(request: Request): Promise<Answer<T>> {
    const abort = new AbortController();
    let status: 'offline' | 'timeout' = 'offline';
    const timer = setTimeout(() => {
      status = 'timeout';
      abort.abort();
    }, timeoutMs);
    try {
      return await exchange<T>(request, abort.signal);
    } catch {
      return { status };
    } finally {
      clearTimeout(timer);
    }
  }

  return async <T>(request: Request) => {
    for (let round = 0; ; round++) {
      const answer = await attempt<T>(request);
      const delayMs =
        (answer.status === 'unavailable' && answer.retryAfterMs) ||
        // Between half and all of the step, so that many clients do not come back together.
        retryDelayMs * 2 ** round * (0.5 + Math.random() / 2);
      const open = /^(offline|timeout|unavailable)$/.test(answer.status);
      if (!open || round >= retries || delayMs > timeoutMs) return answer;
      await sleep(delayMs);
    }
  };
}
