import { AppStoreServerAPIClient, Environment } from '@apple/app-store-server-library';
import { decodeJwt } from 'jose';
import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

/** Apple's client, sent to another address by the one method that all its calls go through. */
class RedirectedClient extends AppStoreServerAPIClient {
  constructor(
    private readonly baseUrl: string,
    { issuerId, keyId, privateKey, bundleId }: Credentials['apple'],
  ) {
    super(privateKey, keyId, issuerId, bundleId, Environment.PRODUCTION);
  }

  protected override async makeFetchRequest(
    path: string,
    query: URLSearchParams,
    method: string,
    body: string | Buffer | undefined,
    headers: Record<string, string>,
  ) {
    const sent = typeof body === 'string' ? { body } : {};
    const response = await fetch(`${this.baseUrl}${path}?${query}`, { method, headers, ...sent });
    return response as unknown as ReturnType<AppStoreServerAPIClient['makeFetchRequest']>;
  }

  bearer(): string {
    return (this as unknown as { createBearerToken(): string }).createBearerToken();
  }
}

describe("Apple's own API client", () => {
  let simulator: SimulatorInTest;
  let apple: Credentials['apple'];
  let client: RedirectedClient;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    apple = (await simulator.control.credentials()).apple;
    client = new RedirectedClient(apple.baseUrls.production, apple);
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

  it('does not find a transaction of the other environment or of another app', async () => {
    const sandbox = await buy({ environment: 'sandbox' });
    await expect(client.getTransactionInfo(sandbox.id)).rejects.toMatchObject({
      httpStatusCode: 404,
      apiError: 4040010,
    });
    const inSandbox = new RedirectedClient(apple.baseUrls.sandbox, apple);
    await expect(inSandbox.getTransactionInfo(sandbox.id)).resolves.toBeDefined();

    const other = { title: 'other', bundleId: 'com.example.other', packageName: 'com.example.two' };
    await simulator.control.call('POST', '/apps', { ...other, appAppleId: 1000000002 });
    const elsewhere = await buy({ title: 'other' });
    await expect(client.getTransactionInfo(elsewhere.id)).rejects.toMatchObject({
      apiError: 4040010,
    });
  });

  it('does not find a transaction before Ask to Buy is approved, nor after it is declined', async () => {
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
      const stranger = new RedirectedClient(apple.baseUrls.production, { ...apple, ...change });
      const refused = await stranger.getTransactionInfo(id).catch((error: unknown) => error);
      expect(refused).toMatchObject({ httpStatusCode: 401, apiError: null });
    }
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
    const finish = () =>
      fetch(`${apple.baseUrls.production}/inApps/v1/transactions/${id}/finish`, {
        method: 'POST',
        headers: { authorization: `Bearer ${client.bearer()}` },
      });
    await simulator.control.breakStore({ endpoint: 'apple.*', kind: 'lost_answer', times: 1 });
    await expect(finish()).rejects.toThrow('fetch failed');
    expect(await simulator.control.purchase(id)).toMatchObject({ finished: true });
    expect((await finish()).status).toBe(200);
  });
});
