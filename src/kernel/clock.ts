/** Tells the time in milliseconds since 1970 UTC. Handed in wherever time matters. */
export interface Clock {
  now(): number;
}

/** The injection token of the process's clock. */
export const CLOCK = Symbol('clock');

let lastTime = Number.NaN;
let lastText = '';

/**
 * RFC 3339, UTC, with milliseconds: the one way a time is written in the API. All that is decided
 * in one batch has one time, so the last text is kept.
 */
export function timestamp(milliseconds: number): string {
  if (milliseconds !== lastTime) {
    lastText = new Date(milliseconds).toISOString();
    lastTime = milliseconds;
  }
  return lastText;
}
