import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import {
  type StoreGateway,
  StoreRefused,
  type UsageReport,
} from '../../src/stores/store-gateway.js';
import {
  accountToken,
  demo,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  usageReport,
} from './stores-in-test.js';

const other = '1d4b1c5e-2b5e-4f39-8c7d-0a1b2c3d4e5f';

describe('What is told to Apple alone', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;

  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({ store: 'apple', productId: 'gems_500', ...wish });

  const view = (id: string): Promise<PurchaseView> => stores.simulator.control.purchase(id);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
  });
  afterAll(() => stores.close());
  beforeEach(() => {
    gateway = gatewayTo('apple', stores);
  });

  it('is asked at exactly these addresses', async () => {
    const bought = await buy();
    const payment = paymentOf(bought);
    await gateway.look(demo, payment);
    stores.front.heard.length = 0;
    await gateway.finish(demo, payment);
    await gateway.acknowledge(demo, payment);
    await gateway.assign(demo, payment, accountToken);
    await gateway.reportUsage(demo, payment, usageReport);
    await gateway.refundsOf(demo, payment);
    expect(stores.front.apiCalls()).toEqual([
      `POST /production/inApps/v1/transactions/${bought.id}/finish`,
      `PUT /production/inApps/v1/transactions/${bought.id}/appAccountToken`,
      `PUT /production/inApps/v2/transactions/consumption/${bought.id}`,
      `GET /production/inApps/v2/refund/lookup/${bought.id}`,
    ]);
  });

  it('who owns what came without an owner, or with another', async () => {
    const bought = await buy({ offerCode: true });
    expect(bought.accountToken).toBeNull();
    const owner = async () => purchaseIn(await gateway.look(demo, paymentOf(bought))).accountToken;
    expect(await owner()).toBeNull();
    await gateway.assign(demo, paymentOf(bought), accountToken);
    expect(await owner()).toBe(accountToken);
    await gateway.assign(demo, paymentOf(bought), other);
    expect(await owner()).toBe(other);
  });

  it('an owner whom Apple refuses is refused for good', async () => {
    const shared = await buy({ ownership: 'FAMILY_SHARED' });
    for (const [bought, owner] of [
      [shared, accountToken],
      [await buy(), 'no uuid'],
    ] as const) {
      const assign = gateway.assign(demo, paymentOf(bought), owner);
      await expect(assign).rejects.toThrow(StoreRefused);
    }
  });

  it.each<[string, Partial<UsageReport>, object]>([
    ['neutral', {}, { consumptionPercentage: 40_000, deliveryStatus: 'DELIVERED' }],
    ['no word', { preference: null }, { consumptionPercentage: 40_000 }],
    ['decline', { preference: 'decline' }, { refundPreference: 'DECLINE' }],
    ['grant', { preference: 'grant' }, { refundPreference: 'GRANT_FULL' }],
    [
      'a part, of what was used in part',
      { preference: 'prorated' },
      { refundPreference: 'GRANT_PRORATED', consumptionPercentage: 40_000 },
    ],
    [
      'a part, of what was not used: everything',
      { preference: 'prorated', consumedMilliunits: 0 },
      { refundPreference: 'GRANT_FULL', consumptionPercentage: 0 },
    ],
    [
      'a part, of what was used up: nothing',
      { preference: 'prorated', consumedMilliunits: 100_000 },
      { refundPreference: 'DECLINE', consumptionPercentage: 100_000 },
    ],
    [
      'what was not delivered was not used',
      { delivered: false, preference: 'prorated' },
      {
        deliveryStatus: 'UNDELIVERED_OTHER',
        consumptionPercentage: 0,
        refundPreference: 'GRANT_FULL',
      },
    ],
    ['a sample', { sampleProvided: true }, { sampleContentProvided: true }],
  ])('how much was used: %s', async (_name, change, told) => {
    const bought = await buy();
    await stores.simulator.control.askForConsumption(bought.id);
    await gateway.reportUsage(demo, paymentOf(bought), { ...usageReport, ...change });
    const [answer] = (await view(bought.id)).consumption;
    expect(answer).toMatchObject({
      customerConsented: true,
      sampleContentProvided: false,
      ...told,
    });
    expect('refundPreference' in answer!).toBe('refundPreference' in told);
    expect(JSON.stringify(answer)).not.toContain(accountToken);
  });

  it('every share of every preference is one that Apple takes', async () => {
    const bought = await buy();
    const shares = [0, 1, 33_333, 50_000, 99_999, 100_000];
    for (const preference of ['grant', 'decline', 'prorated', 'neutral', null] as const) {
      for (const consumedMilliunits of shares) {
        for (const delivered of [true, false]) {
          const change = { preference, consumedMilliunits, delivered };
          await gateway.reportUsage(demo, paymentOf(bought), { ...usageReport, ...change });
        }
      }
    }
    expect((await view(bought.id)).consumption).toHaveLength(5 * shares.length * 2);
  });

  it('nothing is told of acknowledging, which Apple does not ask for', async () => {
    const bought = await buy();
    stores.front.heard.length = 0;
    await gateway.acknowledge(demo, paymentOf(bought));
    expect(stores.front.heard).toEqual([]);
  });
});
