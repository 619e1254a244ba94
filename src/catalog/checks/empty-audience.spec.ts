import { audienceFault } from '../audience.js';
import { isNobody } from './empty-audience.js';

describe('an audience that nobody can be in', () => {
  it.each([
    'false',
    '1 > 2',
    '"level" == "spent"',
    'level > 9 && level < 10',
    'spent >= 5 && country == "DE" && spent == 4',
    'country == "DE" && country == "AT"',
    'country in ["DE", "AT"] && country == \'FR\'',
    'country in []',
    'level > 3 && custom.vip && level < 2',
  ])('is %s', (expression) => {
    expect(audienceFault(expression)).toBeNull();
    expect(isNobody(expression)).toBe(true);
  });

  it.each([
    'true',
    'level > 9 && level < 11',
    'level > 9 || level < 5',
    '(level > 9 || spent > 3) && level < 5',
    '!(level > 9 && level < 5)',
    'country == "level > 9" && level < 5',
    'country == "DE" && country in ["DE"]',
    'level > 9 && spent < 5',
    'level == 3 ? level == 3 : level == 4',
    'custom.text == "a && level > 9" && level < 5',
    'country in ["DE && x"] && country == "DE && x"',
  ])('is not %s', (expression) => {
    expect(audienceFault(expression)).toBeNull();
    expect(isNobody(expression)).toBe(false);
  });
});
