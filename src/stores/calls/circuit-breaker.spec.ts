import { CircuitBreaker } from './circuit-breaker.js';

describe('The circuit breaker', () => {
  const limits = { failuresMax: 3, openMs: 1_000 };

  function opened(): CircuitBreaker {
    const breaker = new CircuitBreaker(limits);
    for (const now of [1, 2, 3]) {
      expect(breaker.admits(now)).toBe(true);
      breaker.failed(now);
    }
    return breaker;
  }

  it('opens after so many failures in a row', () => {
    expect(opened().admits(4)).toBe(false);
  });

  it('forgets failures before a success', () => {
    const breaker = new CircuitBreaker(limits);
    breaker.failed(1);
    breaker.failed(2);
    breaker.succeeded();
    breaker.failed(3);
    expect(breaker.admits(4)).toBe(true);
  });

  it('admits one probe when the time is over, and everybody when the probe succeeds', () => {
    const breaker = opened();
    expect([breaker.admits(1_002), breaker.admits(1_003), breaker.admits(1_004)]).toEqual([
      false,
      true,
      false,
    ]);
    breaker.succeeded();
    expect([breaker.admits(1_005), breaker.admits(1_006)]).toEqual([true, true]);
  });

  it('opens again when the probe fails', () => {
    const breaker = opened();
    expect(breaker.admits(1_003)).toBe(true);
    breaker.failed(1_003);
    expect([breaker.admits(1_004), breaker.admits(2_003)]).toEqual([false, true]);
  });
});
