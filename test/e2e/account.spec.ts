import { MemoryStorage } from '../../sdk/src/testing/memory-storage.js';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, freshKey, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const SERVER = { authorization: 'Bearer sk_demo' };
const DAY_MS = 86_400_000;
const usd = (dollars: number) => ({ currency: 'USD', micros: dollars * 1_000_000 });

describe.each(TEST_DATABASES)('what players may ask about themselves on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterEach(() => expectSoundBooks(service));
  afterAll(() => service.close());

  const as = (player: Player, path: string, method: string, body?: unknown) =>
    ask(service.url, path, {
      method,
      ...(body !== undefined && { body }),
      headers: { authorization: `Bearer ${player.session().accessToken}` },
    });

  describe('own spending limits', () => {
    it('stop a payment before the sheet opens, and say which and until when', async () => {
      const player = await signIn(service);
      const { client } = player;
      expect(await client.limits.get()).toMatchObject({
        status: 'ok',
        limits: { daily: null, monthly: null, pending: null },
      });
      await client.limits.set({ daily: usd(6), monthly: null });
      expect(await client.check('gems_500')).toMatchObject({ check: { allowed: true } });
      expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited' });
      expect(await client.topUp('gems_500')).toMatchObject({
        status: 'not_allowed',
        check: {
          reason: 'spending_limit',
          limit: { period: 'daily', limit: usd(6), spent: { currency: 'USD', micros: 4_990_000 } },
        },
      });
    });

    it('never stop a payment that the store took anyway', async () => {
      const player = await signIn(service);
      await player.client.limits.set({ daily: usd(0), monthly: null });
      await player.fund();
      expect((await player.gems()).total).toBe(500);
    });

    it('hold at once when they are stricter, and wait a day to become more generous', async () => {
      const player = await signIn(service);
      await player.client.limits.set({ daily: usd(1), monthly: usd(100) });
      const raised = await as(player, '/me/limits', 'PUT', { monthly: usd(100) });
      expect(raised.body).toMatchObject({
        daily: usd(1),
        monthly: usd(100),
        pending: { daily: null, monthly: usd(100) },
      });
      expect(await player.client.check('gems_500')).toMatchObject({ check: { allowed: false } });
      const { body } = await as(player, '/me/limits', 'GET');
      expect(Date.parse(body.pending.at) - service.clock.now()).toBeGreaterThan(DAY_MS - 60_000);
      await as(player, '/me/limits', 'PUT', { daily: usd(1), monthly: usd(100) });
      expect((await as(player, '/me/limits', 'GET')).body.pending).toBeNull();
    });

    it.each([
      { daily: { currency: 'usd', micros: 1 } },
      { daily: { currency: 'USD', micros: -1 } },
      { daily: { currency: 'USD', micros: 1.5 } },
      { daily: 5 },
      { weekly: usd(1) },
    ])('refuse %j', async (body) => {
      const player = await signIn(service);
      const { status, body: problem } = await as(player, '/me/limits', 'PUT', body);
      expect([status, problem.errors.length]).toEqual([422, 1]);
    });
  });

  describe('deletion', () => {
    it('gives up the gems, ends the sessions and makes the device a new player', async () => {
      const storage = new MemoryStorage();
      const player = await signIn(service, { storage });
      await player.fund();
      const session = player.session();
      expect(await player.client.erase()).toEqual({ status: 'erased' });
      const late = await ask(service.url, '/wallet', {
        headers: { authorization: `Bearer ${session.accessToken}` },
      });
      expect(late.status).toBe(401);
      const again = await ask(service.url, '/sessions/refresh', {
        body: { refreshToken: session.refreshToken },
      });
      expect(again.status).toBe(401);
      const next = await signIn(service, { storage });
      expect(next.id).not.toBe(player.id);
      expect((await next.gems()).total).toBe(0);
      const wallet = await ask(service.url, `/server/players/${player.id}/wallet`, {
        headers: SERVER,
      });
      expect(wallet.body.balances.GEM).toMatchObject({ total: 0 });
    });

    it('is a new player also for who still holds the device secret', async () => {
      const storage = new MemoryStorage();
      const player = await signIn(service, { storage });
      const device = storage.getItem('gemtill:pk_demo:device')!;
      await player.client.erase();
      storage.setItem('gemtill:pk_demo:device', device);
      expect((await signIn(service, { storage })).id).not.toBe(player.id);
    });

    it('leaves nobody who could be given gems, or an item', async () => {
      const player = await signIn(service);
      await player.client.erase();
      const given = (path: string, key: string, body: object) =>
        ask(service.url, `/server/players/${player.id}${path}`, {
          body,
          headers: { ...SERVER, 'idempotency-key': key },
        });
      const gems = { currency: 'GEM', amount: 5, reason: 'late' };
      const price = { currency: 'GEM', amount: 0 };
      for (const [path, body] of [
        ['/grants', gems],
        ['/debits', gems],
        ['/orders', { offer: 'dragon', quantity: 1, expectedPrice: price }],
      ] as const) {
        const key = freshKey();
        const answers = [await given(path, key, body), await given(path, key, body)];
        expect(answers.map(({ status, body: { code } }) => [path, status, code])).toEqual(
          Array(2).fill([path, 404, 'not_found']),
        );
      }
    });

    it('takes the refund of a payment that was given up, and harms nobody', async () => {
      const player = await signIn(service);
      await service.hearStores();
      const { id, proof } = await player.pay();
      await player.send('/topups', { store: 'apple', proof });
      await player.client.erase();
      await service.control.refund(id);
      await service.heed();
    });

    it('by the game server, once or twice, of its own players only', async () => {
      const player = await signIn(service);
      await player.fund();
      const path = `/server/players/${player.id}`;
      const erase = () => ask(service.url, path, { method: 'DELETE', headers: SERVER });
      expect((await erase()).status).toBe(204);
      expect((await erase()).status).toBe(204);
      const none = '/server/players/player_01h455vb4pex5vsknk084sn02q';
      const other = await ask(service.url, none, { method: 'DELETE', headers: SERVER });
      expect(other.body.code).toBe('not_found');
      const events = await ask(service.url, `${path}/events?after=0`, { headers: SERVER });
      expect(events.body.data.map(({ type }: { type: string }) => type)).toEqual([
        'payment.credited',
        'wallet.changed',
        'player.deleted',
      ]);
    });

    it('leaves nobody to give gems to', async () => {
      const [giver, gone] = [await signIn(service), await signIn(service)];
      await giver.fund();
      await gone.client.erase();
      const body = { from: giver.id, to: gone.id, currency: 'GEM', amount: 10 };
      const headers = { ...SERVER, 'idempotency-key': `to-nobody-${gone.id}` };
      const { body: problem } = await ask(service.url, '/server/transfers', { body, headers });
      expect(problem.code).toBe('not_found');
    });

    it('leaves nothing that names the person', async () => {
      const player = await signIn(service);
      await player.client.limits.set({ daily: usd(5), monthly: null });
      await as(player, '/me/consents', 'PUT', { consumption: true });
      await player.client.erase();
      const id = Buffer.from(player.accountToken.replaceAll('-', ''), 'hex');
      for (const table of ['player_credential', 'player_consent', 'spending_limit']) {
        const text = `SELECT player_id FROM ${table} WHERE player_id = ?`;
        expect(await service.books.count(text, [id])).toBe(0);
      }
    });
  });

  it('shows all that is held, and nothing secret', async () => {
    const player = await signIn(service);
    await player.fund();
    const { body, text } = await as(player, '/me/export', 'GET');
    expect(body).toMatchObject({
      player: { id: player.id },
      balances: [{ currency: 'GEM', bucket: 'paid', amount: 500 }],
      payments: [{ store: 'apple', status: 'credited', price: usd(4.99) }],
      events: [{ type: 'payment.credited' }],
      credentials: [{ kind: 'device' }],
    });
    const { accessToken, refreshToken } = player.session();
    const { deviceSecret } = JSON.parse(player.storage.getItem('gemtill:pk_demo:device')!);
    for (const secret of [accessToken, refreshToken, deviceSecret])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/hash/i);
  });
});
