/** Tells the time in milliseconds since 1970 UTC. Handed in wherever time matters. */
export interface Clock {
  now(): number;
}

/** The injection token of the process's clock. */
export const CLOCK = Symbol('clock');

/** RFC 3339, UTC, with milliseconds: the one way a time is written in the API. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
