import { HeldLevelsStore } from '../../src/inventory/held-levels.store.js';
import { holdingKey } from '../../src/inventory/holding.js';
import { idBytes, idOf, type OrderId, type PaymentId, type PlayerId } from '../../src/kernel/id.js';
import { OrderStore } from '../../src/orders/order.store.js';
import { PaymentOrderStore } from '../../src/orders/payment-orders.store.js';
import { Database } from '../../src/platform/database/database.js';
import { sql } from '../../src/platform/database/sql.js';
import { writerAt } from '../audit/loose-copy.js';
import { TEST_DATABASES } from '../support/databases.js';
import { giveFree, orderOf, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { bought, refundOrder } from './refunds-in-test.js';

const playerId = ({ accountToken }: Player): PlayerId =>
  idOf('player', Buffer.from(accountToken.replaceAll('-', ''), 'hex'));

describe.each(TEST_DATABASES)('the stores of orders that are given back on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(() => service?.close());

  const reader = () => service.app.get(Database, { strict: false }).reader;
  const orders = () => service.app.get(OrderStore, { strict: false });
  const payerOf = async () => {
    const player = await signIn(service);
    const { proof } = await player.pay(500);
    const { body } = await player.send('/topups', { store: 'apple', proof });
    return { player, paymentId: body.payment.id as PaymentId, playerId: playerId(player) };
  };

  it('find an order by its id alone, with what became of it', async () => {
    const { player } = await payerOf();
    const id = (await bought(player, orderOf('dragon'))) as OrderId;
    const order = (await orders().findOfAnybody(reader(), id))!;
    expect(order).toMatchObject({ id, playerId: playerId(player), status: 'completed' });
    expect([order.refundedAt, order.refundReason]).toEqual([null, null]);
    await refundOrder(service, id, { reason: '💎 “given” back' });
    const after = (await orders().findOfAnybody(reader(), id))!;
    expect(after).toEqual({
      ...order,
      status: 'refunded',
      refundedAt: expect.any(Number),
      refundReason: '💎 “given” back',
    });
    expect(await orders().find(reader(), playerId(player), id)).toEqual(after);
    const other = playerId(await signIn(service));
    expect(await orders().find(reader(), other, id)).toBeNull();
    expect(await orders().findOfAnybody(reader(), `${id.slice(0, -3)}zzz` as OrderId)).toBeNull();
  });

  it('load orders for a decision, of several players at once', async () => {
    const ids: OrderId[] = [];
    for (let count = 0; count < 2; count++) {
      ids.push((await bought((await payerOf()).player, orderOf('potion'))) as OrderId);
    }
    const absent = `${ids[0]!.slice(0, -3)}zzz`;
    const [statement] = orders().load([...ids, absent]);
    const found = orders().read([await sql(reader()).rows(statement!)]);
    expect([...found.keys()].sort()).toEqual([...ids].sort());
  });

  it('know the levels that are left of each upgrade', async () => {
    const { player } = await payerOf();
    await giveFree(service, player, 500);
    await bought(player, orderOf('sword'));
    const two = await bought(player, orderOf('sword', 2));
    const other = (await payerOf()).player;
    await bought(other, orderOf('sword'));
    const store = service.app.get(HeldLevelsStore, { strict: false });
    const keys = [player, other].map((one) => holdingKey(playerId(one), 'sword'));
    const levels = async () => {
      const [statement] = store.load(keys);
      const found = store.read([await sql(reader()).rows(statement!)]);
      return keys.map((key) => [...(found.get(key) ?? [])].sort());
    };
    expect(await levels()).toEqual([[1, 3], [1]]);
    await refundOrder(service, two);
    expect(await levels()).toEqual([[1], [1]]);
  });

  describe('that gems of a payment went into', () => {
    const found = (payment: { paymentId: PaymentId; playerId: PlayerId }, limit = 50) =>
      service.app.get(PaymentOrderStore, { strict: false }).paidFrom(payment, null, limit);

    it('are told newest first, with what they gave, without those of other gems', async () => {
      const payment = await payerOf();
      const { player } = payment;
      const skin = await bought(player, orderOf('dragon'));
      await giveFree(service, player, 30);
      const mixed = await bought(player, orderOf('starter'));
      await giveFree(service, player, 50);
      await bought(player, orderOf('potion'));
      const told = await found(payment);
      expect(told).toEqual([
        { id: mixed, currency: 'GEM', skus: ['skin.moss', 'potion'] },
        { id: skin, currency: 'GEM', skus: ['skin.dragon'] },
      ]);
      await refundOrder(service, mixed);
      expect((await found(payment)).map(({ id }) => id)).toEqual([skin]);
    });

    it('belong to that payment and its player alone', async () => {
      const first = await payerOf();
      const second = await payerOf();
      await bought(first.player, orderOf('dragon'));
      expect(await found({ ...first, paymentId: second.paymentId })).toEqual([]);
      expect(await found({ ...first, playerId: second.playerId })).toEqual([]);
    });

    it('come in pages, each order once', async () => {
      const payment = await payerOf();
      const ids: string[] = [];
      for (let count = 0; count < 5; count++)
        ids.unshift(await bought(payment.player, orderOf('potion')));
      const store = service.app.get(PaymentOrderStore, { strict: false });
      const pages: string[][] = [];
      for (let before: OrderId | null = null; ; ) {
        const page = await store.paidFrom(payment, before, 2);
        pages.push(page.map(({ id }) => id));
        if (page.length < 2) break;
        before = page.at(-1)!.id;
      }
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat()).toEqual(ids);
    });
  });

  it('give back an order of old, whose lots stand in rows of their own', async () => {
    const payment = await payerOf();
    const id = await bought(payment.player, orderOf('dragon'));
    await asOfOld(id);
    expect(
      await service.books.count('SELECT lot_id FROM lot_movement WHERE transaction_id = ?', [
        idBytes(id),
      ]),
    ).toBe(1);
    const [paid] = await service.app
      .get(PaymentOrderStore, { strict: false })
      .paidFrom(payment, null, 9);
    expect(paid?.id).toBe(id);
    expect((await refundOrder(service, id)).status).toBe(200);
    expect((await payment.player.gems()).total).toBe(500);
    await expectSoundBooks(service);
  });

  /** As orders were written before an entry named its lot. */
  async function asOfOld(order: string): Promise<void> {
    const writer = await writerAt(service.env);
    const id = idBytes(order);
    try {
      await writer.query(
        `INSERT INTO lot_movement (transaction_id, lot_id, player_id, amount)
         SELECT transaction_id, lot_id, player_id, amount FROM entry
         WHERE transaction_id = ? AND lot_id IS NOT NULL`,
        [id],
      );
      await writer.query('UPDATE entry SET lot_id = NULL WHERE transaction_id = ?', [id]);
    } finally {
      await writer.destroy();
    }
  }
});
