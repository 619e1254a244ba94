import { Logger } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { forgeries, signTruly } from '../../simulator/forgery.js';
import { AppleGateway } from '../../src/stores/apple/apple.gateway.js';
import { AppleClient } from '../../src/stores/apple/apple-client.gateway.js';
import { StoreCaller } from '../../src/stores/calls/store-caller.gateway.js';
import type { StoreGateway } from '../../src/stores/store-gateway.js';
import { answering } from './store-front.js';
import {
  clock,
  demo,
  demoEither,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  shown,
} from './stores-in-test.js';

const verified = { outcome: 'verified' };
const asking = /^GET .*\/inApps\/v1\/transactions\/\d+$/;

describe('Apple on a bad day, asked by an id', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;
  let bought: PurchaseView;

  const verify = () => gateway.verify(demo, shown(bought.id));
  const unavailable = () => ({ outcome: 'unavailable', storeTransactionId: bought.id });
  const refusal = (status: number, errorCode: number) => answering(status, { errorCode });
  const telling = (signedTransactionInfo: unknown) => answering(200, { signedTransactionInfo });
  const sign = (payload: object) => signTruly(stores.simulator.chain, payload);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    bought = await stores.simulator.control.buy({ store: 'apple', productId: 'gems_500' });
  });
  beforeEach(async () => {
    stores.front.heal();
    gateway = gatewayTo('apple', stores);
    expect(await verify()).toMatchObject(verified);
    stores.front.heard.length = 0;
  });
  afterAll(() => stores.close());

  it('is asked again after a 500, a broken connection or a busy second', async () => {
    stores.front.spoil(asking, refusal(500, 5_000_001), 2);
    expect(await verify()).toMatchObject(verified);
    stores.front.spoil(asking, (response) => response.socket?.destroy(), 2);
    expect(await verify()).toMatchObject(verified);
    expect(stores.front.count(asking)).toBe(6);
  });

  it('is given the time that it asks for, in milliseconds since 1970', async () => {
    const headers = { 'retry-after': Date.now() + 1_000 };
    stores.front.spoil(asking, answering(429, { errorCode: 4_290_000 }, headers), 1);
    const until = headers['retry-after'];
    expect(await verify()).toMatchObject(verified);
    expect(Date.now()).toBeGreaterThanOrEqual(until - 5);
    expect(stores.front.count(asking)).toBe(2);
  });

  it('is left alone when it asks for more time than there is', async () => {
    const headers = { 'retry-after': Date.now() + 60_000 };
    stores.front.spoil(asking, answering(429, {}, headers));
    const started = performance.now();
    expect(await verify()).toEqual(unavailable());
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(stores.front.count(asking)).toBe(2); // once in each environment
  });

  it.each<[string, ReturnType<typeof answering>]>([
    ['a page instead of a 404', answering(404, '<html>')],
    ['a 404 that wants to be asked again', refusal(404, 4_040_002)],
    ['a 400 of its own', refusal(400, 4_000_000)],
    ['a 400 of a proxy', answering(400, '')],
    ['a 401 in plain text', answering(401, 'Unauthenticated')],
    ['a 403', answering(403)],
    ['elsewhere', answering(302, '', { location: '/elsewhere' })],
    ['nothing, with 204', answering(204, '')],
    ['a page', answering(200, '<html>')],
    ['half an answer', answering(200, '{"signedTransactionInfo": "ey')],
    ['an empty object', answering(200, {})],
    ['a number', telling(7)],
    ['signed data that is none', telling('not.signed.data')],
    ['too much', answering(200, { signedTransactionInfo: 'x'.repeat(2_000_000) })],
  ])('says %s, and refuses nothing by it', async (_name, answer) => {
    stores.front.spoil(asking, answer);
    expect(await verify()).toEqual(unavailable());
    expect(await gateway.look(demoEither, paymentOf(bought))).toEqual(unavailable());
    expect(stores.front.count(/elsewhere/)).toBe(0);
  });

  it.each(Object.keys(forgeries))('is imitated on the way, and not believed: %s', async (name) => {
    const payload = decodeJwt(bought.proof!);
    const forged = await forgeries[name]!(stores.simulator.chain, payload);
    stores.front.spoil(asking, telling(forged));
    expect(await verify()).toEqual(unavailable());
  });

  it('answers with another transaction, which is not taken for the one that was meant', async () => {
    const other = await stores.simulator.control.buy({ store: 'apple', productId: 'gems_500' });
    stores.front.spoil(asking, telling(other.proof));
    expect(await verify()).toEqual(unavailable());
    const notification = await sign({ ...decodeJwt(bought.proof!), transactionId: undefined });
    stores.front.spoil(asking, telling(notification));
    expect(await verify()).toEqual(unavailable());
  });

  it('knows nothing of it, in its own words', async () => {
    for (const errorCode of [4_040_010, 4_000_006]) {
      stores.front.spoil(asking, refusal(404, errorCode));
      expect(await verify()).toEqual({ outcome: 'refused', code: 'receipt_invalid' });
    }
  });

  it('says 401 in the environment where it was not sold, and is asked in the other', async () => {
    const wish = { store: 'apple', productId: 'gems_500', environment: 'sandbox' } as const;
    const { id } = await stores.simulator.control.buy(wish);
    stores.front.spoil(/production\/inApps/, answering(401, 'Unauthenticated'));
    const verification = await gateway.verify(demoEither, shown(id));
    expect(purchaseIn(verification)).toMatchObject({ environment: 'sandbox' });
  });

  it('is down in its sandbox, and still asked in production', async () => {
    const callers = {
      production: new StoreCaller(),
      sandbox: new StoreCaller({ failuresMax: 2, openMs: 60_000 }),
    };
    gateway = new AppleGateway(stores.newAccounts(), clock, new AppleClient(clock, callers));
    const wish = { store: 'apple', productId: 'gems_500', environment: 'sandbox' } as const;
    const inSandbox = await stores.simulator.control.buy(wish);
    stores.front.spoil(/sandbox\/inApps/, answering(503));
    for (let count = 0; count < 3; count++) {
      const look = await gateway.look(demoEither, paymentOf(inSandbox));
      expect(look).toMatchObject({ outcome: 'unavailable' });
    }
    expect(stores.front.count(/sandbox\/inApps/)).toBe(2);
    expect(await verify()).toMatchObject(verified);
  });

  it.each(['1/finish', '1?x=1', '1#', '1%2f..', '../1', '-1', '1e3', '１', '1'.repeat(33)])(
    'hears nothing of the id %j',
    async (id) => {
      const refused = { outcome: 'refused', code: 'receipt_invalid' };
      expect(await gateway.verify(demo, shown(id))).toEqual(refused);
      expect(stores.front.apiCalls()).toEqual([]);
    },
  );
});
