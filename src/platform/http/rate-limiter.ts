/** How many requests a caller may make: a bucket of `burst` that refills `perSecond`. */
export interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

/** What is left after a request was counted. */
export interface Allowance {
  readonly allowed: boolean;
  /** Whole requests that are left now. */
  readonly remaining: number;
  /** Seconds, at least 1, until one more is allowed; 0 when one is left. */
  readonly retryAfterSeconds: number;
  /** Seconds until the bucket is full again. */
  readonly resetSeconds: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Token buckets in bounded memory. Two generations of at most `callersMax` callers: when the young
 * one is full it becomes the old one, and whoever calls again is carried over. A caller that is
 * forgotten starts with a full bucket.
 */
export class RateLimiter {
  #young = new Map<string, Bucket>();
  #old = new Map<string, Bucket>();

  constructor(
    private readonly limit: Limit,
    private readonly now: () => number,
    private readonly callersMax = 50_000,
  ) {}

  /** Counts one request of this caller. A refused one costs nothing. */
  take(caller: string): Allowance {
    const bucket = this.#bucketOf(caller);
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    return this.#allowance(bucket, allowed);
  }

  /** Takes back a count, of what turned out not to be what is limited. */
  giveBack(caller: string): void {
    const bucket = this.#bucketOf(caller);
    bucket.tokens = Math.min(this.limit.burst, bucket.tokens + 1);
  }

  /** How many callers are remembered; never more than twice the bound. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  #bucketOf(caller: string): Bucket {
    const now = this.now();
    const { burst, perSecond } = this.limit;
    const young = this.#young.get(caller);
    const bucket = young ?? this.#old.get(caller) ?? { tokens: burst, at: now };
    const elapsed = Math.max(0, now - bucket.at) / 1000; // a clock that steps back gives nothing
    bucket.tokens = Math.min(burst, bucket.tokens + elapsed * perSecond);
    bucket.at = now;
    if (!young) this.#remember(caller, bucket);
    return bucket;
  }

  #remember(caller: string, bucket: Bucket): void {
    this.#old.delete(caller);
    if (this.#young.size >= this.callersMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(caller, bucket);
  }

  #allowance(bucket: Bucket, allowed: boolean): Allowance {
    const { burst, perSecond } = this.limit;
    const missing = 1 - bucket.tokens;
    return {
      allowed,
      remaining: Math.floor(bucket.tokens),
      retryAfterSeconds: missing > 0 ? Math.max(1, Math.ceil(missing / perSecond)) : 0,
      resetSeconds: Math.ceil((burst - bucket.tokens) / perSecond),
    };
  }
}
