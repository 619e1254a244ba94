import { randomUUID } from 'node:crypto';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, freshKey, orderOf, type Player, PRODUCTS, signIn } from '../support/player.js';
import { rounds } from '../support/proof.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const SERVER = { authorization: 'Bearer sk_demo' };
const ROUNDS = rounds({ usual: 3, long: 100 });
const usd = (dollars: number) => ({ currency: 'USD', micros: dollars * 1_000_000 });

describe.each(TEST_DATABASES)('accounts while other things happen on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterEach(() => expectSoundBooks(service));
  afterAll(() => service.close());

  const as = (token: string, path: string, method: string, body?: unknown, more = {}) =>
    ask(service.url, path, {
      method,
      ...(body !== undefined && { body }),
      headers: { authorization: `Bearer ${token}`, ...more },
    });
  const own = (player: Player, path: string, method: string, body?: unknown) =>
    as(player.session().accessToken, path, method, body);

  it('a device that signs in during the deletion never holds the deleted account', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const guest = { deviceId: randomUUID(), deviceSecret: randomUUID() + randomUUID() };
      const open = () =>
        ask(service.url, '/sessions', { body: { guest }, headers: { 'gemtill-key': 'pk_demo' } });
      const { player, accessToken } = (await open()).body;
      const early = Array.from({ length: 6 }, open);
      const erased = as(accessToken, '/me', 'DELETE');
      const answers = await Promise.all([...early, ...Array.from({ length: 6 }, open)]);
      expect((await erased).status).toBe(204);
      for (const { status, body } of answers) {
        // Who came between the two is told to sign in again.
        if (status !== 201) expect([status, body.code]).toEqual([401, 'session_revoked']);
        else if (body.player.id === player.id) {
          expect((await as(body.accessToken, '/wallet', 'GET')).status).toBe(401);
        }
      }
      expect((await open()).body.player.id).not.toBe(player.id);
    }
  });

  it('every session of the player ends at once', async () => {
    const guest = { deviceId: randomUUID(), deviceSecret: randomUUID() + randomUUID() };
    const open = async () =>
      (
        await ask(service.url, '/sessions', {
          body: { guest },
          headers: { 'gemtill-key': 'pk_demo' },
        })
      ).body;
    const [one, other] = [await open(), await open()];
    expect((await as(other.accessToken, '/wallet', 'GET')).status).toBe(200);
    await as(one.accessToken, '/me', 'DELETE');
    expect((await as(other.accessToken, '/wallet', 'GET')).body.code).toBe('session_revoked');
  });

  it('nothing personal outlives the deletion, whoever writes it meanwhile', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const player = await signIn(service);
      const told = `/server/players/${player.id}`;
      const writes = () => [
        own(player, '/me/limits', 'PUT', { daily: usd(1) }),
        own(player, '/me/consents', 'PUT', { consumption: true }),
        ask(service.url, `${told}/consents`, {
          method: 'PUT',
          body: { consumption: true },
          headers: SERVER,
        }),
        ask(service.url, `${told}/attributes`, {
          method: 'PUT',
          body: { level: 3 },
          headers: SERVER,
        }),
      ];
      const early = await Promise.all(writes());
      for (const { status } of early) expect(status).toBe(200);
      await Promise.all([...writes(), own(player, '/me', 'DELETE'), ...writes()]);
      for (const { status } of await Promise.all(writes())) expect([401, 404]).toContain(status);
      const id = Buffer.from(player.accountToken.replaceAll('-', ''), 'hex');
      for (const table of ['player_attributes', 'player_consent', 'spending_limit']) {
        const text = `SELECT player_id FROM ${table} WHERE player_id = ?`;
        expect([table, await service.books.count(text, [id])]).toEqual([table, 0]);
      }
    }
  });

  it('a stricter limit is not lost to a more generous wish of the same moment', async () => {
    for (let round = 0; round < 2 * ROUNDS; round++) {
      const player = await signIn(service);
      await own(player, '/me/limits', 'PUT', { daily: usd(10) });
      const wishes = [20, 1].map((dollars) =>
        own(player, '/me/limits', 'PUT', { daily: usd(dollars) }),
      );
      for (const { status } of await Promise.all(wishes)) expect(status).toBe(200);
      expect((await own(player, '/me/limits', 'GET')).body.daily).toEqual(usd(1));
    }
  });

  it.each([
    ['google', undefined],
    ['apple', { currency: 'EUR', micros: 5_490_000 }],
  ] as const)(
    'a limit counts what %s tells in no price or another currency',
    async (store, price) => {
      const player = await signIn(service, { store });
      await own(player, '/me/limits', 'PUT', { daily: usd(6) });
      const productId = PRODUCTS[store][500];
      const check = () => player.send('/topups/checks', { store, productId });
      expect((await check()).body.allowed).toBe(true);
      const { proof } = await service.control.buy({
        store,
        productId,
        accountToken: player.accountToken,
        ...(price && { price }),
      });
      expect((await player.send('/topups', { store, proof })).status).toBe(200);
      expect((await check()).body).toMatchObject({
        allowed: false,
        reason: 'spending_limit',
        limit: { period: 'daily', spent: { currency: 'USD', micros: 4_990_000 } },
      });
    },
  );

  it('a limit in a currency that nothing is priced in is refused', async () => {
    const player = await signIn(service);
    const wish = { daily: usd(5), monthly: { currency: 'EUR', micros: 1 } };
    expect((await own(player, '/me/limits', 'PUT', wish)).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/monthly/currency' }],
    });
    expect((await own(player, '/me/limits', 'GET')).body.daily).toBeNull();
  });

  it('a question that comes too late is answered as ever, and never stops a payment', async () => {
    const player = await signIn(service);
    await player.fund();
    const late = (path: string, body: unknown, key: string) =>
      as(player.session().accessToken, path, 'POST', body, {
        'idempotency-key': key,
        'idempotency-replay-only': 'true',
      });
    const key = freshKey();
    const order = await player.send('/orders', orderOf('potion', 2), key);
    const again = await late('/orders', orderOf('potion', 2), key);
    expect([again.status, again.replayed, again.text]).toEqual([201, true, order.text]);
    const reused = await late('/orders', orderOf('potion', 3), key);
    expect(reused.body.code).toBe('idempotency_key_reused');
    const eaten = freshKey();
    for (const send of [late, player.send]) {
      const answer = await send('/inventory/potion/consume', { quantity: 1 }, eaten);
      expect([answer.status, answer.body.code]).toEqual([409, 'intent_expired']);
    }
    expect((await player.held('potion')).quantity).toBe(2);
    const { proof } = await player.pay();
    const paid = await late('/topups', { store: 'apple', proof }, freshKey());
    expect(paid.body.status).toBe('credited');
  });
});
