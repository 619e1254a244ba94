import { unauthenticated } from './failure.js';
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

/** What came of a request, for the other entries of this package. */
export type Answer<T> = { readonly status: 'ok'; readonly body: T } | Failure;

export interface Reply<T> {
  readonly body: T;
  readonly etag: string | null;
}

/** What to send to a path below `/v1`; default POST with a body and GET without. */
export type Request = [
  path: string,
  body?: unknown,
  method?: string,
  headers?: Record<string, string>,
];

/** `credential` is the header that says who asks. Throws a `Failure`. */
export type Http = <T>(
  credential: Record<string, string>,
  ...request: Request
) => Promise<Reply<T>>;

/** How long one attempt may take unless the game says otherwise. */
export const TIMEOUT_MS = 10_000;

/**
 * What has been decided reads as a participle: refused, unauthenticated; credited, rejected. What
 * is open does not: offline, timeout, unavailable; pending, verifying.
 */
export const DEFINITE = /ed$/;

export const sleep = (delayMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, delayMs));

/**
 * Throws nothing but a `Failure`. Repeats a bounded number of times what did not get a definite
 * answer, as late as `Retry-After` asks; a wait longer than one timeout is left to the caller.
 * Every request must be safe to repeat. Tells `learn` the server's own time.
 */
export function createHttp(options: ClientOptions, learn: (serverTime: number) => void): Http {
  const { timeoutMs = TIMEOUT_MS, retries = 2, retryDelayMs = 300 } = options;
  // Called without a receiver: browsers refuse fetch as another object's method.
  const { fetch: given } = options;

  async function read<T>(answer: Awaited<ReturnType<Fetch>>): Promise<Reply<T>> {
    const { status } = answer;
    const header = (name: string) => answer.headers.get(name);
    let parsed: unknown;
    try {
      parsed = JSON.parse(await answer.text());
    } catch {}
    const body = Object(parsed);
    const { code, retryable } = body as Partial<Problem>;
    // Only what is ours counts: a captive portal answers 200 too, and may have any clock.
    const fine = status === 204 || status === 304 || (status < 300 && body === parsed);
    if (fine || code) learn(Date.parse(header('date') as string));
    if (fine) return { body, etag: header('etag') };
    throw (
      !code || status > 499 || retryable
        ? {
            status: 'unavailable',
            code: code || 'unknown',
            retryAfterMs: (header('retry-after') as unknown as number) * 1e3,
          }
        : status === 401
          ? unauthenticated(code)
          : { status: 'refused', problem: body }
    ) as Failure;
  }

  return async (credential, path, body, method = body ? 'POST' : 'GET', headers) => {
    for (let round = 0; ; round++) {
      const abort = new AbortController();
      let failure: Failure & { retryAfterMs?: number } = { status: 'offline' };
      const timer = setTimeout(() => {
        failure = { status: 'timeout' };
        abort.abort();
      }, timeoutMs);
      try {
        return await read(
          await (given || fetch)(`${options.url}/v1${path}`, {
            method,
            headers: { ...headers, ...credential, 'Content-Type': 'application/json' },
            body: (body && JSON.stringify(body)) as string | undefined,
            signal: abort.signal,
          }),
        );
      } catch (thrown) {
        if (Object(thrown).status) failure = thrown as Failure;
      } finally {
        clearTimeout(timer);
      }
      const delayMs =
        failure.retryAfterMs ||
        // Between half and all of the step, so that many clients do not come back together.
        retryDelayMs * 2 ** round * (0.5 + Math.random() / 2);
      if (DEFINITE.test(failure.status) || round >= retries || delayMs > timeoutMs) throw failure;
      await sleep(delayMs);
    }
  };
}
