const DAY_MS = 24 * 60 * 60_000;

export interface Period {
  readonly since: number;
  readonly until: number;
}

/**
 * A period in pieces of at most a day, the oldest first; nothing of it before `notBefore`. What a
 * store lists in its own order has to be sorted, and a day of it can be kept in memory.
 */
export function* dayByDay({ since, until }: Period, notBefore: number): Generator<Period> {
  for (let start = Math.max(since, notBefore); start < until; start += DAY_MS) {
    yield { since: start, until: Math.min(until, start + DAY_MS) };
  }
}
