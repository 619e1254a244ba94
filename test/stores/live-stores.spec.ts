import { Logger } from '@nestjs/common';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type SimulatorInTest, startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import type { TitleId } from '../../src/kernel/id.js';
import { ProcessSecret } from '../../src/platform/http/process-secret.js';
import { type StoreGateway, StoreUnavailable } from '../../src/stores/store-gateway.js';
import { storeAccounts, storeGateways } from '../../src/stores/stores.module.js';
import { TitleStoresService } from '../../src/stores/title-stores.service.js';
import {
  APPLE_API_KEY_PURPOSE,
  APPLE_SHARED_SECRET_PURPOSE,
} from '../../src/titles/apple-settings.js';
import { SERVICE_ACCOUNT_PURPOSE } from '../../src/titles/google-settings.js';
import { titleSettingsOf } from '../../src/titles/title-settings.js';
import type { TitlesService } from '../../src/titles/titles.service.js';
import { clock, demo, paymentOf, shown } from './stores-in-test.js';

const secret = new ProcessSecret('a secret of a test, 32 characters long');
const live = { production: true, storeMode: 'live', simulatorUrl: 'http://127.0.0.1:1' } as const;
const issuerId = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const APP = { bundleId: 'com.example.demo', appAppleId: 1 };

/** The live stores of one title, as its settings describe them. */
function accountsOf(written: object) {
  const settings = titleSettingsOf(written, false);
  const titles = {
    title: async () => ({ slug: 'demo', settings }),
    settings: async () => settings,
  };
  const read = new TitleStoresService(titles as unknown as TitlesService, secret);
  return storeAccounts(live, read);
}

function atGoogle(serviceAccount: string, more: object = {}) {
  const sealed = secret.seal(SERVICE_ACCOUNT_PURPOSE, serviceAccount);
  return { google: { packageName: 'com.example.demo', serviceAccount: sealed, ...more } };
}

function atApple(privateKey: string, more: object = {}) {
  const sealed = secret.seal(APPLE_API_KEY_PURPOSE, privateKey);
  const apiKey = { issuerId, keyId: 'ABC123', privateKey: sealed };
  return { apple: { apps: [APP], apiKey, ...more } };
}

describe('The live stores', () => {
  const title: TitleId = demo.titleId;
  let simulator: SimulatorInTest;
  let account: { client_email: string; private_key: string };
  let p8: string;

  const gatewayOf = (written: object, store: string): StoreGateway =>
    storeGateways(accountsOf(written), clock).find((each) => each.store === store)!;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    simulator = await startSimulatorInTest();
    const { apple, google } = await simulator.control.credentials();
    const { client_email, private_key } = google.serviceAccount;
    account = { client_email, private_key };
    p8 = apple.privateKey;
  });
  afterAll(() => simulator.close());
  afterEach(() => jest.restoreAllMocks());

  it('are those of the settings, with each secret opened', async () => {
    const push = {
      audience: 'https://play.example.com',
      email: 'push@example.com',
      subscription: 'projects/p/subscriptions/s',
    };
    const file = JSON.stringify({ ...account, type: 'service_account', project_id: 'x' });
    const accounts = accountsOf({
      ...atGoogle(file, { verifier: 'products', push }),
      ...atApple(p8, { sharedSecret: secret.seal(APPLE_SHARED_SECRET_PURPOSE, 'shared') }),
    });
    const apple = await accounts.apple(title);
    expect(apple).toMatchObject({
      apps: [APP],
      apiUrls: {
        production: 'https://api.storekit.apple.com',
        sandbox: 'https://api.storekit-sandbox.apple.com',
      },
      receiptUrls: {
        production: 'https://buy.itunes.apple.com/verifyReceipt',
        sandbox: 'https://sandbox.itunes.apple.com/verifyReceipt',
      },
    });
    expect(apple!.apiKey()).toEqual({ issuerId, keyId: 'ABC123', privateKey: p8 });
    expect(apple!.sharedSecret()).toBe('shared');
    expect(await accounts.google(title)).toEqual({
      packageNames: ['com.example.demo'],
      rootUrl: 'https://androidpublisher.googleapis.com',
      serviceAccount: account,
      verifier: 'products',
      push,
      pushKeysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
    });
  });

  it('are not there for a title that says nothing of them', async () => {
    for (const settings of [{}, { google: { packageName: 'com.example.demo' } }]) {
      for (const gateway of storeGateways(accountsOf(settings), clock)) {
        const refused = { outcome: 'refused', code: 'store_not_configured' };
        expect(await gateway.verify(demo, shown('1'))).toEqual(refused);
        const nobody = { authorization: null, body: { signedPayload: 'a.b.c' } };
        expect(await gateway.readNotification(title, nobody)).toEqual({ outcome: 'forged' });
      }
    }
  });

  it.each([
    ['that is no JSON', () => atGoogle('{')],
    ['without a key', () => atGoogle('{"client_email":"a@example.com"}')],
    [
      'that is sent in the clear',
      () => atGoogle('{"client_email":"a","private_key":"b","token_uri":"http://a"}'),
    ],
    ['of another secret', () => atGoogle('', { serviceAccount: 'v1.AAAA' })],
    [
      'that was sealed for another purpose',
      () => atGoogle('', { serviceAccount: secret.seal(APPLE_API_KEY_PURPOSE, '{}') }),
    ],
  ])('cannot be asked with a service account %s', async (_name, settings) => {
    await expect(accountsOf(settings()).google(title)).rejects.toThrow(StoreUnavailable);
    const google = gatewayOf(settings(), 'google');
    expect(await google.verify(demo, shown('token'))).toMatchObject({ outcome: 'unavailable' });
  });

  it.each([
    ['of another secret', 'v1.AAAA'],
    ['sealed for another purpose', secret.seal(SERVICE_ACCOUNT_PURPOSE, 'a')],
    ['that is none', secret.seal(APPLE_API_KEY_PURPOSE, 'none')],
  ])('are not asked with an API key of Apple %s', async (_name, privateKey) => {
    const fetch = jest.spyOn(globalThis, 'fetch');
    const apiKey = { issuerId, keyId: 'ABC123', privateKey };
    const apple = gatewayOf({ apple: { apps: [APP], apiKey } }, 'apple');
    expect(await apple.verify(demo, shown('1'))).toEqual({
      outcome: 'unavailable',
      storeTransactionId: '1',
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('are asked at the addresses of Google', async () => {
    const asked: string[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      asked.push(String(url));
      return Response.json({ access_token: 'a', expires_in: 3599 });
    });
    const proof = { text: 'a.b', productId: 'gems' };
    for (const verifier of ['productsv2', 'products']) {
      const google = gatewayOf(atGoogle(JSON.stringify(account), { verifier }), 'google');
      expect(await google.verify(demo, proof)).toMatchObject({ outcome: 'unavailable' });
    }
    const root = 'https://androidpublisher.googleapis.com/androidpublisher/v3/applications';
    expect(asked).toEqual([
      'https://oauth2.googleapis.com/token',
      `${root}/com.example.demo/purchases/productsv2/tokens/a.b`,
      'https://oauth2.googleapis.com/token',
      `${root}/com.example.demo/purchases/products/gems/tokens/a.b`,
    ]);
  });

  it('are not asked with a key that is none', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch');
    const settings = atGoogle(JSON.stringify({ ...account, private_key: 'none' }));
    const google = gatewayOf(settings, 'google');
    expect(await google.verify(demo, shown('a.b'))).toMatchObject({ outcome: 'unavailable' });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('are asked at the addresses of Apple, in the caller’s environment first', async () => {
    const asked: string[] = [];
    const bearers: string[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, options) => {
      asked.push(String(url));
      bearers.push(new Headers(options?.headers).get('authorization') ?? '');
      return Response.json({ errorCode: 4_040_010 }, { status: 404 });
    });
    const refused = { outcome: 'refused', code: 'receipt_invalid' };
    const apple = gatewayOf(atApple(p8), 'apple');
    expect(await apple.verify(demo, shown('12'))).toEqual(refused);
    expect(asked).toEqual([
      'https://api.storekit.apple.com/inApps/v1/transactions/12',
      'https://api.storekit-sandbox.apple.com/inApps/v1/transactions/12',
    ]);
    const token = bearers[0]!.replace('Bearer ', '');
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'ABC123' });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ iss: issuerId, aud: 'appstoreconnect-v1', bid: APP.bundleId });
    expect(claims.exp! - claims.iat!).toBeLessThanOrEqual(3_600);
  });

  it('are not asked by an id, nor told to finish one, without a key of Apple', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch');
    const apple = gatewayOf({ apple: { apps: [APP] } }, 'apple');
    const refused = { outcome: 'refused', code: 'receipt_invalid' };
    expect(await apple.verify(demo, shown('12'))).toEqual(refused);
    const bought = await simulator.control.buy({ store: 'apple', productId: 'gems_500' });
    const payment = paymentOf(bought);
    // The device finishes by itself once it hears of the credit, so that nothing is left to do.
    await apple.finish(demo, payment);
    await apple.assign(demo, payment, issuerId);
    expect(await apple.look(demo, payment)).toMatchObject({ outcome: 'unavailable' });
    expect(await apple.refundsOf(demo, payment)).toMatchObject({ outcome: 'unavailable' });
    expect(await apple.lists(demo.titleId)).toBe(false);
    const period = { since: Date.now() - 1_000, until: Date.now() };
    for await (const item of apple.history({ ...demo, environment: 'production' }, period)) {
      throw new Error(JSON.stringify(item));
    }
    expect(fetch).not.toHaveBeenCalledWith(expect.stringContaining('apple.com'), expect.anything());
  });
});
