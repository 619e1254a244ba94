import { Logger, type LoggerService } from '@nestjs/common';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import type { StoreGateway } from '../../src/stores/store-gateway.js';
import { storeGateways } from '../../src/stores/stores.module.js';
import { clock, demo, openStoresInTest, paymentOf, type StoresInTest } from './stores-in-test.js';
import { WAYS_TO_VERIFY } from './ways-to-verify.js';

const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const usage = {
  consumedMilliunits: 1_000,
  delivered: true,
  sampleProvided: false,
  preference: 'decline',
  accountToken,
  reviewToken: 'a-review-token-of-google',
  uses: [{ at: 1, what: 'a sword' }],
} as const;

/** Everything but the tokens of Google, without which nothing else would be asked. */
const ENDPOINTS = [
  'apple.*',
  'google.productsv2',
  'google.products',
  'google.acknowledge',
  'google.consume',
  'google.voidedpurchases',
  'google.orders',
  'google.reviewrefund',
];
const FAULTS = [
  { kind: 'status', status: 403 },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 400 },
  { kind: 'garbage' },
  { kind: 'schema' },
] as const;

describe('The log of the stores', () => {
  const lines: string[] = [];
  const keep = (...told: unknown[]) => lines.push(told.map(String).join(' '));
  const listener: LoggerService = { log: keep, error: keep, warn: keep };
  let stores: StoresInTest;

  beforeAll(async () => {
    Logger.overrideLogger(listener);
    stores = await openStoresInTest();
    await stores.listen();
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await stores.close();
  });

  /** What every call says of itself when it fails, in the log or as an error. */
  async function askEverything(gateway: StoreGateway, bought: PurchaseView) {
    const payment = paymentOf(bought);
    const failed = (error: Error) => keep(error, error.stack, JSON.stringify(error));
    await gateway.look(demo, payment);
    await gateway.refundsOf(demo, payment);
    await gateway.finish(demo, payment).catch(failed);
    await gateway.acknowledge(demo, payment).catch(failed);
    await gateway.assign(demo, payment, accountToken).catch(failed);
    await gateway.reportUsage(demo, payment, usage).catch(failed);
    const scope = { titleId: demo.titleId, environment: 'production' } as const;
    const period = { since: Date.now() - 60_000, until: Date.now() };
    try {
      for await (const _item of gateway.history(scope, period));
    } catch (error) {
      failed(error as Error);
    }
  }

  it('tells what is wrong, and no token, proof, key or owner', async () => {
    const { control } = stores.simulator;
    const { apple, google } = await control.credentials();
    const secrets = [apple.sharedSecret, 'ya29.', accountToken, usage.reviewToken, 'a sword'];
    for (const key of [apple.privateKey, google.serviceAccount.private_key]) {
      secrets.push(...key.split('\n').filter((line) => line.length > 40));
    }
    for (const way of WAYS_TO_VERIFY) {
      const { store } = way;
      const accounts = stores.newAccounts(way.googleVerifier);
      const gateway = storeGateways(accounts, clock).find((each) => each.store === store)!;
      const wish = { store, productId: 'gems_500', accountToken, ...way.wish } as const;
      const bought = await control.buy(wish);
      const proof = await way.proofOf(bought, stores);
      secrets.push(proof.text, proof.text.slice(-40), bought.id, bought.orderId!);
      const [letter] = await stores.mailbox.lettersOf(store, stores.simulator);
      const told = await gateway.readNotification(demo.titleId, letter!);
      secrets.push(letter!.authorization ?? 'no authorization', JSON.stringify(letter!.body));
      expect(told).toMatchObject({ outcome: 'genuine' });
      for (const fault of FAULTS) {
        for (const endpoint of ENDPOINTS) await control.breakStore({ endpoint, ...fault });
        await gateway.verify(demo, proof);
        await gateway.verify(demo, { ...proof, text: `${proof.text}0` });
        await askEverything(gateway, bought);
        await control.healStores();
      }
    }
    const text = lines.join('\n');
    const told = [
      'Check the keys that the title has for this store',
      'Apple does not let our key in',
      'Google does not let our key in',
      'unexpected answer of Apple',
      'unexpected answer of Google',
    ];
    expect(told.filter((words) => !text.includes(words))).toEqual([]);
    expect(secrets.every((secret) => secret.length >= 5)).toBe(true);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});
