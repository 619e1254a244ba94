import { randomBytes } from 'node:crypto';
import { hasKeyForm, hintOf, newApiKey } from './api-key.js';
import { titleSettingsOf } from './title-settings.js';

const IDENTITY_UUID = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const APP = { bundleId: 'com.example.demo', appAppleId: 1 };
const IDENTITY = {
  issuer: 'https://id.example.com',
  audience: 'game',
  jwksUrl: 'https://id.example.com/keys',
  algorithms: ['ES256'],
};
const KEY = { issuerId: IDENTITY_UUID, keyId: 'ABC123', privateKey: 'v1.sealed' };
const apple = (change: object) => ({ apple: { apps: [APP], ...change } });
const google = (change: object) => ({ google: { apps: [{ packageName: 'a.b' }], ...change } });
const PUSH = {
  audience: 'https://example.com',
  email: 'push@example.com',
  subscription: 'projects/p/subscriptions/s',
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
    ['no app', { apple: { apps: [] } }, 'list of 1 to 20 apps'],
    ['apps that are no list', { google: { apps: {} } }, 'list of 1 to 20 apps'],
    ['both forms of an app', apple({ bundleId: 'a.b', appAppleId: 1 }), 'either apps or one'],
    ['both forms of a package', google({ packageName: 'a.b' }), 'either apps or one'],
    ['an app twice', { apple: { apps: [APP, { ...APP, appAppleId: 2 }] } }, 'may stand once'],
    ['a number twice', { apple: { apps: [APP, { ...APP, bundleId: 'a.b' }] } }, 'may stand once'],
    ['a package twice', google({ apps: [{ packageName: 'a.b' }, { packageName: 'a.b' }] }), 'once'],
    ['an open key', apple({ apiKey: { ...KEY, privateKey: '-----BEGIN' } }), 'sealed'],
    ['no key', apple({ apiKey: { ...KEY, privateKey: undefined } }), 'sealed'],
    ['a path as a key name', apple({ apiKey: { ...KEY, keyId: '../x' } }), 'keyId'],
    ['an odd issuer', apple({ apiKey: { ...KEY, issuerId: 'me' } }), 'issuerId'],
    ['an open shared secret', apple({ sharedSecret: 'abc' }), 'sealed'],
    ['a new verifier', google({ verifier: 'products v3' }), 'productsv2 or products'],
    ['no audience', google({ push: { ...PUSH, audience: '' } }), 'audience'],
    ['no address', google({ push: { ...PUSH, email: 'push' } }), 'email'],
    ['half a subscription', google({ push: { ...PUSH, subscription: 's' } }), 'subscription'],
    ['a new policy', { refunds: { policy: 'forgive' } }, 'debt or take_items or write_off'],
    ['items that are texts', { refunds: { items: 'skin' } }, 'list of skus'],
    ['a pattern in the middle', { refunds: { items: ['a*b'] } }, 'list of skus'],
    ['items to take, but none', { refunds: { policy: 'take_items' } }, 'must name'],
    ['no refund to flag after', { refunds: { flagAfter: 0 } }, 'from 1 to 100'],
    ['half a day', { refunds: { windowDays: 0.5 } }, 'from 1 to 365'],
    ['days in words', { refunds: { windowDays: '90' } }, 'from 1 to 365'],
    ['a new rule', { refunds: { flagged: 'ban' } }, 'none or no_topups'],
    ['a misspelt refund', { refunds: { flagafter: 1 } }, 'only the fields'],
    ['a new preference', { consumption: { preference: 'maybe' } }, 'neutral or decline'],
    ['a sample in words', { consumption: { sampleProvided: 'no' } }, 'true or false'],
    ['nothing as refunds', { refunds: null }, 'must be an object'],
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

  const usual = {
    refunds: { policy: 'debt', items: [], flagAfter: 3, windowDays: 90, flagged: 'none' },
    consumption: { preference: 'neutral', sampleProvided: false },
  };

  it('are kept as they are when they are right', () => {
    const settings = {
      ...apple({
        apps: [APP, { bundleId: 'a.b', appAppleId: 2 }],
        apiKey: KEY,
        sharedSecret: 'v1.x',
      }),
      ...google({ serviceAccount: 'v1.x', verifier: 'products', push: PUSH }),
      ...identity({}),
      refunds: {
        policy: 'take_items',
        items: ['skin.*', 'crown', '*'],
        flagAfter: 1,
        windowDays: 365,
        flagged: 'no_topups',
      },
      consumption: { preference: 'prorated', sampleProvided: true },
    };
    expect(titleSettingsOf(settings, false)).toEqual(settings);
    expect(titleSettingsOf(titleSettingsOf(settings, false), false)).toEqual(settings);
    expect(titleSettingsOf(identity({ jwksUrl: 'http://127.0.0.1:9/k' }), true)).toBeDefined();
  });

  it('are as usual where they say nothing', () => {
    expect(titleSettingsOf({}, false)).toEqual(usual);
    expect(titleSettingsOf({ refunds: {}, consumption: {} }, false)).toEqual(usual);
  });

  it('are read in the form that titles with one app were written in', () => {
    const written = { apple: APP, google: { packageName: 'a.b', serviceAccount: 'v1.x' } };
    expect(titleSettingsOf(written, false)).toEqual({
      ...apple({}),
      ...google({ serviceAccount: 'v1.x', verifier: 'productsv2' }),
      ...usual,
    });
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
