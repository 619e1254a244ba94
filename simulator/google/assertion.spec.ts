import { generateKeyPairSync, sign } from 'node:crypto';
import type { ServiceAccount } from '../developer-account.js';
import { publisherScope, refuseAssertion } from './assertion.js';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account: ServiceAccount = {
  clientEmail: 'till@example.com',
  privateKeyId: 'key',
  privateKey: keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  publicKey: keys.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
};
const own = ['http://127.0.0.1:3001/token'];
const legacyAudience = 'https://accounts.google.com/o/oauth2/token';
const now = Math.floor(Date.now() / 1000);
const good = {
  iss: account.clientEmail,
  scope: publisherScope,
  aud: 'https://oauth2.googleapis.com/token',
  iat: now,
  exp: now + 3600,
};

interface Form {
  alg?: string;
  key?: string;
  encoding?: 'base64' | 'base64url';
}

function assertion(claims: object, form: Form = {}): string {
  const { alg = 'RS256', key = account.privateKey, encoding = 'base64url' } = form;
  const parts = [{ alg, typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString(encoding),
  );
  const signed = parts.join('.');
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString(encoding)}`;
}

describe('The assertion of a service account', () => {
  it.each([
    ['as Google documents it', assertion(good)],
    ['for the legacy audience', assertion({ ...good, aud: legacyAudience })],
    ['for this simulator', assertion({ ...good, aud: own[0] })],
    ['with one scope of several', assertion({ ...good, scope: `openid ${publisherScope}` })],
    ['in plain base64', assertion({ ...good, note: '???>>>~~' }, { encoding: 'base64' })],
  ])('is accepted %s', (_name, text) => {
    expect(refuseAssertion(text, account, own)).toBeUndefined();
  });

  const strange = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const strangeKey = strange.export({ format: 'pem', type: 'pkcs8' }).toString();
  const [header, , signature] = assertion(good).split('.');
  const changed = Buffer.from(JSON.stringify({ ...good, jti: '1' })).toString('base64url');

  it.each([
    ['signed by another key', assertion(good, { key: strangeKey }), 'Signature'],
    ['changed after signing', `${header}.${changed}.${signature}`, 'Signature'],
    ['of another algorithm', assertion(good, { alg: 'none' }), 'Signature'],
    ['without three parts', 'nonsense', 'Invalid JWT'],
    ['of another account', assertion({ ...good, iss: 'x@example.com' }), 'account not found'],
    ['for another audience', assertion({ ...good, aud: 'https://example.com' }), 'audience'],
    ['without the scope', assertion({ ...good, scope: 'openid' }), 'scope'],
    ['without a scope', assertion({ ...good, scope: undefined }), 'scope'],
    ['that lives too long', assertion({ ...good, exp: now + 3601 }), 'short-lived'],
    ['that is over', assertion({ ...good, iat: now - 3700, exp: now - 100 }), 'short-lived'],
    ['from the future', assertion({ ...good, iat: now + 90, exp: now + 100 }), 'short-lived'],
    ['without an end', assertion({ ...good, exp: undefined }), 'short-lived'],
  ])('is refused when it is one %s', (_name, text, reason) => {
    expect(refuseAssertion(text, account, own)).toContain(reason);
  });
});
