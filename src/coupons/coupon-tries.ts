import { Problem } from '../kernel/problem.js';
import { addressBucket } from '../platform/http/address-bucket.js';
import { type Limit, RateLimiter } from '../platform/http/rate-limiter.js';

const HOUR_SECONDS = 3_600;
/** Ten wrong codes at once, and ten more in an hour. */
const OF_PLAYER: Limit = { burst: 10, perSecond: 10 / HOUR_SECONDS };
/** More, since a school or a mobile network shows many players under one address. */
const OF_ADDRESS: Limit = { burst: 100, perSecond: 100 / HOUR_SECONDS };

/** Who tries a code, and from where. */
export interface Trier {
  readonly playerId: string;
  readonly address: string;
}

/**
 * How many wrong codes are heard, of a player and of an address. Kept by this process alone: each
 * instance counts for itself, and forgets when it ends.
 */
export class CouponTries {
  readonly #players: RateLimiter;
  readonly #addresses: RateLimiter;

  constructor(now: () => number) {
    this.#players = new RateLimiter(OF_PLAYER, now);
    this.#addresses = new RateLimiter(OF_ADDRESS, now);
  }

  /**
   * Counts a try before it is looked up, so that a hundred at once are no more than one after
   * another; throws `rate_limited`. Who was right, or was not answered, takes it back.
   */
  begin({ playerId, address }: Trier): void {
    const player = this.#players.take(playerId);
    refuseUnless(player);
    const bucket = this.#addresses.take(addressBucket(address));
    if (!bucket.allowed) this.#players.giveBack(playerId);
    refuseUnless(bucket);
  }

  takeBack({ playerId, address }: Trier): void {
    this.#players.giveBack(playerId);
    this.#addresses.giveBack(addressBucket(address));
  }
}

function refuseUnless({ allowed, retryAfterSeconds }: ReturnType<RateLimiter['take']>): void {
  if (!allowed) throw new Problem('rate_limited', { retryAfterSeconds });
}
