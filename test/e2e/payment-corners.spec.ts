import { jest } from '@jest/globals';
import { idOfUuid, type TitleId } from '../../src/kernel/id.js';
import { PaymentStore } from '../../src/payments/payment.store.js';
import { SettlementService } from '../../src/payments/settlement.service.js';
import { TopUpsService } from '../../src/payments/top-ups.service.js';
import { ConsentsService } from '../../src/players/consents.service.js';
import { ConsentsStore } from '../../src/players/consents.store.js';
import type { Purchase } from '../../src/stores/store-gateway.js';
import { Till } from '../../src/till/till.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { askStore, bought, takeItemsBack } from '../orders/refunds-in-test.js';
import { sampledDatabases } from '../support/databases.js';
import { ask, freshKey, orderOf, type Player, PRODUCTS, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type Studio, studioOf } from '../support/studio.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe.each(sampledDatabases('first'))('the corners of a payment, on $name', (database) => {
  let service: ServiceInTest;
  let studio: Studio;

  beforeAll(async () => {
    service = await startService(database);
    await service.hearStores();
    studio = studioOf(service);
  });
  afterAll(() => service?.close());
  afterEach(async () => {
    jest.restoreAllMocks();
    await service.control.healStores();
    await expectSoundBooks(service);
  });

  const settlement = () => service.app.get(SettlementService, { strict: false });
  const demo = async () => {
    const titles = service.app.get(TitlesService, { strict: false });
    return (await titles.bySlug('demo'))!;
  };
  const idOf = ({ accountToken }: Player) => idOfUuid('player', accountToken)!;
  const allow = ({ id }: Player, consumption: boolean) =>
    ask(service.url, `/server/players/${id}/consents`, {
      method: 'PUT',
      body: { consumption },
      headers: { authorization: 'Bearer sk_demo' },
    });
  const consents = async (player: Player) => (await player.send('/me')).body.consents;
  /** A purchase of Apple that names nobody. */
  const ofNobody = () =>
    service.control.buy({ store: 'apple', productId: PRODUCTS.apple[100], offerCode: true });

  // First, while the clocks of service and stores are the same: what is newer decides here.
  describe('whose refunds take items', () => {
    beforeAll(() => takeItemsBack(service, ['skin.*']));

    it('a reversal that overtakes a killed refund gives the items back', async () => {
      const player = await signIn(service);
      const { id, proof } = await player.pay(500);
      await player.send('/topups', { store: 'apple', proof });
      const order = await bought(player, orderOf('dragon'));
      await service.control.refund(id, { notify: false });
      const till = service.app.get(Till, { strict: false });
      const run = till.run.bind(till);
      jest.spyOn(till, 'run').mockImplementation(async (operation) => {
        if (operation.kind === 'topup') throw new Error('killed');
        return run(operation);
      });
      await expect(askStore(service, id)).rejects.toThrow('killed');
      expect((await player.held('skin.dragon'))?.quantity ?? 0).toBe(0);
      jest.restoreAllMocks();
      await service.control.reverseRefund(id, { notify: false });
      await askStore(service, id);
      expect((await player.send(`/orders/${order}`)).body.order.status).toBe('completed');
      expect((await player.held('skin.dragon')).quantity).toBe(1);
      expect(await player.gems()).toMatchObject({ total: 200, debt: 0 });
    });

    it('a late word of before the refund buys nothing again while the refund is settled', async () => {
      const player = await signIn(service);
      const { id, proof } = await player.pay(500);
      await player.send('/topups', { store: 'apple', proof });
      await bought(player, orderOf('dragon'));
      const late = { ...purchaseOf(player, service.clock.now()), storeTransactionId: id };
      await service.control.refund(id, { notify: false });
      const till = service.app.get(Till, { strict: false });
      const run = till.run.bind(till);
      let settling = false;
      jest.spyOn(till, 'run').mockImplementation(async (operation) => {
        if (operation.kind === 'topup' && !settling) {
          settling = true; // the items are taken, the gems are not
          const { id: titleId } = await demo();
          await settlement().learned(titleId, late, { source: 'notification' });
        }
        return run(operation);
      });
      await askStore(service, id);
      expect(settling).toBe(true);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
      expect((await player.held('skin.dragon'))?.quantity ?? 0).toBe(0);
    });

    it('what is bought again after a reversal counts as used', async () => {
      const player = await signIn(service);
      await allow(player, true);
      const { id, proof } = await player.pay(500);
      await player.send('/topups', { store: 'apple', proof });
      await bought(player, orderOf('dragon'));
      await service.control.refund(id, { notify: false });
      await askStore(service, id);
      await service.control.reverseRefund(id, { notify: false });
      await askStore(service, id);
      await service.control.askForConsumption(id);
      await service.heed();
      const { consumption } = await service.control.purchase(id);
      expect(consumption[0]?.consumptionPercentage).toBe(60_000); // 300 of 500
    });
  });

  it.each(['apple', 'google'] as const)(
    '%s: a claim of what waits for its owner is kept although the store is out',
    async (store) => {
      const player = await signIn(service, { store });
      const anonymous =
        store === 'apple' ? await ofNobody() : await player.pay(100, { bound: false });
      await service.heed();
      await service.control.breakStore({ endpoint: `${store}.*`, kind: 'outage' });
      const proof = store === 'apple' ? anonymous.transactionId : anonymous.proof;
      const claimed = await player.send('/topups', { store, proof });
      expect([claimed.status, claimed.body.status]).toEqual([202, 'verifying']);
      await service.control.healStores();
      service.clock.advance(MINUTE_MS);
      await service.checkPayments();
      expect((await player.gems()).total).toBe(100);
    },
  );

  it('a claim that comes between the look and the settlement keeps what it claimed', async () => {
    const player = await signIn(service, { store: 'google' });
    const pending = await player.pay(500, { bound: false, pending: true });
    await player.send('/topups', { store: 'google', proof: pending.proof });
    await service.control.breakStore({ endpoint: 'google.notification', kind: 'drop' });
    await service.control.settle(pending.id);
    const gateway = service.app.get(TopUpsService, { strict: false }).gatewayOf('google');
    const { id: titleId } = await demo();
    const scope = { titleId, environment: 'production' as const };
    const storeTransactionId = pending.proof!;
    const at = { app: null, storeTransactionId, storeOrderId: null, lines: [], ...scope };
    const seen = await gateway.look(scope, at);
    if (seen.outcome !== 'verified') throw new Error(seen.outcome);
    const payments = service.app.get(PaymentStore, { strict: false });
    // As if it had been read just before the claim was committed.
    jest.spyOn(payments, 'findByStoreTransaction').mockResolvedValueOnce(null);
    await settlement().learned(titleId, seen.purchases[0], { source: 'notification' });
    service.clock.advance(MINUTE_MS);
    await service.checkPayments();
    expect((await player.gems()).total).toBe(500);
  });

  it('two titles of one app hear of it: it is of the one whose player claims it, refund and all', async () => {
    const titles = service.app.get(TitlesService, { strict: false });
    const { id: first, settings } = await demo();
    const { id: second } = await titles.create('twin', 'Twin', settings);
    const player = await signIn(service);
    const purchase = purchaseOf(player, service.clock.now());
    const said = (titleId: TitleId, word: Purchase) =>
      settlement().learned(titleId, word, { source: 'notification' });
    expect(await said(second, purchase)).toMatchObject({ status: 'unassigned', titleId: second });
    const bytes = Buffer.alloc(16, 7);
    const claim = { caller: bytes, keyHash: bytes, fingerprint: bytes, requestId: 'one' };
    const caller = { kind: 'player', playerId: idOf(player), titleId: first } as const;
    const who = { ...caller, environment: 'production' } as Parameters<
      SettlementService['claimed']
    >[0];
    await settlement().claimed(who, [{ ...purchase, asOf: purchase.asOf + 1 }], claim);
    expect((await player.gems()).total).toBe(500);
    const refunded: Purchase = {
      ...purchase,
      state: 'revoked',
      refundReason: 'customer',
      lines: [{ ...purchase.lines[0]!, refunded: { parts: 1, of: 1 } }],
      asOf: purchase.asOf + 10,
    };
    expect(await said(second, refunded)).toBeNull();
    expect(await said(first, refunded)).toMatchObject({ status: 'refunded' });
    expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
  });

  it('one key of an assignment is one assignment: 422 with another player or payment', async () => {
    const [one, two] = [await signIn(service), await signIn(service)];
    const waiting: string[] = [];
    for (const { id } of [await ofNobody(), await ofNobody()]) {
      await service.heed();
      waiting.push((await studio.payments({ order: id }))[0]!.id);
    }
    const headers = { authorization: 'Bearer sk_demo', 'idempotency-key': freshKey() };
    const assign = (payment: string, { id: player }: Player) =>
      ask(service.url, `/server/payments/${payment}/assign`, { body: { player }, headers });
    const given = await assign(waiting[0]!, one);
    expect(given.status).toBe(200);
    const again = await assign(waiting[0]!, one);
    expect([again.status, again.text]).toEqual([200, given.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    for (const other of [await assign(waiting[1]!, two), await assign(waiting[0]!, two)]) {
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    }
    expect([(await one.gems()).total, (await two.gems()).total]).toEqual([100, 0]);
  });

  it('a check while the store is out says so, and keeps the payment', async () => {
    const player = await signIn(service, { store: 'google' });
    const { proof } = await player.pay(100);
    const { payment } = (await player.send('/topups', { store: 'google', proof })).body;
    await service.control.breakStore({ endpoint: 'google.*', kind: 'outage' });
    const { status, body } = await studio.post(`/payments/${payment.id}/check`);
    expect([status, body.code]).toEqual([503, 'store_unavailable']);
    expect(await studio.payment(payment.id)).toMatchObject({ status: 'credited' });
  });

  it('a question of the store waits for the owner while there is time', async () => {
    const player = await signIn(service);
    await allow(player, true);
    const { id } = await ofNobody();
    await service.heed();
    await service.control.askForConsumption(id);
    await service.heed();
    const [payment] = await studio.payments({ order: id });
    expect((await studio.assign(payment!.id, player.id)).status).toBe(200);
    service.clock.advance(HOUR_MS / 2);
    await service.heed();
    expect((await service.control.purchase(id)).consumption).toHaveLength(1);
  });

  it('an old word of the store that consent ended does not undo what the game recorded since', async () => {
    const player = await signIn(service);
    const before = service.clock.now();
    service.clock.advance(1_000);
    await allow(player, true);
    const kept = service.app.get(ConsentsService, { strict: false });
    await kept.withdraw(idOf(player), before);
    expect(await consents(player)).toEqual({ consumption: true });
    await kept.withdraw(idOf(player), service.clock.now() + 1_000);
    expect(await consents(player)).toEqual({ consumption: false });
  });

  it('a store that withdraws consent while the player gives it has the last word', async () => {
    const player = await signIn(service);
    const kept = service.app.get(ConsentsService, { strict: false });
    const rows = service.app.get(ConsentsStore, { strict: false });
    const put = rows.put.bind(rows);
    let withdrawal: Promise<void> | null = null;
    jest.spyOn(rows, 'put').mockImplementation(async (transaction, consent) => {
      // The player's word was decided upon and is not written yet.
      withdrawal ??= kept.withdraw(idOf(player), service.clock.now());
      await put(transaction, consent);
    });
    await kept.set(idOf(player), { consumption: true }, 'player');
    await withdrawal;
    expect(await consents(player)).toEqual({ consumption: false });
    expect(await kept.isWithdrawn(idOf(player))).toBe(true);
  });

  it('refunds that were forgiven are not counted again', async () => {
    const player = await signIn(service);
    const refund = async () => {
      const { id, proof } = await player.pay(100);
      await player.send('/topups', { store: 'apple', proof });
      await service.control.refund(id, { notify: false });
      await askStore(service, id);
    };
    const risk = async () => (await studio.get(`/players/${player.id}/risk`)).body.risk;
    for (let count = 0; count < 3; count++) await refund();
    expect((await risk()).flagged).toBe(true);
    await studio.post(`/players/${player.id}/risk/lift`, { reason: 'a mistake of the store' });
    service.clock.advance(1_000);
    for (const flagged of [false, false, true]) {
      await refund();
      expect((await risk()).flagged).toBe(flagged);
    }
  });

  function purchaseOf({ accountToken }: Player, asOf: number): Purchase {
    return {
      store: 'apple',
      environment: 'production',
      storeTransactionId: `77${asOf}`,
      storeOrderId: null,
      app: 'com.example.demo',
      state: 'purchased',
      lines: [{ productId: PRODUCTS.apple[500], quantity: 1, refunded: { parts: 0, of: 1 } }],
      accountToken,
      price: null,
      country: null,
      purchasedAt: asOf,
      consumed: false,
      acknowledged: false,
      paid: true,
      refundReason: null,
      refundedAt: null,
      asOf,
    };
  }
});
