import { Logger } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { forgeries, signTruly } from '../../simulator/forgery.js';
import {
  type HistoryItem,
  type StoreGateway,
  StoreUnavailable,
} from '../../src/stores/store-gateway.js';
import { answering } from './store-front.js';
import {
  demo,
  demoEither,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  type StoresInTest,
  shown,
} from './stores-in-test.js';

type Fields = Record<string, unknown>;

/** In place of what Apple signed. */
const BROKEN: readonly (readonly [string, unknown])[] = [
  ['half of it', 'eyJhbGciOiJFUzI1NiIsIng1YyI6WyJN'],
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['an object', {}],
  ['an empty text', ''],
];

describe('A list of Apple', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;
  /** A refunded purchase, whose refund nobody took. */
  let bought: PurchaseView;
  let since: number;

  const control = () => stores.simulator.control;
  const sign = (payload: Fields) => signTruly(stores.simulator.chain, payload);

  async function history(): Promise<HistoryItem[]> {
    const items: HistoryItem[] = [];
    const scope = { titleId: demo.titleId, environment: 'production' } as const;
    for await (const item of gateway.history(scope, { since, until: Date.now() })) items.push(item);
    return items;
  }
  const refunds = () => gateway.refundsOf(demoEither, paymentOf(bought));
  const listing = (...signedTransactions: unknown[]) =>
    stores.front.spoil(
      /refund\/lookup/,
      answering(200, { signedTransactions, hasMore: false, revision: '1' }),
    );
  const noticing = (...signedPayloads: unknown[]) =>
    stores.front.spoil(
      /notifications\/history/,
      answering(200, {
        notificationHistory: signedPayloads.map((signedPayload) => ({ signedPayload })),
        hasMore: false,
      }),
    );
  const proof = async () => String((await control().purchase(bought.id)).proof);
  const signedNotice = async () => (await history())[0]!.notification!.payload;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    await stores.listen();
  });
  beforeEach(async () => {
    stores.front.heal();
    gateway = gatewayTo('apple', stores);
    since = Date.now() - 1;
    stores.mailbox.status = 503;
    const wish = { store: 'apple', productId: 'gems_500', notify: false } as const;
    bought = await control().buy(wish);
    await control().refund(bought.id);
    await control().deliver();
  });
  afterAll(() => stores.close());

  it('is believed when it is true: the refusals below have their named cause', async () => {
    listing(await proof());
    expect(await refunds()).toMatchObject({ outcome: 'verified' });
    noticing(await signedNotice());
    expect(await history()).toHaveLength(1);
  });

  it.each(BROKEN)('of refunds with %s in it is no list without that refund', async (_name, odd) => {
    listing(await proof(), odd);
    expect(await refunds()).toMatchObject({ outcome: 'unavailable' });
  });

  it.each(BROKEN)('of notifications with %s in it is no shorter list', async (_name, odd) => {
    noticing(await signedNotice(), odd);
    await expect(history()).rejects.toThrow(StoreUnavailable);
  });

  it('of notifications with something else than items is no list', async () => {
    for (const notificationHistory of [[null], [{ x: 1 }], ['a']]) {
      const answer = answering(200, { notificationHistory, hasMore: false });
      stores.front.spoil(/notifications\/history/, answer);
      await expect(history()).rejects.toThrow(StoreUnavailable);
    }
  });

  it.each(Object.keys(forgeries))(
    'may be forged on the way, and is not taken: %s',
    async (name) => {
      const payload = decodeJwt(await proof());
      listing(await forgeries[name]!(stores.simulator.chain, payload));
      expect(await refunds()).toMatchObject({ outcome: 'unavailable' });
      const frame = decodeJwt(await signedNotice());
      noticing(await forgeries[name]!(stores.simulator.chain, frame));
      await expect(history()).rejects.toThrow(StoreUnavailable);
    },
  );

  it('may hold a true notification around a forged transaction, and is not taken', async () => {
    const frame = decodeJwt(await signedNotice()) as { data: Fields };
    const signer = stores.simulator.chain;
    const unsigned = await forgeries.tamperedPayload!(signer, decodeJwt(await proof()));
    noticing(await sign({ ...frame, data: { ...frame.data, signedTransactionInfo: unsigned } }));
    await expect(history()).rejects.toThrow(StoreUnavailable);
  });

  it.each<[string, Fields]>([
    ['a subscription', { type: 'Auto-Renewable Subscription' }],
    [
      'a subscription that was refunded in part, of unknown size',
      {
        type: 'Auto-Renewable Subscription',
        revocationType: 'REFUND_PRORATED',
        revocationPercentage: undefined,
      },
    ],
    ['what a relative shares', { inAppOwnershipType: 'FAMILY_SHARED' }],
    ['something of another app', { bundleId: 'com.example.other' }],
    ['too many of something', { quantity: 11 }],
  ])('of refunds may hold %s, which is left out', async (_name, change) => {
    const own = await proof();
    listing(await sign({ ...decodeJwt(own), ...change, transactionId: '77' }), own);
    expect(await refunds()).toMatchObject({ purchases: [{ storeTransactionId: bought.id }] });
  });

  it('of notifications may hold what Apple tells another app, which is left out', async () => {
    const own = await signedNotice();
    const frame = decodeJwt(own) as { data: Fields };
    const other = { ...frame, data: { ...frame.data, bundleId: 'com.example.other' } };
    noticing(await sign(other), await proof(), own);
    expect(await history()).toMatchObject([{ storeTransactionId: bought.id }]);
  });

  it('does not end the notification of a refund whose share Apple does not tell', async () => {
    const frame = decodeJwt(await signedNotice()) as { data: Fields };
    for (const share of [
      { revocationType: 'REFUND_PRORATED', revocationPercentage: undefined },
      { revocationType: 'REFUND_PRORATED', revocationPercentage: 100_001 },
      { revocationType: undefined, revocationPercentage: '40000' },
    ]) {
      const signedTransactionInfo = await sign({ ...decodeJwt(await proof()), ...share });
      const body = {
        signedPayload: await sign({ ...frame, data: { ...frame.data, signedTransactionInfo } }),
      };
      const letter = { authorization: null, body };
      const reading = await gateway.readNotification(demo.titleId, letter);
      if (reading.outcome !== 'genuine') throw new Error(JSON.stringify(reading));
      const observed = await gateway.observe(demoEither, reading.notification);
      expect(observed).toMatchObject({ outcome: 'unavailable' });
      const claimed = await gateway.verify(demo, shown(signedTransactionInfo));
      expect(claimed).toMatchObject({ outcome: 'unavailable' });
      listing(signedTransactionInfo);
      expect(await refunds()).toMatchObject({ outcome: 'unavailable' });
    }
  });
});
