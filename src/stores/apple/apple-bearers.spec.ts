import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';
import { CredentialsRefused } from '../credentials-refused.js';
import { AppleBearers } from './apple-bearers.js';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 1);

function newKey(keyId = 'KEY1') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = {
    issuerId: 'issuer',
    keyId,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  return { key, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

function bearersAt(start = START) {
  let now = start;
  const bearers = new AppleBearers({ now: () => now });
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { bearers, pass };
}

describe('the bearers for Apple', () => {
  it('say what Apple asks for, signed by the key, for ten minutes', async () => {
    const { key, publicPem } = newKey();
    const text = await bearersAt().bearers.of(key, 'com.example.game');
    const { payload } = await jwtVerify(text, await importSPKI(publicPem, 'ES256'), {
      currentDate: new Date(START),
    });
    expect(payload).toEqual({
      bid: 'com.example.game',
      iss: 'issuer',
      aud: 'appstoreconnect-v1',
      iat: START / 1_000,
      exp: START / 1_000 + 600,
    });
    expect(decodeProtectedHeader(text)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'KEY1' });
  });

  it('are used for five minutes, also by calls at once, and then made anew', async () => {
    const { bearers, pass } = bearersAt();
    const { key } = newKey();
    const [first, second] = await Promise.all([bearers.of(key, 'app'), bearers.of(key, 'app')]);
    expect(second).toBe(first);
    pass(5 * MINUTE_MS - 1);
    expect(await bearers.of(key, 'app')).toBe(first);
    pass(1);
    const next = await bearers.of(key, 'app');
    expect(decodeJwt(next).iat).toBe(START / 1_000 + 300);
  });

  it('are made anew when the clock was set back', async () => {
    const { bearers, pass } = bearersAt();
    const { key } = newKey();
    await bearers.of(key, 'app');
    pass(-MINUTE_MS);
    expect(decodeJwt(await bearers.of(key, 'app')).iat).toBe(START / 1_000 - 60);
  });

  it('are of one app and one key', async () => {
    const { bearers } = bearersAt();
    const [one, other] = [newKey().key, newKey().key];
    const made = [
      await bearers.of(one, 'app'),
      await bearers.of(one, 'app2'),
      await bearers.of(other, 'app'),
      await bearers.of({ ...one, keyId: 'KEY2' }, 'app'),
      await bearers.of({ ...one, issuerId: 'another' }, 'app'),
    ];
    expect(new Set(made).size).toBe(made.length);
  });

  it('cannot be made by a broken key, and nothing of it is kept or told', async () => {
    const { bearers } = bearersAt();
    const { key } = newKey();
    const broken = { ...key, privateKey: 'no key' };
    for (let time = 0; time < 2; time++) {
      const failure = await bearers.of(broken, 'app').catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CredentialsRefused);
      expect(String(failure)).not.toContain('no key');
    }
    expect(await bearers.of(key, 'app')).toEqual(expect.any(String));
  });
});
