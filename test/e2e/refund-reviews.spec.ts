import { writerAt } from '../audit/loose-copy.js';
import { sampledDatabases } from '../support/databases.js';
import { ask, orderOf, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type StoreMail, storeMailOf } from '../support/store-mail.js';

const STORES = ['apple', 'google'] as const;

describe.each(sampledDatabases('last'))(
  'what stores ask before they refund, on $name',
  (database) => {
    let service: ServiceInTest;
    let mail: StoreMail;

    beforeAll(async () => {
      service = await startService(database);
      await service.hearStores();
      mail = storeMailOf(service);
    });
    afterAll(() => service?.close());
    beforeEach(() => service.control.healStores());

    /** A payment of 500 gems, credited, of which the dragon took 300. */
    async function used(store: (typeof STORES)[number]): Promise<{ id: string; player: Player }> {
      const player = await signIn(service, { store });
      await ask(service.url, `/server/players/${player.id}/consents`, {
        method: 'PUT',
        body: { consumption: true },
        headers: { authorization: 'Bearer sk_demo' },
      });
      const { id, proof } = await player.pay(500);
      await player.send('/topups', { store, proof });
      await player.send('/orders', orderOf('dragon'));
      await service.heed();
      return { id, player };
    }
    const asked = (store: (typeof STORES)[number], id: string) =>
      store === 'apple' ? service.control.askForConsumption(id) : service.control.chargeback(id);
    /** What the store was told, by the newest of its questions. */
    async function answers(id: string): Promise<object[]> {
      const { consumption, reviews } = await service.control.purchase(id);
      return reviews.at(-1)?.answers ?? consumption;
    }
    const states = async (id: string) => {
      const { orderId } = await service.control.purchase(id);
      const rows = await service.books.rows(
        'SELECT state FROM usage_request WHERE store_transaction_id = ? OR store_order_id = ?',
        [id, orderId ?? id],
      );
      return rows.map(({ state }) => state);
    };

    it.each(STORES)('H92 %s is answered once, with what the lots say', async (store) => {
      const { id } = await used(store);
      await asked(store, id);
      await service.heed();
      expect(await states(id)).toEqual(['answered']);
      const told = await answers(id);
      expect(told).toHaveLength(1);
      expect(JSON.stringify(told)).toContain('60000'); // milliunits: 300 of 500
      // The same message again, as both stores send it when an answer was lost on its way.
      const question = (await mail.told(id)).at(-1)!;
      await service.control.resend(question.id);
      await service.heed();
      const { attempts } = await service.control.notification(question.id);
      expect(attempts.map(({ status }) => status)).toEqual(
        store === 'apple' ? [200, 200] : [204, 204],
      );
      expect(await answers(id)).toHaveLength(1);
      expect(await states(id)).toEqual(['answered']);
    });

    it.each(STORES)(
      'H92 %s about a purchase that nobody knows is kept and not answered',
      async (store) => {
        const player = await signIn(service, { store });
        await service.control.breakStore({ endpoint: `${store}.notification`, kind: 'drop' });
        const { id } = await player.pay(100, { bound: false });
        await service.control.healStores();
        await service.control.breakStore({ endpoint: `${store}.*`, kind: 'outage' });
        await asked(store, id);
        await service.heed();
        const question = (await mail.told(id)).at(-1)!;
        const [first] = await mail.answersTo(question.id);
        expect(first).toEqual([store === 'apple' ? 200 : 204, null]);
        await service.control.healStores();
        await due();
        await service.heed();
        // What it is about was learned from the store, and nobody owns it: it may get an owner.
        expect(await states(id)).toEqual(['open']);
        await late();
        await service.heed();
        expect(await states(id)).toEqual(['too_late']);
        expect(await answers(id)).toEqual([]);
      },
    );

    it.each(STORES)(
      'H92 %s is not answered when the store does not listen any more',
      async (store) => {
        const { id } = await used(store);
        const endpoint = store === 'apple' ? 'apple.consumption' : 'google.reviewrefund';
        await service.control.breakStore({ endpoint, kind: 'outage' });
        await asked(store, id);
        await service.heed();
        expect(await states(id)).toEqual(['open']);
        await late();
        await service.control.healStores();
        await service.heed();
        expect(await states(id)).toEqual(['too_late']);
        expect(await answers(id)).toEqual([]);
      },
    );

    it('leaves sound books', () => expectSoundBooks(service));

    async function changed(statement: string): Promise<void> {
      const writer = await writerAt(service.env);
      try {
        await writer.query(statement);
      } finally {
        await writer.destroy();
      }
    }
    /** What waits for its next try need not. */
    async function due(): Promise<void> {
      await changed("UPDATE store_notification SET due_at = 1 WHERE state = 'received'");
    }
    /** The time of the questions has passed. */
    async function late(): Promise<void> {
      await changed("UPDATE usage_request SET due_at = 1, answer_by = 2 WHERE state = 'open'");
    }
  },
);
