import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';

describe('The control surface', () => {
  let simulator: SimulatorInTest;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
  });
  afterAll(() => simulator.close());

  async function post(path: string, body: unknown, type = 'application/json') {
    const response = await fetch(simulator.url + path, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { response, answer: text ? JSON.parse(text) : undefined };
  }

  it.each([
    [{ productId: 'gems' }, '/store'],
    [{ store: 'steam', productId: 'gems' }, '/store'],
    [{ store: 'apple' }, '/productId'],
    [{ store: 'apple', productId: 'two words' }, '/productId'],
    [{ store: 'apple', productId: 'gems', quantity: 11 }, '/quantity'],
    [{ store: 'apple', productId: 'gems', quantity: '1' }, '/quantity'],
    [{ store: 'google', productId: 'gems', quantity: 0 }, '/quantity'],
    [{ store: 'apple', productId: 'gems', accountToken: 'no-uuid' }, '/accountToken'],
    [{ store: 'apple', lineItems: [{ productId: 'gems' }] }, '/lineItems'],
    [{ store: 'google', productId: 'a', lineItems: [{ productId: 'gems' }] }, '/productId'],
    [{ store: 'google', lineItems: [{ productId: 'a' }, { productId: 'a' }] }, '/lineItems'],
    [{ store: 'google', productId: 'gems', state: 'refunded' }, '/state'],
    [{ store: 'google', productId: 'gems', environment: 'xcode' }, '/environment'],
    [{ store: 'google', productId: 'gems', title: 'unknown' }, '/title'],
    [{ store: 'google', productId: 'gems', acountToken: 'misspelt' }, '/acountToken'],
    [{ store: 'apple', productId: 'gems', regionCode: 'DE' }, '/regionCode'],
    [{ store: 'apple', productId: 'gems', kind: 'promo' }, '/kind'],
    [{ store: 'google', productId: 'gems', ownership: 'FAMILY_SHARED' }, '/ownership'],
    [{ store: 'google', productId: 'gems', type: 'Non-Consumable' }, '/type'],
    [{ store: 'google', productId: 'gems', storefront: 'DEU' }, '/storefront'],
    [{ store: 'google', productId: 'gems', offerCode: true }, '/offerCode'],
    [{ store: 'google', productId: 'gems', legacyReceipt: true }, '/legacyReceipt'],
  ])('refuses to buy %j and points at %s', async (body, pointer) => {
    const { response, answer } = await post('/control/purchases', body);
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(answer).toMatchObject({ code: 'invalid_request', status: 422 });
    expect(answer.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it.each([
    ['/purchases', 'acountToken=x'],
    ['/purchases', 'purchase=x'],
    ['/notifications', 'tilte=x'],
    ['/notifications', 'state=waiting'],
    ['/credentials', 'titel=x'],
  ])('does not answer %s by a filter that it does not have: %s', async (path, query) => {
    const response = await fetch(`${simulator.url}/control${path}?${query}`);
    expect(response.status).toBe(422);
    const pointer = `/${query.split('=')[0]}`;
    expect(await response.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
  });

  it.each(['promo', 'rewarded'] as const)('has no bank for what was %s', async (kind) => {
    const { id, events } = await simulator.control.buy({ store: 'google', productId: 'g', kind });
    expect(events).not.toContain('chargeback');
    for (const body of [{}, { outcome: 'upheld' }]) {
      const { response, answer } = await post(`/control/purchases/${id}/chargeback`, body);
      expect([response.status, answer.code]).toEqual([409, 'not_paid']);
    }
    expect((await simulator.control.purchase(id)).reviews).toEqual([]);
  });

  it('says 400 to what is not JSON and 404 to what is not there', async () => {
    expect((await post('/control/purchases', '{"store":')).response.status).toBe(400);
    expect((await post('/control/purchases', 'x', 'text/csv')).response.status).toBe(415);
    expect((await fetch(`${simulator.url}/control/purchases/1`)).status).toBe(404);
    expect((await fetch(`${simulator.url}/inApps/v1/transactions/1`)).status).toBe(404);
  });

  it('settles and cancels only what is pending, and refunds only what is paid', async () => {
    const { id } = await simulator.control.buy({
      store: 'google',
      productId: 'gems',
      state: 'pending',
    });
    const at = `/control/purchases/${id}`;
    expect((await post(`${at}/refund`, {})).answer).toMatchObject({ code: 'not_refundable' });
    await simulator.control.settle(id);
    const again = await post(`${at}/settle`, {});
    expect(again.response.status).toBe(409);
    expect(again.answer).toMatchObject({ code: 'not_pending' });
    expect((await post(`${at}/cancel`, {})).response.status).toBe(409);
    expect((await post(`${at}/refund`, { percentage: 50 })).response.status).toBe(422);
    expect((await post(`${at}/refund`, { quantity: 2 })).response.status).toBe(422);
    const refunded = await fetch(`${simulator.url}${at}/refund`, { method: 'POST' });
    expect(await refunded.json()).toMatchObject({ state: 'refunded', refund: { quantity: 1 } });
    expect((await post(`${at}/refund`, {})).response.status).toBe(409);
  });

  it('finishes what was paid as the device would, and a second time as well', async () => {
    const { control } = simulator;
    const apple = await control.buy({ store: 'apple', productId: 'gems' });
    const google = await control.buy({ store: 'google', productId: 'gems' });
    const waiting = await control.buy({ store: 'google', productId: 'gems', state: 'pending' });
    for (let time = 1; time <= 2; time++) {
      expect(await control.finish(apple.id)).toMatchObject({ finished: true, consumed: false });
      expect(await control.finish(google.id)).toMatchObject({
        finished: false,
        consumed: true,
        acknowledged: true,
      });
    }
    const early = await post(`/control/purchases/${waiting.id}/finish`, {});
    expect(early.response.status).toBe(409);
    expect(early.answer).toMatchObject({ code: 'not_purchased' });
    expect((await post('/control/purchases/unknown/finish', {})).response.status).toBe(404);
  });

  it('finishes what was refunded without a change of what was consumed', async () => {
    const { control } = simulator;
    const { id } = await control.buy({ store: 'google', productId: 'gems' });
    await control.refund(id);
    expect(await control.finish(id)).toMatchObject({ state: 'refunded', consumed: false });
  });

  it('raises the share that Apple refunded, and never lowers it', async () => {
    const { id } = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    await simulator.control.refund(id, { percentage: 40 });
    const less = await post(`/control/purchases/${id}/refund`, { percentage: 30 });
    expect(less.answer).toMatchObject({ code: 'invalid_refund' });
    expect(await simulator.control.purchase(id)).toMatchObject({
      state: 'purchased',
      refund: { percentage: 40 },
    });
  });

  it('lists the purchases of a player, newest first, page by page', async () => {
    const ids: string[] = [];
    for (const store of ['apple', 'google', 'apple'] as const) {
      const { id } = await simulator.control.buy({ store, productId: 'gems', accountToken });
      ids.unshift(id);
    }
    const page = (query: string) =>
      simulator.control.call<{ data: { id: string }[]; nextCursor: string | null }>(
        'GET',
        `/purchases?accountToken=${accountToken}&limit=2${query}`,
      );
    const first = await page('');
    const second = await page(`&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    await expect(page('&cursor=x')).rejects.toThrow('invalid_cursor');
  });

  it('registers an app once, and refuses a second one with the same package', async () => {
    const app = {
      title: 'second',
      bundleId: 'com.example.second',
      appAppleId: 1000000009,
      packageName: 'com.example.second',
    };
    expect((await post('/control/apps', app)).response.status).toBe(201);
    expect((await post('/control/apps', app)).response.status).toBe(201);
    const thief = await post('/control/apps', { ...app, title: 'third' });
    expect(thief.response.status).toBe(409);
    expect((await simulator.control.credentials('second')).apple.bundleId).toBe(app.bundleId);
  });

  it('gives credentials that lead back to the address that was asked', async () => {
    const { apple, google } = await simulator.control.credentials();
    expect(google.serviceAccount.token_uri).toBe(`${simulator.url}/token`);
    expect(apple.privateKey).toContain('BEGIN PRIVATE KEY');
    const pem = await (await fetch(apple.rootCertificateUrl)).text();
    expect(pem).toContain('BEGIN CERTIFICATE');
  });

  it('shows everything that it knows, and no key, without changing anything', async () => {
    await simulator.control.buy({ store: 'apple', productId: 'gems' });
    const { id } = await simulator.control.buy({ store: 'google', productId: 'gems' });
    const read = () => simulator.control.call<Record<string, unknown>>('GET', '/state');
    const { clock, ...state } = await read();
    expect(clock).toMatchObject({ offsetMs: expect.any(Number) });
    expect(Object.keys(state)).toEqual(['apps', 'purchases', 'notifications', 'faults', 'leaf']);
    expect((state.purchases as object[]).at(-1)).toMatchObject({ id, store: 'google' });
    expect((state.notifications as object[]).at(-1)).toMatchObject({ purchaseId: id });
    expect(JSON.stringify(state)).not.toContain('PRIVATE KEY');
    const { clock: _clock, ...again } = await read();
    expect(again).toEqual(state);
  });

  it('names the address that it was told to be reached at, and takes tokens for it', async () => {
    const publicUrl = 'http://simulator.internal:3001';
    const behind = await startSimulatorInTest(undefined, { publicUrl });
    const { apple, google } = await behind.control.credentials();
    expect(apple.baseUrls.production).toBe(`${publicUrl}/production`);
    expect(apple.rootCertificateUrl).toBe(`${publicUrl}/pki/root.pem`);
    expect(google.rootUrl).toBe(publicUrl);
    expect(google.push.certsUrl).toBe(`${publicUrl}/oauth2/v3/certs`);
    const { token_uri: audience, client_email: issuer, private_key: key } = google.serviceAccount;
    expect(audience).toBe(`${publicUrl}/token`);
    for (const aud of [audience, `${behind.url}/token`]) {
      const assertion = await new SignJWT({
        scope: 'https://www.googleapis.com/auth/androidpublisher',
      })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(issuer)
        .setAudience(aud)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(createPrivateKey(key));
      const body = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      });
      expect((await fetch(`${behind.url}/token`, { method: 'POST', body })).status).toBe(200);
    }
    await behind.close();
  });

  it('can be used by a page from another port', async () => {
    const preflight = await fetch(`${simulator.url}/control/purchases`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
    const { response } = await post('/control/purchases', {});
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const store = await fetch(`${simulator.url}/token`, { method: 'POST' });
    expect(store.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('delays an endpoint by the latency asked for, as often as asked', async () => {
    await simulator.control.breakStore({
      endpoint: 'google.*',
      kind: 'latency',
      latencyMs: 300,
      times: 1,
    });
    const started = Date.now();
    await fetch(`${simulator.url}/token`, { method: 'POST' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(295);
    expect(await simulator.control.call('GET', '/faults')).toEqual({ data: [] });
  });

  it('refuses a fault that could not do anything', async () => {
    for (const wish of [
      { endpoint: 'google.tokens', kind: 'outage' },
      { endpoint: '*', kind: 'status' },
      { endpoint: '*', kind: 'latency' },
    ]) {
      expect((await post('/control/faults', wish)).response.status).toBe(422);
    }
  });

  it('does not move the clock to where its certificates end', async () => {
    expect((await post('/control/clock', { iso: '2060-01-01T00:00:00Z' })).response.status).toBe(
      422,
    );
    expect(
      (await post('/control/clock', { advanceMs: 1, iso: '2030-01-01T00:00:00Z' })).response.status,
    ).toBe(422);
    const moved = await post('/control/clock', { iso: '2030-01-01T00:00:00Z' });
    expect(moved.answer.now).toContain('2030-01-01T00:00:0');
    const { purchasedAt } = await simulator.control.buy({ store: 'google', productId: 'gems' });
    expect(purchasedAt).toContain('2030-01-01');
  });
});
