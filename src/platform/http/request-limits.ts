import type { FastifyReply } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import type { Configuration } from '../config/configuration.js';
import { addressBucket } from './address-bucket.js';
import type { Caller } from './caller.js';
import { type Allowance, type Limit, RateLimiter } from './rate-limiter.js';

/** A named limit with its buckets, and the header that describes it. */
class Policy {
  readonly limiter: RateLimiter;
  /** draft-ietf-httpapi-ratelimit-headers-11. */
  readonly header: string;

  constructor(
    readonly name: string,
    limit: Limit,
    now: () => number,
  ) {
    this.limiter = new RateLimiter(limit, now);
    const windowSeconds = Math.max(1, Math.ceil(limit.burst / limit.perSecond));
    this.header = `"${name}";q=${limit.burst};w=${windowSeconds}`;
  }
}

/**
 * How many requests are answered. Addresses count only for requests without a proven caller, so
 * that a game server or many players behind one address are not cut off.
 */
export class RequestLimits {
  readonly #address: Policy;
  readonly #signUp: Policy;
  readonly #player: Policy;
  readonly #server: Policy;
  readonly #operator: Policy;
  readonly #store: Policy;

  constructor(limits: Configuration['rateLimits'], now: () => number) {
    this.#address = new Policy('address', limits.address, now);
    this.#signUp = new Policy('sign-up', limits.signUp, now);
    this.#player = new Policy('player', limits.player, now);
    this.#server = new Policy('server', limits.server, now);
    this.#operator = new Policy('operator', limits.operator, now);
    this.#store = new Policy('store', limits.store, now);
  }

  /** Counts a request of an address; throws `rate_limited`. */
  countAddress(address: string, reply: FastifyReply): void {
    this.#count(this.#address, addressBucket(address), reply);
  }

  /**
   * Counts a request that nobody stands for. Stores come from few addresses and in crowds: a limit
   * for people would make them come again only hours later.
   */
  countStranger(access: 'public' | 'store', address: string, reply: FastifyReply): void {
    const policy = access === 'store' ? this.#store : this.#address;
    this.#count(policy, addressBucket(address), reply);
  }

  /** Counts a request of a player, an operator or a title's servers; throws `rate_limited`. */
  countCaller(caller: Caller, reply: FastifyReply): void {
    if (caller.kind === 'player') this.#count(this.#player, caller.playerId, reply);
    else if (caller.kind === 'operator') this.#count(this.#operator, caller.operatorId, reply);
    else this.#count(this.#server, caller.titleId + caller.environment, reply);
  }

  /** Counts a new player of an address; throws `rate_limited`. */
  countSignUp(address: string): void {
    refuseUnless(this.#signUp.limiter.take(addressBucket(address)));
  }

  #count(policy: Policy, bucket: string, reply: FastifyReply): void {
    const allowance = policy.limiter.take(bucket);
    reply.header('ratelimit-policy', policy.header);
    const { remaining, resetSeconds } = allowance;
    reply.header('ratelimit', `"${policy.name}";r=${remaining};t=${resetSeconds}`);
    refuseUnless(allowance);
  }
}

function refuseUnless(allowance: Allowance): void {
  if (allowance.allowed) return;
  throw new Problem('rate_limited', { retryAfterSeconds: allowance.retryAfterSeconds });
}
