/** How many requests a caller may make: a bucket of `burst` that refills `perSecond`. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}
