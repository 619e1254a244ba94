import { OrderRefunds } from '../../src/orders/order-refunds.service.js';
import { PaymentOrders } from '../../src/orders/payment-orders.service.js';
import {
  askStore,
  bought,
  refundOrder,
  storeSays,
  takeItemsBack,
} from '../orders/refunds-in-test.js';
import { sampledDatabases } from '../support/databases.js';
import { giveFree, orderOf, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const STORES = ['apple', 'google'] as const;
const frost = { offer: 'frost', quantity: 1, expectedPrice: { currency: 'GEM', amount: 250 } };
const moss = { offer: 'moss', quantity: 1, expectedPrice: { currency: 'GEM', amount: 120 } };

describe.each(sampledDatabases('last'))(
  'a refunded payment takes named items back on $name',
  (database) => {
    let service: ServiceInTest;
    beforeAll(async () => {
      service = await startService(database);
      await takeItemsBack(service, ['skin.*', 'sword']);
    });
    afterAll(async () => {
      try {
        if (service) await expectSoundBooks(service);
      } finally {
        await service?.close();
      }
    });

    /** A player with one payment of 500 gems; tells its id at the store. */
    async function payer(store: (typeof STORES)[number] = 'apple') {
      const player = await signIn(service, { store });
      const { id, proof } = await player.pay(500);
      const answer = await player.send('/topups', { store, proof });
      if (answer.status !== 200) throw new Error(answer.text);
      return { player, purchase: id, payment: answer.body.payment.id as string };
    }
    const refund = async (purchase: string, percentage?: number) => {
      await service.control.refund(purchase, { ...(percentage && { percentage }), notify: false });
      await askStore(service, purchase);
    };
    const reverse = async (purchase: string) => {
      await service.control.reverseRefund(purchase, { notify: false });
      await askStore(service, purchase);
    };
    const state = async (player: Player, id: string) => {
      const { order } = (await player.send(`/orders/${id}`)).body;
      return [order.status, order.refundReason];
    };
    const told = async (player: Player) => {
      const bytes = Buffer.from(player.accountToken.replaceAll('-', ''), 'hex');
      const text = 'SELECT type FROM event WHERE player_id = ? ORDER BY number';
      return (await service.books.rows(text, [bytes])).map(({ type }) => type);
    };

    it.each(STORES)('before anything becomes debt: %s', async (store) => {
      const { player, purchase, payment } = await payer(store);
      const dragon = await bought(player, orderOf('dragon'));
      await refund(purchase);
      expect(await state(player, dragon)).toEqual(['refunded', `payment_refund ${payment}`]);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
      expect((await player.held('skin.dragon')).quantity).toBe(0);
      expect((await told(player)).slice(-2)).toEqual(['order.refunded', 'payment.refunded']);
    });

    it('and gives them again when the refund is reversed', async () => {
      const { player, purchase } = await payer();
      const dragon = await bought(player, orderOf('dragon'));
      const before = await player.gems();
      await refund(purchase);
      await reverse(purchase);
      expect(await state(player, dragon)).toEqual(['completed', null]);
      expect(await player.gems()).toEqual(before);
      expect((await player.held('skin.dragon')).quantity).toBe(1);
      expect((await told(player)).slice(-2)).toEqual([
        'payment.refund_reversed',
        'order.completed',
      ]);
      // The limit of one counts it again.
      expect((await player.send('/orders', orderOf('dragon'))).body.code).toBe('limit_reached');
    });

    it('leaves what is not named, and owes the rest', async () => {
      const { player, purchase } = await payer();
      const dragon = await bought(player, orderOf('dragon'));
      const potions = await bought(player, orderOf('potion', 3));
      await refund(purchase);
      expect((await state(player, dragon))[0]).toBe('refunded');
      expect(await state(player, potions)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 150 });
      expect((await player.held('potion')).quantity).toBe(3);
      await reverse(purchase);
      expect(await player.gems()).toMatchObject({ total: 50, debt: 0 });
      expect((await player.held('skin.dragon')).quantity).toBe(1);
    });

    it('leaves an order that gave something else beside what is named', async () => {
      const { player, purchase } = await payer();
      const starter = await bought(player, orderOf('starter'));
      await refund(purchase);
      expect(await state(player, starter)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 200 });
    });

    it('takes the latest first, and no more than covers the refund', async () => {
      const { player, purchase } = await payer();
      const first = await bought(player, moss);
      const second = await bought(player, frost);
      await refund(purchase, 60);
      // 300 are taken: 130 were left, and the frost skin brings 250.
      expect((await state(player, second))[0]).toBe('refunded');
      expect(await state(player, first)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 80, debt: 0 });
      await refund(purchase, 100);
      expect((await state(player, first))[0]).toBe('refunded');
      expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
      await reverse(purchase);
      for (const id of [first, second])
        expect(await state(player, id)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 130 });
    });

    it('takes nothing when what is left of the payment is enough', async () => {
      const { player, purchase } = await payer();
      const id = await bought(player, moss);
      await refund(purchase, 50);
      expect(await state(player, id)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 130, debt: 0 });
    });

    it('takes nothing that was bought with other gems', async () => {
      const { player, purchase } = await payer();
      await giveFree(service, player, 120);
      const gift = await bought(player, moss);
      await bought(player, orderOf('potion', 9));
      await refund(purchase);
      expect(await state(player, gift)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 450 });
    });

    it('gives gems of other lots back to them, and takes them again', async () => {
      const { player, purchase } = await payer();
      await giveFree(service, player, 100);
      const dragon = await bought(player, orderOf('dragon'));
      await refund(purchase);
      expect((await state(player, dragon))[0]).toBe('refunded');
      expect(await player.gems()).toMatchObject({ paid: 0, free: 100, debt: 0 });
      await reverse(purchase);
      expect(await player.gems()).toMatchObject({ paid: 300, free: 0, debt: 0 });
      expect((await player.held('skin.dragon')).quantity).toBe(1);
    });

    it('keeps a level that another stands on, and owes the rest', async () => {
      const { player, purchase } = await payer();
      const first = await bought(player, orderOf('sword'));
      const dragon = await bought(player, orderOf('dragon'));
      await giveFree(service, player, 150);
      const second = await bought(player, orderOf('sword'));
      await refund(purchase);
      expect(await player.held('sword')).toEqual({ quantity: 1, level: 2 });
      const statuses = [first, dragon, second].map(async (id) => (await state(player, id))[0]);
      expect(await Promise.all(statuses)).toEqual(['completed', 'refunded', 'completed']);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 150 });
    });

    it('takes levels from above, and gives them again from below', async () => {
      const { player, purchase } = await payer();
      for (let level = 1; level <= 3; level++) await bought(player, orderOf('sword'));
      await refund(purchase);
      expect(await player.held('sword')).toEqual({ quantity: 0, level: null });
      expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
      await reverse(purchase);
      expect(await player.held('sword')).toEqual({ quantity: 1, level: 3 });
      expect(await player.gems()).toMatchObject({ total: 50 });
    });

    it('leaves the gems with the player when the item is owned again', async () => {
      const { player, purchase, payment } = await payer();
      const dragon = await bought(player, orderOf('dragon'));
      await refund(purchase);
      await giveFree(service, player, 300);
      const again = await bought(player, orderOf('dragon'));
      await reverse(purchase);
      expect(await state(player, dragon)).toEqual([
        'refunded',
        `payment_refund_reversed ${payment}`,
      ]);
      expect(await player.gems()).toMatchObject({ total: 500, debt: 0 });
      // It was decided for good: the way is free now, and nothing is bought behind the player's back.
      await refundOrder(service, again);
      await askStore(service, purchase);
      expect((await state(player, dragon))[0]).toBe('refunded');
      expect(await player.gems()).toMatchObject({ total: 800 });
    });

    it('takes an order back again when the payment is refunded again', async () => {
      const { player, purchase } = await payer();
      const dragon = await bought(player, orderOf('dragon'));
      for (let round = 0; round < 2; round++) {
        await refund(purchase);
        expect((await state(player, dragon))[0]).toBe('refunded');
        await reverse(purchase);
        expect(await state(player, dragon)).toEqual(['completed', null]);
      }
      expect(await player.gems()).toMatchObject({ total: 200, debt: 0 });
    });

    it('takes no more when many learn of one refund at once', async () => {
      const { player, purchase } = await payer();
      const free = await bought(player, moss);
      await bought(player, frost);
      await service.control.refund(purchase, { percentage: 60, notify: false });
      await Promise.all(Array.from({ length: 16 }, () => askStore(service, purchase)));
      expect(await state(player, free)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 80, debt: 0 });
      await service.control.reverseRefund(purchase, { notify: false });
      await Promise.all(Array.from({ length: 16 }, () => askStore(service, purchase)));
      expect(await player.gems()).toMatchObject({ total: 130, debt: 0 });
      expect((await told(player)).filter((type) => type === 'order.refunded')).toHaveLength(1);
    });

    it('gives again what half a reversal pays for, and the rest with the other half', async () => {
      const { player, purchase } = await payer();
      const first = await bought(player, moss);
      const second = await bought(player, orderOf('dragon'));
      await refund(purchase);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
      await storeSays(service, purchase, { parts: 1, of: 2 });
      expect(await state(player, first)).toEqual(['completed', null]);
      expect((await state(player, second))[1]).toMatch(/^payment_refund payment_/);
      expect(await player.gems()).toMatchObject({ total: 130 });
      await reverse(purchase);
      expect(await state(player, second)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 80, debt: 0 });
    });

    it('goes on after a crash between two orders', async () => {
      const { player, purchase } = await payer();
      const ids = [await bought(player, moss), await bought(player, frost)];
      const refunds = service.app.get(OrderRefunds, { strict: false });
      const { refund: real } = refunds;
      let calls = 0;
      const crash = jest.spyOn(refunds, 'refund').mockImplementation((request) => {
        calls += 1;
        return calls === 2 ? Promise.reject(new Error('a crash')) : real.call(refunds, request);
      });
      await expect(refund(purchase)).rejects.toThrow('a crash');
      const statuses = async () => [
        (await state(player, ids[0]!))[0],
        (await state(player, ids[1]!))[0],
      ];
      expect(await statuses()).toEqual(['completed', 'refunded']);
      await askStore(service, purchase);
      expect(await statuses()).toEqual(['refunded', 'refunded']);
      expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
      crash.mockRestore();
    });

    it('goes on after a crash that came between the reversal and the orders', async () => {
      const { player, purchase } = await payer();
      const dragon = await bought(player, orderOf('dragon'));
      const orders = service.app.get(PaymentOrders, { strict: false });
      const crash = jest.spyOn(orders, 'buyAgain').mockRejectedValueOnce(new Error('a crash'));
      await refund(purchase);
      await expect(reverse(purchase)).rejects.toThrow('a crash');
      expect((await state(player, dragon))[0]).toBe('refunded');
      expect(await player.gems()).toMatchObject({ total: 500 });
      await askStore(service, purchase);
      expect(await state(player, dragon)).toEqual(['completed', null]);
      expect(await player.gems()).toMatchObject({ total: 200 });
      crash.mockRestore();
    });

    it('also when the device of the player brings the news', async () => {
      const { player, purchase } = await payer();
      const dragon = await bought(player, orderOf('dragon'));
      await service.control.refund(purchase, { notify: false });
      const { proof } = await service.control.purchase(purchase);
      await player.send('/topups', { store: 'apple', proof });
      expect((await state(player, dragon))[0]).toBe('refunded');
      expect(await player.gems()).toMatchObject({ total: 0, debt: 0 });
    });
  },
);
