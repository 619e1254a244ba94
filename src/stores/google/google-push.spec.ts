import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { GoogleAccount } from '../store-accounts.js';
import { StoreUnavailable } from '../store-gateway.js';
import { GooglePush } from './google-push.gateway.js';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

const NOW = Date.UTC(2026, 0);
const seconds = NOW / 1_000;
const expected = { audience: 'https://play.example.com', email: 'push@example.com' };
const claims = {
  iss: 'https://accounts.google.com',
  aud: expected.audience,
  email: expected.email,
  email_verified: true,
  sub: '1',
  iat: seconds,
  exp: seconds + 3_600,
};

describe('A push of Pub/Sub', () => {
  let server: Server;
  let rsa: Keys;
  let elliptic: Keys;
  let asked = 0;
  let published: object;
  let push: GooglePush;

  const account = () =>
    ({
      push: { ...expected, subscription: 'projects/p/subscriptions/s' },
      pushKeysUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/certs`,
    }) as GoogleAccount;
  const signed = (content: JWTPayload, header = { alg: 'RS256', kid: 'rsa' }) =>
    new SignJWT(content)
      .setProtectedHeader(header)
      .sign(header.alg === 'ES256' ? elliptic.privateKey : rsa.privateKey);
  const isGenuine = async (token: string) => push.isGenuine(account(), `Bearer ${token}`);

  beforeAll(async () => {
    rsa = await generateKeyPair('RS256');
    elliptic = await generateKeyPair('ES256');
    published = {
      keys: [
        { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
        { ...(await exportJWK(elliptic.publicKey)), kid: 'elliptic', use: 'sig' },
      ],
    };
    server = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify(published));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    push = new GooglePush({ now: () => NOW });
    asked = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each<[string, JWTPayload]>([
    ['as it is', {}],
    ['by the other name of Google', { iss: 'accounts.google.com' }],
    ['with a clock half a minute ahead', { iat: seconds + 30 }],
    ['half a minute late', { iat: seconds - 3_600, exp: seconds - 30 }],
  ])('is genuine %s', async (_name, change) => {
    expect(await isGenuine(await signed({ ...claims, ...change }))).toBe(true);
  });

  it.each<[string, JWTPayload]>([
    ['of another issuer', { iss: 'https://accounts.google.com.example.com' }],
    ['of an issuer with a slash', { iss: 'https://accounts.google.com/' }],
    ['of no issuer', { iss: undefined }],
    ['for another audience', { aud: 'https://play.example.com/' }],
    ['for no audience', { aud: undefined }],
    ['of another account', { email: 'Push@example.com' }],
    ['of no account', { email: undefined }],
    ['of a list of accounts', { email: [expected.email] }],
    ['not verified', { email_verified: false }],
    ['verified in words', { email_verified: 'true' }],
    ['verified by silence', { email_verified: undefined }],
    ['two minutes late', { exp: seconds - 120 }],
    ['without an end', { exp: undefined }],
    ['without a beginning', { iat: undefined }],
    ['from the future', { nbf: seconds + 120 }],
  ])('is forged: %s', async (_name, change) => {
    expect(await isGenuine(await signed({ ...claims, ...change }))).toBe(false);
  });

  it.each([
    ['by another algorithm of Google’s keys', { alg: 'ES256', kid: 'elliptic' }],
    ['by a key that Google does not know', { alg: 'RS256', kid: 'unknown' }],
  ])('is forged: %s', async (_name, header) => {
    expect(await isGenuine(await signed(claims, header))).toBe(false);
  });

  it('is forged without a token, or with too long a one', async () => {
    const token = await signed({ ...claims, padding: 'a'.repeat(9_000) });
    for (const authorization of [null, '', 'Bearer ', 'Bearer a.b', `Bearer ${token}`]) {
      expect(await push.isGenuine(account(), authorization)).toBe(false);
    }
    const nobody = { ...account(), push: null };
    expect(await push.isGenuine(nobody, `Bearer ${await signed(claims)}`)).toBe(false);
  });

  it('asks for the keys once, also when hundreds of forgers name keys of their own', async () => {
    expect(await isGenuine(await signed(claims))).toBe(true);
    const forged = await signed(claims, { alg: 'RS256', kid: 'unknown' });
    await Promise.all(Array.from({ length: 200 }, () => isGenuine(forged)));
    expect(asked).toBe(1);
  });

  it('is neither genuine nor forged when the keys cannot be read', async () => {
    const token = await signed(claims);
    const kept = published;
    published = { keys: 'none' };
    await expect(isGenuine(token)).rejects.toThrow(StoreUnavailable);
    published = kept;
    expect(await isGenuine(token)).toBe(true);
    const nowhere = { ...account(), pushKeysUrl: 'http://127.0.0.1:1/certs' };
    await expect(push.isGenuine(nowhere, `Bearer ${token}`)).rejects.toThrow(StoreUnavailable);
  });
});
