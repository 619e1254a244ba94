import { StoreFront } from '../stores/store-front.js';
import { sampledDatabases } from '../support/databases.js';
import { signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

/** The service asks again after 10, 20 and 40 seconds. */
const CHECKS_MS = [25_000, 45_000];
/** The stores believe our clock for some minutes only: these tests start behind them. */
const BEHIND_MS = 4 * 60_000;

describe.each(sampledDatabases('first'))('while a store is out, on $name', (database) => {
  let front: StoreFront;
  let service: ServiceInTest;

  beforeAll(async () => {
    front = await new StoreFront('').open();
    service = await startService(database, { env: { SIMULATOR_URL: front.url } });
    front.target = service.simulatorUrl;
    service.clock.advance(-BEHIND_MS);
  });
  afterAll(async () => {
    await service?.close();
    await front?.close();
  });
  beforeEach(() => service.control.healStores());

  it('says 503 to App Store payments until its root can be read, then credits them', async () => {
    const player = await signIn(service);
    const { proof } = await player.pay();
    front.breakDown();
    const answer = await player.send('/topups', { store: 'apple', proof }, 'apple-outage-1');
    expect([answer.status, answer.body.code]).toEqual([503, 'store_unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const known = 'SELECT id FROM payment';
    expect(await service.books.count(known)).toBe(0);
    front.heal();
    const later = await player.send('/topups', { store: 'apple', proof }, 'apple-outage-1');
    expect([later.status, later.body.status]).toEqual([200, 'credited']);
  });

  it('keeps a Google payment as verifying, and credits it once when Google is back', async () => {
    const player = await signIn(service, { store: 'google' });
    const { proof, id } = await player.pay();
    await service.control.breakStore({ endpoint: 'google.*', kind: 'outage' });
    const answer = await player.send('/topups', { store: 'google', proof }, 'google-outage-1');
    expect([answer.status, answer.body.status]).toEqual([202, 'verifying']);
    expect(answer.body).toMatchObject({ finish: false, granted: {} });
    const { payment } = answer.body;
    expect(await player.client.flush()).toEqual({ status: 'flushed', pending: 1 });
    service.clock.advance(CHECKS_MS[0]!);
    await service.checkPayments();
    expect((await player.gems()).total).toBe(0);

    await service.control.healStores();
    service.clock.advance(CHECKS_MS[1]!);
    await service.checkPayments();
    expect((await player.gems()).total).toBe(500);
    const after = (await player.send(`/payments/${payment.id}`)).body;
    expect(after.payment).toMatchObject({ id: payment.id, status: 'credited' });
    await service.finishPayments();
    expect(await service.control.purchase(id)).toMatchObject({ consumed: true });
    expect(await player.client.flush()).toEqual({ status: 'flushed', pending: 0 });
    expect((await player.gems()).total).toBe(500);
  });

  it('gives what waited to whom the store names, not to whom claimed it', async () => {
    const owner = await signIn(service, { store: 'google' });
    const thief = await signIn(service, { store: 'google' });
    const { proof } = await owner.pay();
    await service.control.breakStore({ endpoint: 'google.*', kind: 'outage' });
    const answer = await thief.send('/topups', { store: 'google', proof });
    expect([answer.status, answer.body.status]).toEqual([202, 'verifying']);
    await service.control.healStores();
    service.clock.advance(CHECKS_MS[0]!);
    await service.checkPayments();
    expect([(await owner.gems()).total, (await thief.gems()).total]).toEqual([500, 0]);
  });

  it('buys with gems as ever', async () => {
    const player = await signIn(service);
    await player.fund();
    front.breakDown();
    const bought = await player.client.buy({
      offer: 'potion',
      expectedPrice: { currency: 'GEM', amount: 50 },
    });
    front.heal();
    expect(bought.status).toBe('completed');
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
