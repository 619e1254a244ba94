import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from '../store-gateway.js';
import { boundedFetch, type StoreAnswer, type StoreRequest } from './bounded-fetch.gateway.js';
import { CircuitBreaker, type CircuitBreakerLimits } from './circuit-breaker.js';
import type { Deadline } from './deadline.js';
import { askedDelayMs, type FailedTry, retryDelayMs } from './retry-delay.js';

/** One request to a store, with so many milliseconds to the last byte of its answer. */
export type Ask = (timeoutMs: number) => Promise<StoreAnswer>;

const TRIES_MAX = 3;
const BREAKER: CircuitBreakerLimits = { failuresMax: 15, openMs: 5_000 };
/** Stores count calls by the hour at most: a longer wait is a mistake of somebody. */
const BUSY_MS_MAX = 60 * 60_000;
const QUOTAS_MAX = 1_000;

/**
 * Calls one store: at most three tries within a deadline, and none at all while the store is down.
 * Only what is safe to repeat may be called: the store may have done what its lost answer said.
 *
 * A store that has had too many calls says until when it wants none. It counts them by app or
 * account and by kind of call, which is what `quota` names: until then nobody asks for the same,
 * and whoever has the time waits. Another title's calls go on.
 */
export class StoreCaller {
  readonly #breaker: CircuitBreaker;
  readonly #busyUntil = new Map<string, number>();

  constructor(limits: CircuitBreakerLimits = BREAKER) {
    this.#breaker = new CircuitBreaker(limits);
  }

  /** Any answer but 429 and 5xx, which are tried again; throws `StoreUnavailable` in the end. */
  call(request: StoreRequest, deadline: Deadline, quota: string): Promise<StoreAnswer> {
    return this.attempt((timeoutMs) => boundedFetch(request, timeoutMs), { deadline, quota });
  }

  /** As `call`, for a client that is not ours. `ask` is given the time that is left. */
  async attempt(
    ask: Ask,
    { deadline, quota }: { deadline: Deadline; quota: string },
  ): Promise<StoreAnswer> {
    for (let tries = 1; ; tries++) {
      await this.#turn(deadline, quota);
      const tried = await this.#try(ask, deadline);
      if (!(tried instanceof StoreUnavailable) && !isTemporary(tried)) return tried;
      const retryAfter = tried instanceof StoreUnavailable ? null : tried.retryAfter;
      const failed = { tries, retryAfter, now: Date.now(), random: Math.random() };
      if (!(tried instanceof StoreUnavailable) && tried.status === 429) this.#busy(quota, failed);
      const waitMs = retryDelayMs(failed);
      if (tries >= TRIES_MAX || waitMs >= deadline.remainingMs()) throw failureOf(tried);
      await delay(waitMs);
    }
  }

  /** Waits until the store wants to be asked again, and throws when there is no time for it. */
  async #turn(deadline: Deadline, quota: string): Promise<void> {
    const waitMs = (this.#busyUntil.get(quota) ?? 0) - performance.now();
    if (waitMs > 0 && waitMs < deadline.remainingMs()) await delay(Math.ceil(waitMs));
    else if (waitMs > 0) throw new StoreUnavailable('the store wants no such calls for a while');
  }

  #busy(quota: string, failed: FailedTry): void {
    const askedMs = Math.min(BUSY_MS_MAX, askedDelayMs(failed));
    if (askedMs === 0) return;
    if (this.#busyUntil.size >= QUOTAS_MAX) this.#busyUntil.clear();
    this.#busyUntil.set(quota, performance.now() + askedMs);
  }

  async #try(ask: Ask, deadline: Deadline): Promise<StoreAnswer | StoreUnavailable> {
    const timeoutMs = deadline.remainingMs();
    // Nobody is asked, so nobody has failed to answer: one slow answer is one failure, not fifteen.
    if (timeoutMs <= 0) throw new StoreUnavailable('no time is left to ask the store');
    if (!this.#breaker.admits(performance.now())) {
      throw new StoreUnavailable('the store has not answered for a while and is not asked now');
    }
    try {
      const answer = await ask(timeoutMs);
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
