import {
  AMOUNT_MAX_PER_BALANCE,
  AmountOutOfRange,
  add,
  amount,
  isOperationAmount,
  negate,
  sum,
  times,
} from './amount.js';
import { money, moneyOfMilliunits, shareOf } from './money.js';

describe('amounts', () => {
  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, AMOUNT_MAX_PER_BALANCE + 1])(
    'refuse %p',
    (value) => {
      expect(() => amount(value)).toThrow(AmountOutOfRange);
    },
  );

  it('refuse a result that a balance cannot hold', () => {
    expect(() => add(amount(AMOUNT_MAX_PER_BALANCE), amount(1))).toThrow(AmountOutOfRange);
    expect(() => times(amount(1_000_000_000_000), 9001)).toThrow(AmountOutOfRange);
    expect(() => times(amount(1), 0.5)).toThrow(AmountOutOfRange);
  });

  it('know no negative zero', () => {
    expect(Object.is(negate(amount(0)), 0)).toBe(true);
    expect(Object.is(amount(-0), 0)).toBe(true);
  });

  it('add up', () => {
    expect(sum([amount(1), amount(-3), amount(5)])).toBe(3);
  });

  it('tell what one operation may move', () => {
    const accepted = [1, 1e12].every(isOperationAmount);
    const refused = [0, -1, 1.5, 1e12 + 1, '1', null, true].some(isOperationAmount);
    expect([accepted, refused]).toEqual([true, false]);
  });
});

describe('money', () => {
  it('is shared out exactly and rounded up, beyond 2^53', () => {
    expect(shareOf(money('USD', 4_990_000), 300, 500)).toEqual(money('USD', 2_994_000));
    expect(shareOf(money('USD', 1), 1, 3)).toEqual(money('USD', 1));
    expect(shareOf(money('VND', 9_007_199_254_740_991), 1_000_000, 1_000_001).micros).toBe(
      Number((9_007_199_254_740_991n * 1_000_000n + 1_000_000n) / 1_000_001n),
    );
  });

  it('refuses fractions, negatives and unknown currencies', () => {
    expect(() => money('usd', 1)).toThrow(RangeError);
    expect(() => money('USD', -1)).toThrow(RangeError);
    expect(() => moneyOfMilliunits('USD', 0.5)).not.toThrow();
    expect(() => money('USD', 0.5)).toThrow(RangeError);
  });
});
