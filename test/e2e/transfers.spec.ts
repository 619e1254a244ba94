import { idBytes } from '../../src/kernel/id.js';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, freshKey, giveFree, orderOf, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const HOLD_SECONDS = 3_600;
const PER_DAY = 10;
const ENV = { TRANSFER_HOLD_SECONDS: String(HOLD_SECONDS), TRANSFERS_PER_DAY: String(PER_DAY) };

describe.each(TEST_DATABASES)('what a game server moves on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database, { env: ENV });
  });
  afterAll(() => service?.close());

  const send = (path: string, body?: unknown, key: string | null = freshKey(), as = 'sk_demo') =>
    ask(service.url, `/server/${path}`, {
      body,
      headers: {
        authorization: `Bearer ${as}`,
        ...(key !== null && body !== undefined && { 'idempotency-key': key }),
      },
    });
  const debit = (player: { id: string }, amount: unknown, key?: string) =>
    send(`players/${player.id}/debits`, { currency: 'GEM', amount }, key);
  const transfer = (from: { id: string }, to: { id: string }, amount: unknown, key?: string) =>
    send('transfers', { from: from.id, to: to.id, currency: 'GEM', amount }, key);
  const rich = async (gems: 100 | 500 = 500): Promise<Player> => {
    const player = await signIn(service);
    await player.fund(gems);
    return player;
  };
  const release = () => service.clock.advance(HOLD_SECONDS * 1000);

  describe('debits', () => {
    it('takes free gems first, once, and answers a repeat with the same bytes', async () => {
      const player = await rich();
      await giveFree(service, player, 50);
      const key = freshKey();
      const first = await debit(player, 80, key);
      expect(first.status).toBe(201);
      expect(first.body.transaction).toMatchObject({ kind: 'debit', currency: 'GEM', amount: 80 });
      expect(first.body.wallet.balances.GEM).toMatchObject({ total: 470, paid: 470, free: 0 });
      const again = await debit(player, 80, key);
      expect([again.text, again.replayed]).toEqual([first.text, true]);
      expect((await debit(player, 81, key)).body.code).toBe('idempotency_key_reused');
      expect((await player.gems()).total).toBe(470);
    });

    it('refuses what is not there, and says how much is missing', async () => {
      const player = await rich(100);
      const { status, body } = await debit(player, 101);
      expect([status, body.code]).toEqual([409, 'insufficient_balance']);
      expect(body.missing).toEqual({ currency: 'GEM', amount: 1 });
    });

    it('takes the last gems once when 64 want them at once', async () => {
      const player = await rich(100);
      const answers = await Promise.all(Array.from({ length: 64 }, () => debit(player, 10)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(54);
      expect((await player.gems()).total).toBe(0);
    });

    it.each([0, -1, 1.5, '5', null, 2 ** 53, 1e13])('refuses the amount %p', async (amount) => {
      const player = await signIn(service);
      expect((await debit(player, amount)).status).toBe(422);
    });

    it('knows players of its own environment alone', async () => {
      const stranger = await signIn(service, { key: 'pk_demo_sandbox' });
      expect((await debit(stranger, 1)).status).toBe(404);
      expect((await debit({ id: 'player_unknown' }, 1)).status).toBe(404);
      for (const path of ['inventory', 'entries', 'wallet']) {
        expect((await send(`players/${stranger.id}/${path}`)).status).toBe(404);
      }
    });
  });

  it('shows what a player owns and what moved, as the player sees it', async () => {
    const player = await rich();
    await player.send('/orders', orderOf('potion', 2));
    const inventory = await send(`players/${player.id}/inventory`);
    expect(inventory.text).toBe((await player.send('/inventory')).text);
    expect(inventory.body.items).toHaveLength(1);
    const page = await send(`players/${player.id}/entries?limit=1`);
    expect(page.body.data).toHaveLength(1);
    const rest = await send(`players/${player.id}/entries?cursor=${page.body.nextCursor}`);
    const own = await player.send('/wallet/entries');
    expect([...page.body.data, ...rest.body.data]).toEqual(own.body.data);
  });

  describe('transfers', () => {
    it('moves gems with their price and payment; the receiver waits for the hold', async () => {
      const [giver, friend] = [await rich(), await signIn(service)];
      const { status, body } = await transfer(giver, friend, 300);
      expect(status).toBe(201);
      expect(body.transfer).toMatchObject({ from: giver.id, to: friend.id, amount: 300 });
      expect(body.wallets.from.balances.GEM).toMatchObject({ paid: 200 });
      expect(body.wallets.to.balances.GEM).toMatchObject({
        paid: 300,
        held: [{ amount: 300, heldUntil: body.transfer.heldUntil }],
      });
      const lots = await service.books.rows(
        `SELECT l.price_micros, l.price_currency, p.price_micros AS paid FROM lot l
         JOIN payment p ON p.id = l.payment_id WHERE l.player_id = ?`,
        [idBytes(friend.id)],
      );
      expect(lots).toHaveLength(1);
      expect(Number(lots[0]!.price_micros)).toBe(Math.floor((Number(lots[0]!.paid) * 300) / 500));

      const early = await friend.send('/orders', orderOf('dragon'));
      expect(early.body).toMatchObject({ code: 'insufficient_balance', missing: { amount: 300 } });
      expect((await transfer(friend, giver, 300)).body.code).toBe('insufficient_balance');
      release();
      expect(await friend.gems()).not.toHaveProperty('held');
      expect((await transfer(friend, giver, 100)).status).toBe(201);
      expect((await friend.send('/orders', orderOf('sword'))).status).toBe(201);
    });

    it('answers a repeat with the same bytes and moves once', async () => {
      const [giver, friend] = [await rich(), await signIn(service)];
      const key = freshKey();
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => transfer(giver, friend, 30, key)),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect((await giver.gems()).total).toBe(470);
      expect((await transfer(giver, friend, 31, key)).body.code).toBe('idempotency_key_reused');
    });

    it('crosses both ways, 64 at once, and keeps every gem', async () => {
      const players = await Promise.all(Array.from({ length: 8 }, () => rich()));
      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, index) => {
          const pair = (index >> 1) % 4;
          const [left, right] = [players[pair * 2]!, players[pair * 2 + 1]!];
          return index % 2 === 0 ? transfer(left, right, 7) : transfer(right, left, 7);
        }),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(64);
      for (const player of players) expect((await player.gems()).total).toBe(500);
    });

    it('counts the transfers of a day exactly, and lets the same key try again tomorrow', async () => {
      const [giver, friend] = [await rich(), await signIn(service)];
      const keys = Array.from({ length: PER_DAY + 6 }, () => freshKey());
      const answers = await Promise.all(keys.map((key) => transfer(giver, friend, 1, key)));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(6);
      expect(refused[0]!.body.code).toBe('transfer_limit_reached');
      const seconds = Number(refused[0]!.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(86_400);
      service.clock.advance(seconds * 1000);
      const key = keys[answers.indexOf(refused[0]!)]!;
      expect((await transfer(giver, friend, 1, key)).status).toBe(201);
      expect((await giver.gems()).total).toBe(500 - PER_DAY - 1);
    });

    it('pays what the receiver owes first; what was passed on stays, and its payer owes', async () => {
      const [giver, debtor] = [await rich(), await signIn(service)];
      const { transactionId, proof } = await debtor.pay(500);
      await debtor.send('/topups', { store: 'apple', proof });
      const friend = await signIn(service);
      expect((await transfer(debtor, friend, 500)).status).toBe(201);
      await service.hearStores();
      await service.control.refund(transactionId!);
      await service.heed();
      expect(await debtor.gems()).toMatchObject({ total: 0, debt: 500 });
      expect(await friend.gems()).toMatchObject({ paid: 500 });
      await transfer(giver, debtor, 300);
      expect(await debtor.gems()).toMatchObject({ total: 0, debt: 200 });
    });
  });

  describe('hostile transfers', () => {
    it('refuses oneself, strangers, another environment, an unknown currency', async () => {
      const [giver, friend] = [await rich(), await signIn(service)];
      const stranger = await signIn(service, { key: 'pk_demo_sandbox' });
      const self = await transfer(giver, giver, 1);
      expect([self.status, self.body.code]).toEqual([422, 'transfer_invalid']);
      const nobody = { id: `player_${'0'.repeat(25)}1` };
      for (const [from, to] of [
        [giver, nobody],
        [nobody, giver],
        [giver, stranger],
        [stranger, giver],
      ] as const) {
        expect((await transfer(from, to, 1)).status).toBe(404);
      }
      expect((await transfer(giver, { id: 'x' }, 1)).status).toBe(422);
      const body = { from: giver.id, to: friend.id, currency: 'NONE', amount: 1 };
      expect((await send('transfers', body)).status).toBe(422);
      expect((await send('transfers', { ...body, price: 1 })).body.errors[0].code).toBe(
        'unknown_field',
      );
      const keyless = { ...body, currency: 'GEM' };
      expect((await send('transfers', keyless, null)).status).toBe(400);
      expect((await giver.send('/server/transfers', keyless)).status).toBe(401);
      expect((await giver.gems()).total).toBe(500);
    });

    it('refuses gems that nobody paid for, and more than there are', async () => {
      const [giver, friend] = [await rich(100), await signIn(service)];
      await giveFree(service, giver, 100);
      const free = await transfer(giver, friend, 101);
      expect([free.status, free.body.code]).toEqual([422, 'transfer_invalid']);
      expect(free.body.reason).toBe('not_transferable');
      expect((await transfer(giver, friend, 201)).body.code).toBe('insufficient_balance');
      expect((await giver.gems()).total).toBe(200);
    });

    it.each([0, -5, 0.5, '7', 2 ** 53, 1e13])('refuses the amount %p', async (amount) => {
      const [giver, friend] = [await signIn(service), await signIn(service)];
      expect((await transfer(giver, friend, amount)).status).toBe(422);
    });
  });

  it('leaves sound books', async () => {
    await expectSoundBooks(service);
  });
});
