import { retryDelayMs } from './retry-delay.js';

describe('The wait before a store is asked again', () => {
  const failed = { tries: 1, retryAfter: null, now: Date.UTC(2026, 0), random: 0.5 };

  it.each([
    ['half of 200 ms after the first try', failed, 100],
    ['twice as much after the second', { ...failed, tries: 2 }, 200],
    ['at most a second', { ...failed, tries: 30, random: 0.999 }, 999],
    ['what the store asks for in seconds', { ...failed, retryAfter: '2' }, 2_000],
    ['until a date', { ...failed, retryAfter: 'Thu, 01 Jan 2026 00:00:03 GMT' }, 3_000],
    ['until a time as Apple writes it', { ...failed, retryAfter: '1767225603000' }, 3_000],
    ['not until such a time in the past', { ...failed, retryAfter: '1000000000000' }, 100],
    [
      'not until a date in the past',
      { ...failed, retryAfter: 'Mon, 01 Jan 2001 00:00:00 GMT' },
      100,
    ],
    ['not what nobody can read', { ...failed, retryAfter: 'soon' }, 100],
  ])('is %s', (_name, input, milliseconds) => {
    expect(retryDelayMs(input)).toBe(milliseconds);
  });
});
