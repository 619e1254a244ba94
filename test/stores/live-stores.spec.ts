import { Logger } from '@nestjs/common';
import { type SimulatorInTest, startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import type { TitleId } from '../../src/kernel/id.js';
import { ProcessSecret } from '../../src/platform/http/process-secret.js';
import { StoreUnavailable } from '../../src/stores/store-gateway.js';
import { storeAccounts, storeGateways } from '../../src/stores/stores.module.js';
import { TitleStoresService } from '../../src/stores/title-stores.service.js';
import { SERVICE_ACCOUNT_PURPOSE, type TitleSettings } from '../../src/titles/title-settings.js';
import type { TitlesService } from '../../src/titles/titles.service.js';
import { clock, demo } from './stores-in-test.js';

const secret = new ProcessSecret('a secret of a test, 32 characters long');
const live = { production: true, storeMode: 'live', simulatorUrl: 'http://127.0.0.1:1' } as const;

/** The live stores of one title, as its settings describe them. */
function accountsOf(settings: TitleSettings) {
  const titles = {
    title: async () => ({ slug: 'demo', settings }),
    settings: async () => settings,
  };
  const read = new TitleStoresService(titles as unknown as TitlesService, secret);
  return storeAccounts(live, read);
}

function sealed(text: string): TitleSettings {
  const serviceAccount = secret.seal(SERVICE_ACCOUNT_PURPOSE, text);
  return { google: { packageName: 'com.example.demo', serviceAccount } };
}

describe('The live stores', () => {
  const title: TitleId = demo.titleId;
  let simulator: SimulatorInTest;
  let key: { client_email: string; private_key: string };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    simulator = await startSimulatorInTest();
    const { client_email, private_key } = (await simulator.control.credentials()).google
      .serviceAccount;
    key = { client_email, private_key };
  });
  afterAll(() => simulator.close());
  afterEach(() => jest.restoreAllMocks());

  it('are those of the settings, with the service account opened', async () => {
    const accounts = accountsOf({
      ...sealed(JSON.stringify({ ...key, type: 'service_account', project_id: 'x' })),
      apple: { bundleId: 'com.example.demo', appAppleId: 1 },
    });
    expect(await accounts.apple(title)).toEqual({ bundleId: 'com.example.demo' });
    expect(await accounts.google(title)).toEqual({
      packageName: 'com.example.demo',
      rootUrl: 'https://androidpublisher.googleapis.com',
      serviceAccount: key,
    });
  });

  it('are not there for a title that says nothing of them', async () => {
    for (const settings of [{}, { google: { packageName: 'com.example.demo' } }]) {
      const gateways = storeGateways(accountsOf(settings), clock);
      for (const gateway of gateways) {
        expect(await gateway.verify(demo, 'token')).toEqual({
          outcome: 'refused',
          code: 'store_not_configured',
        });
      }
    }
  });

  it.each([
    ['that is no JSON', sealed('{')],
    ['without a key', sealed('{"client_email":"a@example.com"}')],
    [
      'that is sent in the clear',
      sealed('{"client_email":"a","private_key":"b","token_uri":"http://a"}'),
    ],
    ['of another secret', { google: { packageName: 'a.b', serviceAccount: 'v1.AAAA' } }],
  ])('cannot be asked with a service account %s', async (_name, settings) => {
    await expect(accountsOf(settings).google(title)).rejects.toThrow(StoreUnavailable);
    const [, google] = storeGateways(accountsOf(settings), clock);
    expect(await google!.verify(demo, 'token')).toMatchObject({ outcome: 'unavailable' });
  });

  it('are asked at the addresses of Google', async () => {
    const asked: string[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      asked.push(String(url));
      return Response.json({ access_token: 'a', expires_in: 3599 });
    });
    const [, google] = storeGateways(accountsOf(sealed(JSON.stringify(key))), clock);
    expect(await google!.verify(demo, 'a.b')).toMatchObject({ outcome: 'unavailable' });
    const path = '/androidpublisher/v3/applications/com.example.demo/purchases/productsv2/tokens';
    expect(asked).toEqual([
      'https://oauth2.googleapis.com/token',
      `https://androidpublisher.googleapis.com${path}/a.b`,
    ]);
  });

  it('are not asked with a key that is none', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch');
    const settings = sealed(JSON.stringify({ ...key, private_key: 'none' }));
    const [, google] = storeGateways(accountsOf(settings), clock);
    expect(await google!.verify(demo, 'a.b')).toMatchObject({ outcome: 'unavailable' });
    expect(fetch).not.toHaveBeenCalled();
  });
});
