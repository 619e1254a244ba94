import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from '../store-gateway.js';
import { boundedFetch, type StoreAnswer, type StoreRequest } from './bounded-fetch.gateway.js';
import { CircuitBreaker, type CircuitBreakerLimits } from './circuit-breaker.js';
import type { Deadline } from './deadline.js';
import { retryDelayMs } from './retry-delay.js';

/** One request to a store, with so many milliseconds to the last byte of its answer. */
export type Ask = (timeoutMs: number) => Promise<StoreAnswer>;

const TRIES_MAX = 3;
const BREAKER: CircuitBreakerLimits = { failuresMax: 15, openMs: 5_000 };

/**
 * Calls one store: at most three tries within a deadline, and none at all while the store is down.
 * Only what is safe to repeat may be called: the store may have done what its lost answer said.
 */
export class StoreCaller {
  readonly #breaker: CircuitBreaker;

  constructor(limits: CircuitBreakerLimits = BREAKER) {
    this.#breaker = new CircuitBreaker(limits);
  }

  /** Any answer but 429 and 5xx, which are tried again; throws `StoreUnavailable` in the end. */
  call(request: StoreRequest, deadline: Deadline): Promise<StoreAnswer> {
    return this.attempt((timeoutMs) => boundedFetch(request, timeoutMs), deadline);
  }

  /** As `call`, for a client that is not ours. `ask` is given the time that is left. */
  async attempt(ask: Ask, deadline: Deadline): Promise<StoreAnswer> {
    for (let tries = 1; ; tries++) {
      const tried = await this.#try(ask, deadline);
      if (!(tried instanceof StoreUnavailable) && !isTemporary(tried)) return tried;
      const retryAfter = tried instanceof StoreUnavailable ? null : tried.retryAfter;
      const waitMs = retryDelayMs({ tries, retryAfter, now: Date.now(), random: Math.random() });
      if (tries >= TRIES_MAX || waitMs >= deadline.remainingMs()) throw failureOf(tried);
      await delay(waitMs);
    }
  }

  async #try(ask: Ask, deadline: Deadline): Promise<StoreAnswer | StoreUnavailable> {
    if (!this.#breaker.admits(performance.now())) {
      throw new StoreUnavailable('the store has not answered for a while and is not asked now');
    }
    try {
      const answer = await ask(deadline.remainingMs());
      // Too many requests of ours are no sign that the store is down.
      if (answer.status >= 500) this.#breaker.failed(performance.now());
      else this.#breaker.succeeded();
      return answer;
    } catch (error) {
      this.#breaker.failed(performance.now());
      if (error instanceof StoreUnavailable) return error;
      throw error;
    }
  }
}

function isTemporary({ status }: StoreAnswer): boolean {
  return status === 429 || status >= 500;
}

function failureOf(tried: StoreAnswer | StoreUnavailable): StoreUnavailable {
  if (tried instanceof StoreUnavailable) return tried;
  return new StoreUnavailable(`the store answered ${tried.status}`);
}
