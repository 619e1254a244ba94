import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { GetTransactionHistoryVersion } from '@apple/app-store-server-library';
import { decodeJwt, SignJWT } from 'jose';
import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { ClientInTest } from './client-in-test.js';

interface BearerChange {
  key?: { privateKey: KeyObject };
  expiresIn?: string;
  audience?: string;
}

/** A bearer token made by hand, for what Apple's client never does. */
function bearerOf(apple: Credentials['apple'], change: BearerChange): Promise<string> {
  return new SignJWT({ bid: apple.bundleId })
    .setProtectedHeader({ alg: 'ES256', kid: apple.keyId, typ: 'JWT' })
    .setIssuer(apple.issuerId)
    .setIssuedAt()
    .setExpirationTime(change.expiresIn ?? '5m')
    .setAudience(change.audience ?? 'appstoreconnect-v1')
    .sign(change.key?.privateKey ?? createPrivateKey(apple.privateKey));
}

describe("Apple's own API client", () => {
  let simulator: SimulatorInTest;
  let apple: Credentials['apple'];
  let client: ClientInTest;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    apple = (await simulator.control.credentials()).apple;
    client = new ClientInTest(apple.baseUrls.production, apple);
  });
  afterAll(() => simulator.close());
  afterEach(() => simulator.control.healStores());

  const buy = (extra: object = {}) =>
    simulator.control.buy({ store: 'apple', productId: 'com.example.demo.gems500', ...extra });

  it('reads a transaction by its id', async () => {
    const bought = await buy();
    const { signedTransactionInfo } = await client.getTransactionInfo(bought.id);
    expect(decodeJwt(signedTransactionInfo!)).toMatchObject({ transactionId: bought.id });
  });

  it('says that a customer has no transaction of the app, and shows only the one purchase', async () => {
    const known = await buy();
    const app = await client.getAppTransactionInfo(known.id);
    expect(decodeJwt(app.signedAppTransactionInfo!)).toMatchObject({
      appTransactionId: known.appTransactionId,
    });
    const [one, other] = [
      await buy({ appTransaction: false }),
      await buy({ appTransaction: false }),
    ];
    expect(decodeJwt(one.proof!)).not.toHaveProperty('appTransactionId');
    await expect(client.getAppTransactionInfo(one.id)).rejects.toMatchObject({
      httpStatusCode: 404,
      apiError: 4040019,
    });
    const history = await client.getTransactionHistory(
      other.id,
      null,
      {},
      GetTransactionHistoryVersion.V2,
    );
    expect(history.signedTransactions!.map((signed) => decodeJwt(signed).transactionId)).toEqual([
      other.id,
    ]);
  });

  it('does not find a transaction of the other environment or of another app', async () => {
    const sandbox = await buy({ environment: 'sandbox' });
    await expect(client.getTransactionInfo(sandbox.id)).rejects.toMatchObject({
      httpStatusCode: 404,
      apiError: 4040010,
    });
    const inSandbox = new ClientInTest(apple.baseUrls.sandbox, apple);
    await expect(inSandbox.getTransactionInfo(sandbox.id)).resolves.toBeDefined();

    const other = { title: 'other', bundleId: 'com.example.other', packageName: 'com.example.two' };
    await simulator.control.call('POST', '/apps', { ...other, appAppleId: 1000000002 });
    const elsewhere = await buy({ title: 'other' });
    await expect(client.getTransactionInfo(elsewhere.id)).rejects.toMatchObject({
      apiError: 4040010,
    });
  });

  it('finds a transaction only when Ask to Buy was approved', async () => {
    const waiting = await buy({ state: 'pending' });
    expect(waiting).toMatchObject({ state: 'pending', proof: null });
    await expect(client.getTransactionInfo(waiting.id)).rejects.toMatchObject({
      apiError: 4040010,
    });
    const approved = await simulator.control.settle(waiting.id);
    expect(decodeJwt(approved.proof!)).toMatchObject({ transactionId: waiting.id });
    await expect(client.getTransactionInfo(waiting.id)).resolves.toBeDefined();

    const declined = await simulator.control.cancel((await buy({ state: 'pending' })).id);
    expect(declined).toMatchObject({ state: 'cancelled', proof: null });
    await expect(client.getTransactionInfo(declined.id)).rejects.toMatchObject({
      apiError: 4040010,
    });
  });

  it.each([
    'uploadImage',
    'deleteImage',
    'getImageList',
    'uploadMessage',
    'deleteMessage',
    'getMessageList',
    'configureDefaultMessage',
    'deleteDefaultMessage',
    'getDefaultMessage',
    'configureRealtimeURL',
    'deleteRealtimeURL',
    'getRealtimeURL',
    'initiatePerformanceTest',
    'getPerformanceTestResults',
  ])('finds nothing to keep subscribers with: %s', async (method) => {
    const call = client as unknown as Record<string, (...words: unknown[]) => Promise<unknown>>;
    const id = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
    await expect(call[method]!(id, {}, {})).rejects.toMatchObject({ httpStatusCode: 404 });
  });

  it('is told that an id is not a number', async () => {
    await expect(client.getTransactionInfo('abc')).rejects.toMatchObject({
      httpStatusCode: 400,
      apiError: 4000006,
    });
  });

  it('may not pass with a key, issuer or bundle that Apple does not know', async () => {
    const wrong = [
      { keyId: 'OTHERKEY00' },
      { issuerId: '00000000-0000-0000-0000-000000000000' },
      { bundleId: 'com.example.unknown' },
    ];
    const { id } = await buy();
    for (const change of wrong) {
      const stranger = new ClientInTest(apple.baseUrls.production, { ...apple, ...change });
      const refused = await stranger.getTransactionInfo(id).catch((error: unknown) => error);
      expect(refused).toMatchObject({ httpStatusCode: 401, apiError: null });
    }
  });

  it.each([
    ['signed by another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }) }],
    ['that lives for two hours', { expiresIn: '2h' }],
    ['that is over', { expiresIn: '-1h' }],
    ['for another audience', { audience: 'appstoreconnect-v2' }],
  ])('may not pass with a bearer token %s', async (_name, change: BearerChange) => {
    const { id } = await buy();
    const read = (bearer: string) =>
      fetch(`${apple.baseUrls.production}/inApps/v1/transactions/${id}`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
    expect((await read(await bearerOf(apple, {}))).status).toBe(200);
    const refused = await read(await bearerOf(apple, change));
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain('Unauthenticated');
  });

  it('hears of outages, rate limits and garbage when a test asks for them', async () => {
    const { id } = await buy();
    const endpoint = 'apple.transaction';
    await simulator.control.breakStore({
      endpoint,
      kind: 'status',
      status: 429,
      retryAfter: 1893456000000,
      times: 1,
    });
    await expect(client.getTransactionInfo(id)).rejects.toMatchObject({ apiError: 4290000 });
    await simulator.control.breakStore({ endpoint, kind: 'outage', times: 1 });
    await expect(client.getTransactionInfo(id)).rejects.toThrow('fetch failed');
    await simulator.control.breakStore({ endpoint, kind: 'garbage', times: 1 });
    await expect(client.getTransactionInfo(id)).rejects.toThrow();
    await expect(client.getTransactionInfo(id)).resolves.toBeDefined();
  });

  it('finishes a transaction, even when the answer to it is lost', async () => {
    const { id } = await buy();
    const authorization = `Bearer ${await bearerOf(apple, {})}`;
    const finish = () =>
      fetch(`${apple.baseUrls.production}/inApps/v1/transactions/${id}/finish`, {
        method: 'POST',
        headers: { authorization },
      });
    await simulator.control.breakStore({ endpoint: 'apple.*', kind: 'lost_answer', times: 1 });
    await expect(finish()).rejects.toThrow('fetch failed');
    expect(await simulator.control.purchase(id)).toMatchObject({ finished: true });
    expect((await finish()).status).toBe(200);
  });
});
