import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { GoogleGateway } from '../../src/stores/google.gateway.js';
import { GoogleClient } from '../../src/stores/google-client.gateway.js';
import { StoreCaller } from '../../src/stores/store-caller.gateway.js';
import { clock, demo, openStoresInTest, type StoresInTest } from './stores-in-test.js';

const verified = { outcome: 'verified' };
const unavailable = { outcome: 'unavailable' };
const asking = /^GET .*\/productsv2\//;
const consuming = /^POST .*:consume$/;
const exchanging = /^POST \/token$/;

describe('Google on a bad day', () => {
  let stores: StoresInTest;
  let gateway: GoogleGateway;
  let bought: PurchaseView;

  const newGateway = (caller?: StoreCaller, time = clock) =>
    new GoogleGateway(stores.newAccounts(), new GoogleClient(time, caller));
  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({ store: 'google', productId: 'gems_500', ...wish });
  const heard = (pattern: RegExp) => stores.front.heard.filter((each) => pattern.test(each)).length;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    bought = await buy();
  });
  beforeEach(async () => {
    stores.front.heal();
    gateway = newGateway();
    expect(await gateway.verify(demo, bought.proof!)).toMatchObject(verified);
    stores.front.heard.length = 0;
  });
  afterAll(() => stores.close());

  /** Spoils the answers to these requests: so many of them, or all. */
  function spoil(pattern: RegExp, answer: (response: ServerResponse) => void, times = Infinity) {
    let left = times;
    stores.front.intercept = ({ method, url }, response) => {
      if (left <= 0 || !pattern.test(`${method} ${url}`)) return false;
      left -= 1;
      answer(response);
      return true;
    };
  }

  const status =
    (code: number, headers: Record<string, string> = {}, body: object | string = {}) =>
    (response: ServerResponse) => {
      response.writeHead(code, headers);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
  const verify = () => gateway.verify(demo, bought.proof!);

  it('is asked again after a 500, a broken connection or a busy second', async () => {
    spoil(asking, status(500), 2);
    expect(await verify()).toMatchObject(verified);
    spoil(asking, (response) => response.socket?.destroy(), 2);
    expect(await verify()).toMatchObject(verified);
    expect(heard(asking)).toBe(6);
  });

  it('is asked three times at most', async () => {
    spoil(asking, status(503));
    expect(await verify()).toEqual({ ...unavailable, storeTransactionId: bought.id });
    expect(heard(asking)).toBe(3);
  });

  it('is given the time that it asks for', async () => {
    spoil(asking, status(429, { 'retry-after': '1' }), 1);
    const started = performance.now();
    expect(await verify()).toMatchObject(verified);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  it('is left alone when it asks for more time than there is', async () => {
    spoil(asking, status(429, { 'retry-after': '60' }));
    const started = performance.now();
    expect(await verify()).toMatchObject(unavailable);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(heard(asking)).toBe(1);
  });

  const purchased = { purchaseStateContext: { purchaseState: 'PURCHASED' } };
  const line = { productId: 'gems_500', productOfferDetails: { quantity: 1 } };
  it.each([
    ['a page', '<html>Welcome to the hotel</html>'],
    ['half an answer', '{"purchaseStateContext": {"purchaseState": "CANC'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', [purchased]],
    ['no products', purchased],
    ['an empty list of products', { ...purchased, productLineItem: [] }],
    ['a product without a name', { ...purchased, productLineItem: [{}] }],
    ['a product twice', { ...purchased, productLineItem: [line, line] }],
    [
      'half a product',
      {
        ...purchased,
        productLineItem: [{ ...line, productOfferDetails: { quantity: 0.5 } }],
      },
    ],
    ['no state', { productLineItem: [line] }],
    [
      'a new state',
      {
        productLineItem: [line],
        purchaseStateContext: { purchaseState: 'UNSPECIFIED' },
      },
    ],
    [
      'an error in disguise',
      { error: { code: 404, errors: [{ reason: 'purchaseTokenNotFound' }] } },
    ],
  ])('says %s, and refuses nothing by it', async (_name, body) => {
    spoil(asking, status(200, { 'content-type': 'application/json' }, body));
    expect(await verify()).toMatchObject(unavailable);
  });

  const reason = (word: string) => ({ error: { errors: [{ reason: word }] } });
  it.each([
    ['a page instead of a 404', 404, '<html>'],
    ['that it does not know our package', 404, reason('applicationNotFound')],
    ['that our request is wrong', 400, reason('badRequest')],
    ['that it is gone, by a proxy', 410, ''],
    ['a teapot', 418, {}],
    ['nothing, with 204', 204, ''],
  ])('says %s, and refuses nothing by it', async (_name, code, body) => {
    spoil(asking, status(code, {}, body));
    expect(await verify()).toMatchObject(unavailable);
  });

  it.each([
    [404, 'purchaseTokenNotFound', 'receipt_invalid'],
    [410, 'purchaseTokenNoLongerValid', 'receipt_invalid'],
    [400, 'invalid', 'receipt_wrong_app'],
  ])('refuses in its own words: %i %s', async (code, word, answer) => {
    spoil(asking, status(code, {}, reason(word)));
    expect(await verify()).toEqual({ outcome: 'refused', code: answer });
  });

  it('sends 50 MB, of which little is read', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(100_000, 32);
    spoil(asking, (response) => {
      const more = () => {
        while (sent < 50_000_000 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return response.once('drain', more);
        }
        return response.end();
      };
      more();
    });
    expect(await verify()).toMatchObject(unavailable);
    expect(heard(asking)).toBe(3);
    expect(sent).toBeLessThan(30_000_000); // three tries, and what the sockets hold
  });

  it('sends a bomb of zeros, of which little is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    spoil(asking, (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    expect(await verify()).toMatchObject(unavailable);
  });

  it('drips its answer, and is cut off after five seconds', async () => {
    spoil(asking, (response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    });
    const started = performance.now();
    expect(await verify()).toMatchObject(unavailable);
    expect(performance.now() - started).toBeLessThan(5_500);
  }, 10_000);

  it('sends us elsewhere, where we do not go with its token', async () => {
    spoil(asking, status(302, { location: '/elsewhere' }));
    expect(await verify()).toMatchObject(unavailable);
    expect(heard(/elsewhere/)).toBe(0);
  });

  it('forgets a token of ours, and gets one new one', async () => {
    spoil(asking, status(401), 1);
    expect(await verify()).toMatchObject(verified);
    expect([heard(asking), heard(exchanging)]).toEqual([2, 1]);
  });

  it.each([401, 403])(
    'does not let our key in, with %i: our fault, not the payment’s',
    async (code) => {
      spoil(asking, status(code, {}, reason('authError')));
      expect(await verify()).toMatchObject(unavailable);
      expect(heard(asking)).toBeLessThanOrEqual(4);
    },
  );

  it.each([
    ['a 500', status(500)],
    ['a refusal', status(400, {}, { error: 'invalid_grant' })],
    ['a page', status(200, {}, '<html>')],
    ['an empty token', status(200, {}, { access_token: '', expires_in: 3599 })],
    ['a token with a line end', status(200, {}, { access_token: 'a\r\nb', expires_in: 3599 })],
    ['a way elsewhere', status(302, { location: '/elsewhere' })],
  ])('gives %s for our key', async (_name, answer) => {
    spoil(exchanging, answer);
    gateway = newGateway();
    expect(await verify()).toMatchObject(unavailable);
    expect(heard(asking)).toBe(0);
    stores.front.heal();
    expect(await verify()).toMatchObject(verified);
  });

  it('is asked for one token, however many wait for it', async () => {
    gateway = newGateway();
    const answers = await Promise.all(Array.from({ length: 20 }, verify));
    expect(answers).toHaveLength(20);
    for (const answer of answers) expect(answer).toMatchObject(verified);
    await verify();
    expect(heard(exchanging)).toBe(1);
  });

  it('is asked for a new token before the old one ends', async () => {
    let ahead = 0;
    gateway = newGateway(undefined, { now: () => Date.now() + ahead });
    await verify();
    ahead = 3_500_000;
    await verify();
    expect(heard(exchanging)).toBe(1);
    ahead = 3_541_000;
    spoil(exchanging, status(503)); // the simulator knows real time alone
    expect(await verify()).toMatchObject(unavailable);
    expect(heard(exchanging)).toBeGreaterThan(1);
  });

  it('is spared our calls while it is down, and asked again after a while', async () => {
    gateway = newGateway(new StoreCaller({ failuresMax: 4, openMs: 300 }));
    await verify();
    stores.front.heard.length = 0;
    stores.front.breakDown();
    for (let call = 0; call < 10; call += 1) expect(await verify()).toMatchObject(unavailable);
    expect(heard(asking)).toBe(4);
    stores.front.heal();
    expect(await verify()).toMatchObject(unavailable);
    await new Promise((resolve) => setTimeout(resolve, 310));
    expect(await verify()).toMatchObject(verified);
    expect(await verify()).toMatchObject(verified);
  });

  it.each(['../x', '..', 'a?x=1', 'a#x', 'a%2fb', 'a/b', 'a:consume', 'a\r\nHost: x'])(
    'hears nothing of the token %j',
    async (token) => {
      const answer = await gateway.verify(demo, token);
      expect(answer).toEqual({ outcome: 'refused', code: 'receipt_invalid' });
      expect(stores.front.heard).toEqual([]);
    },
  );

  it('hears exactly the address of the purchase', async () => {
    await gateway.verify(demo, 'a..b~c_-.');
    await gateway.finish(demo, { storeTransactionId: bought.id, lines: [] });
    const path = '/androidpublisher/v3/applications/com.example.demo/purchases';
    expect(stores.front.heard).toEqual([`GET ${path}/productsv2/tokens/a..b~c_-.`]);
  });

  it('consumes although its answer is lost', async () => {
    const { id, proof } = await buy();
    await stores.simulator.control.breakStore({
      endpoint: 'google.consume',
      kind: 'lost_answer',
      times: 1,
    });
    const lines = [{ productId: 'gems_500', quantity: 1 }];
    await gateway.finish(demo, { storeTransactionId: id, lines });
    expect(heard(consuming)).toBe(2);
    expect(await gateway.verify(demo, proof!)).toMatchObject({ purchase: { consumed: true } });
  });

  it('sells several products at once, and consumes what is left of them', async () => {
    const lines = [
      { productId: 'gems_500', quantity: 2 },
      { productId: 'gems_900', quantity: 1 },
    ];
    const { id, proof } = await buy({ productId: undefined, lineItems: lines });
    expect(await gateway.verify(demo, proof!)).toMatchObject({ purchase: { lines } });
    await gateway.finish(demo, { storeTransactionId: id, lines: [lines[0]!] });
    await gateway.finish(demo, { storeTransactionId: id, lines });
    expect(await stores.simulator.control.purchase(id)).toMatchObject({ consumed: true });
  });

  it.each([0, -1, 1_001])('sells %i of a product, which nobody credits', async (quantity) => {
    const productLineItem = [{ ...line, productOfferDetails: { quantity } }];
    spoil(asking, status(200, {}, { ...purchased, productLineItem }));
    expect(await verify()).toEqual({ outcome: 'refused', code: 'quantity_unsupported' });
  });
});
