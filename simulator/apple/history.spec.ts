import {
  GetTransactionHistoryVersion,
  Order,
  ProductType,
  type TransactionHistoryRequest,
} from '@apple/app-store-server-library';
import { decodeJwt } from 'jose';
import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { ClientInTest } from './client-in-test.js';

const version = GetTransactionHistoryVersion.V2;
const idsOf = (signed: string[] = []) => signed.map((one) => String(decodeJwt(one).transactionId));

describe("Apple's client, reading what a customer bought", () => {
  let simulator: SimulatorInTest;
  let apple: Credentials['apple'];
  let client: ClientInTest;
  let players = 0;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    apple = (await simulator.control.credentials()).apple;
    client = new ClientInTest(apple.baseUrls.production, apple);
  });
  afterAll(() => simulator.close());

  function newPlayer() {
    players += 1;
    const accountToken = `7c0a9b1e-8d5f-4a53-9a4e-${String(players).padStart(12, '0')}`;
    return async (extra: object = {}) => {
      const request = { store: 'apple' as const, productId: 'gems', accountToken };
      return (await simulator.control.buy({ ...request, ...extra })).id;
    };
  }

  async function buyMany(buy: () => Promise<string>, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let bought = 0; bought < count; bought += 1) ids.push(await buy());
    return ids;
  }

  /** Every page until there is no more, and how long each was. */
  async function wholeHistory(id: string, request: TransactionHistoryRequest = {}) {
    const ids: string[] = [];
    const sizes: number[] = [];
    let revision: string | null = null;
    for (let more = true; more; ) {
      const page = await client.getTransactionHistory(id, revision, request, version);
      ids.push(...idsOf(page.signedTransactions));
      sizes.push(page.signedTransactions!.length);
      revision = page.revision!;
      more = page.hasMore!;
    }
    return { ids, sizes, revision };
  }

  it('gets pages of twenty, oldest change first, and later what changed since', async () => {
    const buy = newPlayer();
    const ids = await buyMany(buy, 45);
    await newPlayer()();
    const { ids: read, sizes, revision } = await wholeHistory(ids[7]!);
    expect(read).toEqual(ids);
    expect(sizes).toEqual([20, 20, 5]);

    await simulator.control.refund(ids[3]!);
    const late = await buy();
    const news = await client.getTransactionHistory(ids[0]!, revision, {}, version);
    expect(idsOf(news.signedTransactions)).toEqual([ids[3], late]);
    expect(news).toMatchObject({
      bundleId: 'com.example.demo',
      appAppleId: 1000000001,
      environment: 'Production',
      hasMore: false,
    });
    const again = await client.getTransactionHistory(ids[0]!, news.revision!, {}, version);
    expect(again).toMatchObject({ signedTransactions: [], revision: news.revision });
  });

  it('gets the newest first when it asks for that, and by the id of the app copy as well', async () => {
    const ids = await buyMany(newPlayer(), 23);
    const { appTransactionId } = await simulator.control.purchase(ids[0]!);
    const { ids: read } = await wholeHistory(appTransactionId!, { sort: Order.DESCENDING });
    expect(read).toEqual([...ids].reverse());
    await expect(client.getTransactionInfo(appTransactionId!)).rejects.toMatchObject({
      apiError: 4000048,
    });
  });

  it('leaves out what the filters do not want', async () => {
    const buy = newPlayer();
    const plain = await buy();
    const other = await buy({ productId: 'potion' });
    const skin = await buy({ type: 'Non-Consumable' });
    const shared = await buy({ ownership: 'FAMILY_SHARED' });
    await simulator.control.refund(other, { percentage: 40 });
    const early = await buy({ signedDate: '2026-01-01T00:00:00Z' });
    const start = Date.parse('2026-01-01T00:00:00Z');
    const cases: [TransactionHistoryRequest, string[]][] = [
      [{ productIds: ['potion'] }, [other]],
      [{ productIds: ['potion', 'gems'], revoked: false }, [plain, skin, shared, early]],
      [{ productTypes: [ProductType.NON_CONSUMABLE] }, [skin]],
      [{ revoked: true }, [other]],
      [{ inAppOwnershipType: 'FAMILY_SHARED' as never }, [shared]],
      [{ startDate: start, endDate: start + 1 }, [early]],
      [{ endDate: start }, []],
      [{ subscriptionGroupIdentifiers: ['1'] }, []],
    ];
    for (const [request, wanted] of cases) {
      const { ids } = await wholeHistory(plain, request);
      expect([request, [...ids].sort()]).toEqual([request, [...wanted].sort()]);
    }
  });

  it('forgets finished consumables in the first version, which is the default of the client', async () => {
    const buy = newPlayer();
    const [first, second] = [await buy(), await buy()];
    await client.finishTransaction(first);
    const page = await client.getTransactionHistory(first, null, {});
    expect(idsOf(page.signedTransactions)).toEqual([second]);
  });

  it.each([
    ['revision=nonsense', 4000005],
    ['sort=ASCENDING&revision=WyJoaXN0b3J5IERFU0NFTkRJTkciLFsxLDBdXQ', 4000005],
    ['startDate=5&endDate=5', 4000013],
    ['startDate=soon', 4000015],
    ['endDate=-1', 4000016],
    ['sort=UPWARDS', 4000021],
    ['productType=GEMS', 4000022],
    ['productId=', 4000023],
    ['subscriptionGroupIdentifier=gold', 4000024],
    ['inAppOwnershipType=STOLEN', 4000026],
    ['revoked=maybe', 4000030],
  ])('is refused %s with %i', async (query, errorCode) => {
    const id = await newPlayer()();
    const asking = new ClientInTest(apple.baseUrls.production, apple);
    asking.query = query;
    await expect(asking.getTransactionHistory(id, null, {}, version)).rejects.toMatchObject({
      httpStatusCode: 400,
      apiError: errorCode,
    });
  });

  it('gets refunds in the order in which they were given, twenty at a time', async () => {
    const buy = newPlayer();
    const ids = await buyMany(buy, 22);
    for (const id of [...ids].reverse()) await simulator.control.refund(id, { percentage: 30 });
    const first = await client.getRefundHistory(ids[0]!, null);
    expect(first).toMatchObject({ hasMore: true });
    const second = await client.getRefundHistory(ids[0]!, first.revision!);
    const read = [first, second].flatMap((page) => idsOf(page.signedTransactions));
    expect(read).toEqual([...ids].reverse());
    expect(second).toMatchObject({ hasMore: false, revision: expect.any(String) });

    await simulator.control.refund(ids[5]!, { percentage: 60 });
    await simulator.control.reverseRefund(ids[6]!);
    const news = await client.getRefundHistory(ids[0]!, second.revision!);
    expect(idsOf(news.signedTransactions)).toEqual([ids[5]]);
    const [whole] = [await client.getRefundHistory(ids[0]!, null)];
    expect(idsOf(whole.signedTransactions)).not.toContain(ids[6]);
    await expect(client.getRefundHistory(ids[0]!, 'x')).rejects.toMatchObject({
      apiError: 4000005,
    });
  });

  it('finds what a bill is about, and says so when it is about nothing', async () => {
    const bought = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    const found = await client.lookUpOrderId(bought.orderId!);
    expect(found.status).toBe(0);
    expect(idsOf(found.signedTransactions)).toEqual([bought.id]);
    expect(await client.lookUpOrderId('MNOSUCHBILL')).toEqual({
      status: 1,
      signedTransactions: [],
    });
  });

  it('reads the customer’s copy of the app, which is the same for all that a player buys', async () => {
    const buy = newPlayer();
    const [one, other] = [await buy(), await buy()];
    const read = async (id: string) =>
      decodeJwt((await client.getAppTransactionInfo(id)).signedAppTransactionInfo!);
    const appTransaction = await read(one);
    expect(appTransaction).toMatchObject({
      receiptType: 'Production',
      bundleId: 'com.example.demo',
      appAppleId: 1000000001,
      originalPlatform: 'iOS',
    });
    expect((await read(other)).appTransactionId).toBe(appTransaction.appTransactionId);
    const stranger = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    expect((await read(stranger.id)).appTransactionId).not.toBe(appTransaction.appTransactionId);
  });

  it('sets an account token, of a purchase that had none and of one that had another', async () => {
    const { id } = await simulator.control.buy({
      store: 'apple',
      productId: 'gems',
      offerCode: true,
      accountToken: '7c0a9b1e-8d5f-4a53-9a4e-999999999999',
    });
    const tokenOf = async () =>
      decodeJwt((await client.getTransactionInfo(id)).signedTransactionInfo!).appAccountToken;
    expect(await tokenOf()).toBeUndefined();
    const tokens = [1, 2].map((last) => `7c0a9b1e-8d5f-4a53-9a4e-88888888888${last}`);
    for (const appAccountToken of tokens) {
      await client.setAppAccountToken(id, { appAccountToken });
      expect(await tokenOf()).toBe(appAccountToken);
    }
    const shared = await newPlayer()({ ownership: 'FAMILY_SHARED' });
    const { appTransactionId } = await simulator.control.purchase(id);
    const refusals: [string, string, number][] = [
      [id, 'no uuid', 4000183],
      [shared, tokens[0]!, 4000185],
      [appTransactionId!, tokens[0]!, 4000187],
      ['123', tokens[0]!, 4040010],
    ];
    for (const [refused, appAccountToken, apiError] of refusals) {
      await expect(client.setAppAccountToken(refused, { appAccountToken })).rejects.toMatchObject({
        apiError,
      });
    }
  });

  it('finds no subscriptions', async () => {
    const id = await newPlayer()();
    const notFound = { httpStatusCode: 404, apiError: 4040010 };
    await expect(client.getAllSubscriptionStatuses(id)).rejects.toMatchObject(notFound);
    await expect(
      client.extendSubscriptionRenewalDate(id, { extendByDays: 1, requestIdentifier: 'x' }),
    ).rejects.toMatchObject(notFound);
    await expect(
      client.extendRenewalDateForAllActiveSubscribers({ extendByDays: 1, productId: 'x' }),
    ).rejects.toMatchObject(notFound);
    await expect(
      client.getStatusOfSubscriptionRenewalDateExtensions('x', 'y'),
    ).rejects.toMatchObject({
      apiError: 4040009,
    });
  });
});
