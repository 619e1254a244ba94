const BASE_MS = 100;
const JITTER_MS_MAX = 1_000;

/** What decides how long to wait before a store is asked again. */
export interface FailedTry {
  /** 1 after the first try. */
  readonly tries: number;
  /**
   * The store's `Retry-After`, as sent: seconds or a date (RFC 9110, 10.2.3), at Apple a time in
   * milliseconds since 1970.
   */
  readonly retryAfter: string | null;
  readonly now: number;
  /** From 0 to below 1. */
  readonly random: number;
}

/** Milliseconds to wait: full jitter that doubles with each try, and never less than was asked. */
export function retryDelayMs(failed: FailedTry): number {
  const jitter = failed.random * Math.min(JITTER_MS_MAX, BASE_MS * 2 ** failed.tries);
  return Math.max(jitter, askedDelayMs(failed));
}

/** Milliseconds that the store asks for; 0 when it asks for none, or in no way that can be read. */
export function askedDelayMs({ retryAfter, now }: Pick<FailedTry, 'retryAfter' | 'now'>): number {
  if (retryAfter === null) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const date = /^\d{13}$/.test(retryAfter) ? Number(retryAfter) : Date.parse(retryAfter);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
