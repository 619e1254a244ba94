import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { idBytes } from '../../src/kernel/id.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { writerAt } from '../audit/loose-copy.js';
import { TEST_DATABASES, type TestDatabase } from '../support/databases.js';
import { ask, freshKey, orderOf, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const HOUR_MS = 60 * 60_000;
const SERVER = { authorization: 'Bearer sk_demo' };

const asServer = (service: Pick<ServiceInTest, 'url'>, path: string, body?: object) =>
  ask(service.url, `/server${path}`, {
    ...(body && { body }),
    headers: { ...SERVER, 'idempotency-key': freshKey() },
  });
const reconcile = (service: Pick<ServiceInTest, 'url'>) =>
  ask(service.url, '/server/reconciliations', { method: 'POST', headers: SERVER });

interface Crowd {
  readonly name: string;
  readonly database: TestDatabase;
  readonly instances: number;
}
const CROWDS: readonly Crowd[] = TEST_DATABASES.map((database) => {
  const instances = database.name.includes('SQLite') ? 1 : 2; // SQLite has one owner
  return { name: `${instances} on ${database.name}`, database, instances };
});

describe.each(CROWDS)('no payment is missed or credited twice: $name', (crowd) => {
  let service: ServiceInTest;
  let all: readonly { readonly url: string }[];
  beforeAll(async () => {
    service = await startService(crowd.database, { instances: crowd.instances });
    all = [service, ...service.neighbours];
    await service.hearStores();
    await reconcile(service); // the first one reads half a year of lists
  });
  afterAll(() => service?.close());
  afterEach(async () => {
    await service.control.healStores();
    await expectSoundBooks(service);
  });

  const idOf = (bought: PurchaseView) => bought.transactionId ?? bought.purchaseToken!;
  const topUpsOf = (gems: number, token: string) =>
    service.books.count(
      `SELECT t.id FROM ledger_transaction t
       JOIN entry e ON e.transaction_id = t.id AND e.bucket = 1 AND e.amount = ?
       WHERE t.kind = 'topup' AND t.player_id = ?`,
      [gems, Buffer.from(token.replaceAll('-', ''), 'hex')],
    );

  it.each(['apple', 'google'] as const)(
    'credits one %s payment once that comes 50 times at once by client, notification and check',
    async (store) => {
      const { control } = service;
      const player = await signIn(service, { store });
      // What happens at the store is told in silence first, then by all ways at the same moment.
      await control.breakStore({ endpoint: `${store}.notification`, kind: 'drop' });
      const bought = await player.pay(500);
      await control.healStores();
      const type = store === 'apple' ? 'ONE_TIME_CHARGE' : 'oneTimeProductNotification';
      const data = { notificationType: 1, sku: bought.productId };
      const tell = () =>
        control.tell({ store, type, purchase: idOf(bought), ...(store === 'google' && { data }) });
      const told = Array.from({ length: 17 }, tell);
      const claimed = Array.from({ length: 17 }, (_, index) =>
        player.send(
          '/topups',
          { store, proof: bought.proof },
          freshKey(),
          all[index % all.length]!.url,
        ),
      );
      const reconciled = Array.from({ length: 16 }, (_, i) => reconcile(all[i % all.length]!));
      const answers = await Promise.all(claimed);
      await Promise.all(told);
      const compared = await Promise.all(reconciled);
      await service.heed();

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ body }) => body.payment.id)).size).toBe(1);
      expect(compared.map(({ status }) => status)).toEqual(compared.map(() => 200));
      expect((await player.gems()).total).toBe(500);
      expect(await topUpsOf(500, player.accountToken)).toBe(1);
      await service.finishPayments();
      const at = await control.purchase(idOf(bought));
      expect(store === 'google' ? at.consumed : at.state).toBe(store === 'google' || 'purchased');
    },
  );

  it.each(['apple', 'google'] as const)(
    'finds a refund of %s whose notification was dropped, by one reconciliation',
    async (store) => {
      const { control } = service;
      const player = await signIn(service, { store });
      const bought = await player.pay(500);
      await player.send('/topups', { store, proof: bought.proof });
      await service.heed();
      await player.send('/orders', orderOf('dragon'));
      await reconcile(service);
      await control.breakStore({ endpoint: `${store}.notification`, kind: 'drop' });
      await control.refund(idOf(bought));
      await service.heed();
      expect(await player.gems()).toMatchObject({ total: 200, debt: 0 });

      const { status, body } = await reconcile(service);
      expect(status).toBe(200);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 300 });
      const found = body.data.flatMap((one: { differences: object[] }) => one.differences);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ store, state: 'mended', environment: 'production' });

      const again = await reconcile(service);
      expect(again.body.data.flatMap((one: { differences: object[] }) => one.differences)).toEqual(
        [],
      );
      expect(await player.gems()).toMatchObject({ total: 0, debt: 300 });
    },
  );

  it('keeps what the store could not be told, shows it after a day, and closes it when told', async () => {
    const { control } = service;
    const player = await signIn(service, { store: 'google' });
    const bought = await player.pay(100);
    await control.breakStore({ endpoint: 'google.*', kind: 'outage' });
    const claimed = await player.send('/topups', { store: 'google', proof: bought.proof });
    expect(claimed.body.status).toBe('verifying');
    await control.healStores();
    await control.breakStore({ endpoint: 'google.consume', kind: 'outage' });
    service.clock.advance(30_000);
    await service.checkPayments();
    expect((await player.gems()).total).toBe(100);
    const open = async () =>
      (await asServer(service, '/differences?state=open')).body.data as { kind: string }[];
    await service.finishPayments();
    const writer = await writerAt(service.env);
    await writer.query(`UPDATE store_task SET created_at = created_at - ${25 * HOUR_MS}
      WHERE done_at IS NULL`);
    await writer.destroy();
    await control.healStores();
    // Its next try is some time ahead: the reconciliation comes first.
    await reconcile(service);
    expect(await open()).toMatchObject([
      { kind: 'task', store: 'google', payment: claimed.body.payment.id, ours: 'finish not told' },
    ]);
    service.clock.advance(60_000);
    await service.finishPayments();
    expect((await control.purchase(idOf(bought))).consumed).toBe(true);
    await reconcile(service);
    expect(await open()).toEqual([]);
  });

  it('finds a refund by its customer although the list of notifications cannot be read', async () => {
    const { control } = service;
    const player = await signIn(service);
    const bought = await player.pay(500);
    await player.send('/topups', { store: 'apple', proof: bought.proof });
    await service.heed();
    await control.breakStore({ endpoint: 'apple.notification', kind: 'drop' });
    await control.refund(idOf(bought));
    await control.breakStore({ endpoint: 'apple.notificationHistory', kind: 'outage' });
    const { status, body } = await reconcile(service);
    const apple = body.data.find((one: { store: string }) => one.store === 'apple');
    expect([status, apple.outcome]).toEqual([200, 'unavailable']);
    expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
  });

  it('says of a title that sells nowhere that there is nothing to ask with, and raises no alarm', async () => {
    const titles = service.app.get(TitlesService, { strict: false });
    const { id: titleId } = await titles.create('elsewhere', 'Sold elsewhere');
    const of = { titleId, environment: 'production', kind: 'secret' } as const;
    const { key } = await titles.createKey(of);
    const headers = { authorization: `Bearer ${key}` };
    const { status, body } = await ask(service.url, '/server/reconciliations', {
      method: 'POST',
      headers,
    });
    expect([status, body.data]).toMatchObject([
      200,
      ['apple', 'google'].map((store) => ({ store, outcome: 'not_configured', found: 0 })),
    ]);
    const unread =
      'SELECT store FROM reconciliation_mark WHERE title_id = ? AND read_until IS NULL';
    expect(await service.books.count(`${unread} AND succeeded_at > 0`, [idBytes(titleId)])).toBe(2);
  });
});
