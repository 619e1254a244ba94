import { audienceFault, audienceRule } from './audience.js';
import { NOBODY } from './player-facts.js';

const GERMAN = {
  ...NOBODY,
  country: 'DE',
  platform: 'ios',
  level: 12,
  firstSeenAt: Date.UTC(2026, 10, 1),
  custom: { clan: 'red', vip: true, score: 7 },
};

describe('an audience', () => {
  it.each([
    ['country in ["DE", "AT"]', true],
    ['country == "US"', false],
    ['level >= 10 && platform == "ios"', true],
    ['firstSeenAt > timestamp("2026-10-01T00:00:00Z")', true],
    ['custom.clan == "red"', true],
    ['custom.vip', true],
    ['custom.score > 3', true],
    ['custom.guild == "x"', false],
    ['"guild" in custom && custom.guild == "x"', false],
    ['!("guild" in custom)', true],
    ['true', true],
  ])('%s is %s of a known player', (expression, belongs) => {
    expect(audienceFault(expression)).toBeNull();
    expect(audienceRule(expression)(GERMAN)).toBe(belongs);
  });

  it.each([
    ['level'],
    ['level +'],
    ['country > 3'],
    ['unknown == 1'],
    ['process.exit()'],
    ['level >= "x"'],
  ])('refuses %s', (expression) => {
    expect(audienceFault(expression)).toEqual(expect.any(String));
  });

  it('knows nothing of a stranger', () => {
    expect(audienceRule('country == "" && level == 0 && spent == 0')(NOBODY)).toBe(true);
  });
});
