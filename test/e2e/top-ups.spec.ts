import { TEST_DATABASES } from '../support/databases.js';
import { signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';
import { expectSoundBooks } from '../support/sound.js';

const CHECK_MS = 15_000;

describe.each(TEST_DATABASES)('turning payments into gems on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(() => service?.close());

  const paymentRows = (storeTransactionId: string) =>
    service.books.rows('SELECT status, reason FROM payment WHERE store_transaction_id = ?', [
      storeTransactionId,
    ]);

  it('credits an App Store payment, and the device finishes it there', async () => {
    const player = await signIn(service, { store: 'apple' });
    const result = await player.client.topUp('gems_500');
    expect(result).toMatchObject({
      status: 'credited',
      granted: { GEM: 500 },
      wallet: { seq: 1, balances: { GEM: { total: 500, paid: 500, free: 0, debt: 0 } } },
      finish: true,
    });
    const bought = await purchasesOf(player.accountToken);
    expect(bought).toMatchObject([{ finished: true, productId: 'com.example.demo.gems500' }]);
  });

  it('credits a Google Play payment, and the service itself consumes it there', async () => {
    const player = await signIn(service, { store: 'google' });
    const { id, proof } = await player.pay(500);
    // Without a source that finishes: as if the game was closed at this very moment.
    const answer = await player.send('/topups', { store: 'google', proof });
    expect(answer.status).toBe(200);
    await service.finishPayments();
    expect(await service.control.purchase(id)).toMatchObject({ consumed: true });
    expect((await player.gems()).paid).toBe(500);
    const open = 'SELECT id FROM store_task WHERE due_at IS NOT NULL';
    expect(await service.books.count(open)).toBe(0);
  });

  it('sells the same Google product again', async () => {
    const player = await signIn(service, { store: 'google' });
    await player.client.topUp('gems_100');
    expect(await player.client.topUp('gems_100')).toMatchObject({ status: 'credited' });
    expect((await player.gems()).total).toBe(200);
  });

  it('credits a payment once, however often it is sent and under whichever key', async () => {
    const player = await signIn(service);
    const { proof } = await player.pay();
    const first = await player.send('/topups', { store: 'apple', proof });
    const second = await player.send('/topups', { store: 'apple', proof });
    expect([first.body.status, second.body.status]).toEqual(['credited', 'already_credited']);
    expect(second.body.payment).toEqual(first.body.payment);
    expect((await player.gems()).total).toBe(500);
  });

  it.each(['apple', 'google'] as const)('waits for a pending %s payment', async (store) => {
    const player = await signIn(service, { store, confirm: async () => 'pending' });
    const told = await player.client.topUp('gems_500');
    // Apple gives the device no transaction before somebody approved.
    expect(told.status).toBe(store === 'apple' ? 'deferred' : 'pending');
    expect((await player.gems()).total).toBe(0);
    const [purchase] = await purchasesOf(player.accountToken);
    await service.control.settle(purchase!.id);
    expect(await player.client.flush()).toEqual({ status: 'flushed', pending: 0 });
    expect((await player.gems()).total).toBe(500);
  });

  it('credits a pending payment that was paid while the game was closed', async () => {
    const player = await signIn(service, { store: 'google', confirm: async () => 'pending' });
    await player.client.topUp('gems_100');
    const [purchase] = await purchasesOf(player.accountToken);
    await service.checkPayments();
    expect((await player.gems()).total).toBe(0);
    await service.control.settle(purchase!.id);
    service.clock.advance(CHECK_MS);
    await service.checkPayments();
    expect((await player.gems()).total).toBe(100);
    await service.finishPayments();
    expect(await service.control.purchase(purchase!.id)).toMatchObject({ consumed: true });
    expect(await player.client.flush()).toEqual({ status: 'flushed', pending: 0 });
    expect((await player.gems()).total).toBe(100);
  });

  it('gives nothing for a payment that was cancelled while it waited', async () => {
    const player = await signIn(service, { store: 'google', confirm: async () => 'pending' });
    await player.client.topUp('gems_100');
    const [purchase] = await purchasesOf(player.accountToken);
    await service.control.cancel(purchase!.id);
    service.clock.advance(CHECK_MS);
    await service.checkPayments();
    expect(await paymentRows(purchase!.id)).toMatchObject([
      { status: 'rejected', reason: 'purchase_cancelled' },
    ]);
    expect((await player.gems()).total).toBe(0);
  });

  it('lets the player close the payment sheet', async () => {
    const player = await signIn(service, { confirm: async () => false });
    expect(await player.client.topUp('gems_500')).toEqual({ status: 'cancelled' });
  });

  it.each(['apple', 'google'] as const)('refuses a sandbox payment of %s', async (store) => {
    const player = await signIn(service, { store });
    const { proof } = await player.pay(500, { environment: 'sandbox' });
    const answer = await player.send('/topups', { store, proof });
    expect([answer.status, answer.body.code]).toEqual([422, 'receipt_sandbox']);
    expect((await player.gems()).total).toBe(0);
  });

  it.each(['apple', 'google'] as const)('gives a %s payment to its owner only', async (store) => {
    const owner = await signIn(service, { store });
    const other = await signIn(service, { store });
    const { proof } = await owner.pay();
    const refused = await other.send('/topups', { store, proof });
    expect([refused.status, refused.body.code]).toEqual([409, 'receipt_account_mismatch']);
    expect((await owner.send('/topups', { store, proof })).body.status).toBe('credited');
    const late = await other.send('/topups', { store, proof });
    expect([late.status, late.body.code]).toEqual([409, 'receipt_account_mismatch']);
    expect((await other.gems()).total).toBe(0);
  });

  it.each(['apple', 'google'] as const)(
    'gives a %s payment that names nobody to the first who claims it',
    async (store) => {
      const first = await signIn(service, { store });
      const second = await signIn(service, { store });
      const { proof } = await first.pay(500, { bound: false });
      expect((await first.send('/topups', { store, proof })).body.status).toBe('credited');
      const refused = await second.send('/topups', { store, proof });
      expect([refused.status, refused.body.code]).toEqual([409, 'receipt_already_used']);
      expect([(await first.gems()).total, (await second.gems()).total]).toEqual([500, 0]);
    },
  );

  it.each([
    ['apple', 'nonsense', 422, 'receipt_invalid'],
    ['google', 'no-such-token-at-all', 422, 'receipt_invalid'],
    ['google', 'a token with spaces', 422, 'invalid_format'],
    ['google', '../../etc', 422, 'receipt_invalid'],
    ['steam', 'x', 422, 'invalid_format'],
  ])('refuses the %s proof "%s"', async (store, proof, status, code) => {
    const player = await signIn(service);
    const answer = await player.send('/topups', { store, proof });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('refuses a proof of another product than the game believes', async () => {
    const player = await signIn(service);
    const { proof } = await player.pay(100);
    const productId = 'com.example.demo.gems500';
    const answer = await player.send('/topups', { store: 'apple', proof, productId });
    expect([answer.status, answer.body.code]).toEqual([422, 'product_mismatch']);
    expect((await player.gems()).total).toBe(0);
  });

  it('keeps a payment for an unknown product until the catalog knows it', async () => {
    const player = await signIn(service, { store: 'google' });
    const productId = `gems_9000_${Date.now()}`;
    const { accountToken } = player;
    const { proof } = await service.control.buy({ store: 'google', productId, accountToken });
    const key = `unknown-product-${Date.now()}`;
    const early = await player.send('/topups', { store: 'google', proof }, key);
    expect([early.status, early.body.code]).toEqual([422, 'product_unknown']);
    await publishChanged(service, ({ products }) => {
      const stores = { google: productId };
      products.gems_9000 = { ...products.gems_500, stores, grants: { GEM: 9000 } };
    });
    const later = await player.send('/topups', { store: 'google', proof }, key);
    expect([later.status, later.body.status]).toEqual([200, 'credited']);
    expect((await player.gems()).paid).toBe(9000);
  });

  it('shows a payment to its player and to nobody else', async () => {
    const player = await signIn(service);
    const { proof } = await player.pay();
    const { payment } = (await player.send('/topups', { store: 'apple', proof })).body;
    expect((await player.send(`/payments/${payment.id}`)).body).toEqual({ payment });
    const other = await signIn(service);
    const hidden = await other.send(`/payments/${payment.id}`);
    expect([hidden.status, hidden.body.code]).toEqual([404, 'not_found']);
  });

  async function purchasesOf(accountToken: string) {
    const path = `/purchases?accountToken=${accountToken}`;
    type Listed = { data: { id: string; finished: boolean; consumed: boolean }[] };
    return (await service.control.call<Listed>('GET', path)).data;
  }

  it('leaves sound books', () => expectSoundBooks(service));
});
