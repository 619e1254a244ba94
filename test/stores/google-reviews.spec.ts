import { Logger } from '@nestjs/common';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import {
  type StoreGateway,
  type StoreNotification,
  StoreRefused,
  StoreUnavailable,
} from '../../src/stores/store-gateway.js';
import { answering, googleError } from './store-front.js';
import {
  demo,
  demoEither,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  usageReport,
} from './stores-in-test.js';

/** What stands between Google and us may say such things; so does Google of a package. */
const NOT_OF_THE_ORDER = [
  ['a 404 of a proxy', answering(404, { message: 'no healthy upstream' })],
  ['a 400 of a proxy', answering(400, { message: 'bad configuration' })],
  ['an error without a reason', answering(404, { error: { code: 404 } })],
  ['that the package is not known', googleError(404, 'applicationNotFound')],
  ['that there is no such path', googleError(404, 'notFound')],
  ['that our request is wrong', googleError(400, 'badRequest')],
  ['an empty object', answering(404, {})],
  ['a purchase without an order', answering(200, {})],
] as const;

describe('The answer to a chargeback at Google', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;
  let bought: PurchaseView;
  let told: StoreNotification;

  const control = () => stores.simulator.control;
  const answer = () => {
    const { reviewToken } = told;
    return gateway.reportUsage(demo, paymentOf(bought), { ...usageReport, reviewToken });
  };
  const answers = async () => (await control().purchase(bought.id)).reviews[0]!.answers;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    await stores.listen();
  });
  beforeEach(async () => {
    stores.front.heal();
    gateway = gatewayTo('google', stores);
    bought = await control().buy({ store: 'google', productId: 'gems_500', notify: false });
    await control().chargeback(bought.id);
    const [letter] = (await stores.mailbox.lettersOf('google', stores.simulator)).slice(-1);
    const reading = await gateway.readNotification(demo.titleId, letter!);
    if (reading.outcome !== 'genuine') throw new Error(JSON.stringify(reading));
    told = reading.notification;
  });
  afterAll(() => stores.close());

  it.each(NOT_OF_THE_ORDER.slice(0, -1))('is not lost by %s', async (_name, spoilt) => {
    stores.front.spoil(/:reviewrefund$/, spoilt);
    await expect(answer()).rejects.toThrow(StoreUnavailable);
    expect(await answers()).toEqual([]);
    stores.front.heal();
    await answer();
    expect(await answers()).toMatchObject([{ counted: true }]);
  });

  it.each(NOT_OF_THE_ORDER)('is looked up again after %s', async (_name, spoilt) => {
    stores.front.spoil(/\/orders\//, spoilt);
    expect(await gateway.observe(demoEither, told)).toMatchObject({ outcome: 'unavailable' });
    stores.front.heal();
    const observed = purchaseIn(await gateway.observe(demoEither, told));
    expect(observed).toMatchObject({ storeTransactionId: bought.id });
  });

  it.each([
    [404, 'orderNotFound'],
    [400, 'invalidArgument'],
    [400, 'invalid'],
  ])('is given up in Google’s own words: %i %s', async (code, reason) => {
    stores.front.spoil(/:reviewrefund$/, googleError(code, reason));
    await expect(answer()).rejects.toThrow(StoreRefused);
  });

  it('is about nothing when Google knows of no such order, in its own words', async () => {
    stores.front.spoil(/\/orders\//, googleError(404, 'orderNotFound'));
    const refused = { outcome: 'refused', code: 'receipt_invalid' };
    expect(await gateway.observe(demoEither, told)).toEqual(refused);
    stores.front.spoil(/\/orders\//, googleError(400, 'invalid'));
    expect(await gateway.observe(demoEither, told)).toMatchObject({ outcome: 'unavailable' });
  });
});
