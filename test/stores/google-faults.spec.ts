import { gzipSync } from 'node:zlib';
import { Logger } from '@nestjs/common';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { StoreCaller } from '../../src/stores/calls/store-caller.gateway.js';
import { GoogleGateway } from '../../src/stores/google/google.gateway.js';
import { GoogleClient } from '../../src/stores/google/google-client.gateway.js';
import { GOOGLE_VERIFIERS } from '../../src/titles/google-settings.js';
import { answering, googleError } from './store-front.js';
import { clock, demo, openStoresInTest, type StoresInTest } from './stores-in-test.js';

const verified = { outcome: 'verified' };
const unavailable = { outcome: 'unavailable' };
const exchanging = /^POST \/token$/;

describe.each(GOOGLE_VERIFIERS)('Google on a bad day, asked by %s', (verifier) => {
  const asking = new RegExp(`^GET .*/purchases/${verifier}/`);
  let stores: StoresInTest;
  let gateway: GoogleGateway;
  let bought: PurchaseView;

  const newGateway = (caller?: StoreCaller, time = clock) =>
    new GoogleGateway(stores.newAccounts(verifier), time, new GoogleClient(time, caller));
  const spoil: StoresInTest['front']['spoil'] = (...how) => stores.front.spoil(...how);
  const heard = (pattern: RegExp) => stores.front.count(pattern);
  const verify = () => gateway.verify(demo, { text: bought.id, productId: 'gems_500' });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    bought = await stores.simulator.control.buy({ store: 'google', productId: 'gems_500' });
  });
  beforeEach(async () => {
    stores.front.heal();
    gateway = newGateway();
    expect(await verify()).toMatchObject(verified);
    stores.front.heard.length = 0;
  });
  afterAll(() => stores.close());

  it('is asked again after a 500, a broken connection or a busy second', async () => {
    spoil(asking, answering(500), 2);
    expect(await verify()).toMatchObject(verified);
    spoil(asking, (response) => response.socket?.destroy(), 2);
    expect(await verify()).toMatchObject(verified);
    expect(heard(asking)).toBe(6);
  });

  it('is asked three times at most', async () => {
    spoil(asking, answering(503));
    expect(await verify()).toEqual({ ...unavailable, storeTransactionId: bought.id });
    expect(heard(asking)).toBe(3);
  });

  it('is given the time that it asks for', async () => {
    spoil(asking, answering(429, {}, { 'retry-after': '1' }), 1);
    const started = performance.now();
    expect(await verify()).toMatchObject(verified);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  it('is left alone when it asks for more time than there is', async () => {
    spoil(asking, answering(429, {}, { 'retry-after': '60' }));
    const started = performance.now();
    expect(await verify()).toMatchObject(unavailable);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(heard(asking)).toBe(1);
  });

  it.each([
    ['a page instead of a 404', answering(404, '<html>')],
    ['that it does not know our package', googleError(404, 'applicationNotFound')],
    ['that our request is wrong', googleError(400, 'badRequest')],
    ['that it is gone, by a proxy', answering(410, '')],
    ['null, with an error', answering(400, 'null')],
    ['an empty object, with an error', answering(400, {})],
    ['a teapot', answering(418, {})],
    ['nothing, with 204', answering(204, '')],
    ['a page', answering(200, '<html>Welcome to the hotel</html>')],
    ['half an answer', answering(200, '{"purchaseStateContext": {"purchaseState": "CANC')],
    ['nothing', answering(200, '')],
    ['null', answering(200, 'null')],
    ['a list', answering(200, [{ purchaseState: 0 }])],
    ['an empty object', answering(200, {})],
    [
      'an error in disguise',
      answering(200, { error: { code: 404, errors: [{ reason: 'purchaseTokenNotFound' }] } }),
    ],
  ])('says %s, and refuses nothing by it', async (_name, answer) => {
    spoil(asking, answer);
    expect(await verify()).toMatchObject(unavailable);
  });

  it.each([
    [404, 'purchaseTokenNotFound', 'receipt_invalid'],
    [410, 'purchaseTokenNoLongerValid', 'receipt_invalid'],
    [400, 'invalid', 'receipt_wrong_app'],
  ])('refuses in its own words: %i %s', async (code, word, answer) => {
    // Of either call: what one of them refuses as another app's is asked by the other one, too.
    spoil(/^GET .*\/purchases\/products/, googleError(code, word));
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

  it('sends us elsewhere, where we do not go with its token', async () => {
    spoil(asking, answering(302, '', { location: '/elsewhere' }));
    expect(await verify()).toMatchObject(unavailable);
    expect(heard(/elsewhere/)).toBe(0);
  });

  it('forgets a token of ours, and gets one new one', async () => {
    spoil(asking, answering(401), 1);
    expect(await verify()).toMatchObject(verified);
    expect([heard(asking), heard(exchanging)]).toEqual([2, 1]);
  });

  it.each([401, 403])(
    'does not let our key in, with %i: our fault, not the payment’s',
    async (code) => {
      spoil(asking, googleError(code, 'authError'));
      expect(await verify()).toMatchObject(unavailable);
      expect(heard(asking)).toBeLessThanOrEqual(4);
    },
  );

  it.each([
    ['a 500', answering(500)],
    ['a refusal', answering(400, { error: 'invalid_grant' })],
    ['a page', answering(200, '<html>')],
    ['an empty token', answering(200, { access_token: '', expires_in: 3599 })],
    ['a token with a line end', answering(200, { access_token: 'a\r\nb', expires_in: 3599 })],
    ['a way elsewhere', answering(302, '', { location: '/elsewhere' })],
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
    spoil(exchanging, answering(503)); // the simulator knows real time alone
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
    async (text) => {
      const answer = await gateway.verify(demo, { text, productId: 'gems_500' });
      expect(answer).toEqual({ outcome: 'refused', code: 'receipt_invalid' });
      expect(stores.front.heard).toEqual([]);
    },
  );
});
