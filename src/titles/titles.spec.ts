import { randomBytes } from 'node:crypto';
import { hasKeyForm, hintOf, newApiKey } from './api-key.js';
import { titleSettingsOf } from './title-settings.js';

const IDENTITY = {
  issuer: 'https://id.example.com',
  audience: 'game',
  jwksUrl: 'https://id.example.com/keys',
  algorithms: ['ES256'],
};
const identity = (change: object) => ({ identity: { ...IDENTITY, ...change } });

describe('the settings of a title', () => {
  it.each([
    ['an array', [], 'must be an object'],
    ['a misspelt field', { aple: {} }, 'only the fields'],
    ['an odd bundle', { apple: { bundleId: 'a b', appAppleId: 1 } }, 'bundleId'],
    ['a text as a number', { apple: { bundleId: 'a.b', appAppleId: '1' } }, 'appAppleId'],
    ['an odd package', { google: { packageName: '../x' } }, 'packageName'],
    ['an open account', { google: { packageName: 'a.b', serviceAccount: '{}' } }, 'sealed'],
    ['a shared secret', identity({ algorithms: ['HS256'] }), 'algorithms'],
    ['no algorithm', identity({ algorithms: [] }), 'algorithms'],
    ['alg none', identity({ algorithms: ['ES256', 'none'] }), 'algorithms'],
    ['plain http', identity({ jwksUrl: 'http://id.example.com/keys' }), 'https'],
    ['loopback', identity({ jwksUrl: 'http://127.0.0.1/keys' }), 'https'],
    ['a password', identity({ jwksUrl: 'https://a:b@id.example.com/' }), 'https'],
    ['a file', identity({ jwksUrl: 'file:///etc/passwd' }), 'https'],
  ])('are refused with %s', (_, settings, words) => {
    expect(() => titleSettingsOf(settings, false)).toThrow(words);
  });

  it('are kept as they are when they are right', () => {
    const settings = {
      apple: { bundleId: 'com.example.demo', appAppleId: 1 },
      google: { packageName: 'com.example.demo' },
      ...identity({}),
    };
    expect(titleSettingsOf(settings, false)).toEqual(settings);
    expect(titleSettingsOf(identity({ jwksUrl: 'http://127.0.0.1:9/k' }), true)).toBeDefined();
  });
});

describe('API keys', () => {
  it('have 32 letters of chance, and a hint that gives little away', () => {
    const keys = Array.from({ length: 500 }, () => newApiKey('secret', randomBytes));
    expect(new Set(keys).size).toBe(500);
    for (const key of keys) {
      expect(key).toMatch(/^sk_[A-Za-z0-9]{32}$/);
      expect(hasKeyForm('secret', key)).toBe(true);
      expect(hasKeyForm('publishable', key)).toBe(false);
      expect(hintOf(key)).toHaveLength(11);
    }
    const letters = new Set(keys.join('').slice(3));
    expect(letters.size).toBeGreaterThanOrEqual(62);
  });
});
