import {
  brokenLimit,
  COOLING_OFF_MS,
  limitsAfter,
  limitsAt,
  NO_LIMITS,
  periodAround,
} from './spending-limits.js';

const usd = (dollars: number) => ({ currency: 'USD', micros: dollars * 1_000_000 });
const NOW = Date.UTC(2026, 1, 28, 23, 30);
const kept = (daily: number | null, monthly: number | null) => ({
  limits: { daily: daily === null ? null : usd(daily), monthly: monthly ? usd(monthly) : null },
  pending: null,
});

describe('own spending limits', () => {
  it('take hold at once when they are stricter', () => {
    expect(limitsAfter({ limits: NO_LIMITS, pending: null }, kept(10, 50).limits, NOW)).toEqual(
      kept(10, 50),
    );
    expect(limitsAfter(kept(10, 50), kept(5, 50).limits, NOW)).toEqual(kept(5, 50));
    expect(limitsAfter(kept(10, 50), kept(0, 50).limits, NOW)).toEqual(kept(0, 50));
  });

  it.each([
    [kept(20, 50).limits, 'more'],
    [kept(null, 50).limits, 'none'],
    [{ ...kept(1, 50).limits, daily: { currency: 'EUR', micros: 1 } }, 'another currency'],
  ])('wait a day to become %j (%s)', (wanted) => {
    const after = limitsAfter(kept(10, 50), wanted, NOW);
    expect(after).toEqual({
      limits: kept(10, 50).limits,
      pending: { limits: wanted, at: NOW + COOLING_OFF_MS },
    });
    expect(limitsAt(after, NOW + COOLING_OFF_MS - 1).limits).toEqual(kept(10, 50).limits);
    expect(limitsAt(after, NOW + COOLING_OFF_MS)).toEqual({ limits: wanted, pending: null });
  });

  it('count by UTC days and months', () => {
    expect(periodAround('daily', NOW)).toEqual({
      from: Date.UTC(2026, 1, 28),
      until: Date.UTC(2026, 2, 1),
    });
    expect(periodAround('monthly', NOW)).toEqual({
      from: Date.UTC(2026, 1, 1),
      until: Date.UTC(2026, 2, 1),
    });
  });

  it.each([
    [4, 0, null],
    [6, 0, 'daily'],
    [1, 9, null],
    [2, 9, 'daily'],
    [2, 49, 'monthly'],
  ])('of %d dollars after %d, break %s', (price, spent, period) => {
    const spentMicros = { daily: spent > 10 ? 0 : spent * 1e6, monthly: spent * 1e6 };
    const { limits } = kept(spent === 0 ? 5 : 10, 50);
    expect(brokenLimit(limits, usd(price), spentMicros, NOW)?.period ?? null).toBe(period);
  });

  it('say nothing about another currency', () => {
    const none = { daily: 0, monthly: 0 };
    const price = { currency: 'EUR', micros: 99e6 };
    expect(brokenLimit(kept(5, 5).limits, price, none, NOW)).toBeNull();
  });
});
