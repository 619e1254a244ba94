/** When to stop asking a store that does not answer, and when to try again. Milliseconds. */
export interface CircuitBreakerLimits {
  /** So many failures in a row open it. */
  readonly failuresMax: number;
  readonly openMs: number;
}

/**
 * Spares a store that is down our calls, and our callers the wait. Open, it admits nobody for a
 * while; then one probe, whose result closes it or opens it again. Every admission must be followed
 * by `succeeded` or `failed`.
 */
export class CircuitBreaker {
  #failures = 0;
  #openUntil = 0;
  #probing = false;

  constructor(private readonly limits: CircuitBreakerLimits) {}

  /** True when a call may be made at this time. */
  admits(now: number): boolean {
    if (this.#failures < this.limits.failuresMax) return true;
    if (this.#probing || now < this.#openUntil) return false;
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#probing = false;
  }

  failed(now: number): void {
    this.#failures += 1;
    this.#probing = false;
    this.#openUntil = now + this.limits.openMs;
  }
}
