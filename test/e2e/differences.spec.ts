import { jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { idBytes } from '../../src/kernel/id.js';
import { NotificationHandler } from '../../src/payments/inbox/notification-handler.service.js';
import { PaymentStore } from '../../src/payments/payment.store.js';
import { DifferencesService } from '../../src/payments/reconciliation/differences.service.js';
import { ReconciliationWorker } from '../../src/payments/reconciliation/reconciliation.worker.js';
import { SettlementService } from '../../src/payments/settlement.service.js';
import { TopUpsService } from '../../src/payments/top-ups.service.js';
import { Database } from '../../src/platform/database/database.js';
import type { Purchase, Store } from '../../src/stores/store-gateway.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { writerAt } from '../audit/loose-copy.js';
import { sampledDatabases } from '../support/databases.js';
import { type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { type Studio, studioOf } from '../support/studio.js';

const HOUR_MS = 60 * 60_000;
const SCOPE = { environment: 'production' } as const;

interface Seen {
  readonly id: string;
  readonly kind: string;
  readonly store: Store;
  readonly payment: string | null;
  readonly ours: string;
  readonly theirs: string;
  readonly state: string;
}

describe.each(sampledDatabases('first'))('where stores and books differ, on $name', (database) => {
  let service: ServiceInTest;
  let studio: Studio;
  const get = <Part>(type: Type<Part>): Part => service.app.get(type, { strict: false });

  beforeAll(async () => {
    service = await startService(database);
    await service.hearStores();
    studio = studioOf(service);
    await studio.post('/reconciliations');
  });
  afterAll(() => service?.close());
  afterEach(async () => {
    jest.restoreAllMocks();
    await service.control.healStores();
  });

  async function reconciled(store: Store) {
    const { status, body } = await studio.post('/reconciliations');
    expect(status).toBe(200);
    return body.data.find((one: { store: Store }) => one.store === store);
  }
  const all = async (query = ''): Promise<Seen[]> =>
    (await studio.get(`/differences?limit=200${query}`)).body.data;
  const openOf = async (payment: string) =>
    (await all('&state=open')).filter((one) => one.payment === payment);
  const paymentOf = async (store: Store, storeTransactionId: string) =>
    (await get(PaymentStore).findByStoreTransaction(get(Database).reader, {
      ...SCOPE,
      store,
      storeTransactionId,
    }))!;
  async function write(text: string, values: unknown[] = []): Promise<void> {
    const writer = await writerAt(service.env);
    try {
      await writer.query(text, values);
    } finally {
      await writer.destroy();
    }
  }
  const titleId = async () => (await get(TitlesService).bySlug('demo'))!.id;
  const gauge = async (name: string) => {
    await get(ReconciliationWorker).job.runNow();
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(text.match(new RegExp(`^gemtill_${name} (\\d+)$`, 'm'))?.[1]);
  };

  describe('of a purchase that cannot be compared', () => {
    let player: Player;
    beforeAll(async () => {
      player = await signIn(service, { store: 'google' });
    });

    /** Purchases that were credited and given back while nobody could be told. */
    async function givenBack(count: number): Promise<string[]> {
      const tokens: string[] = [];
      for (let bought = 0; bought < count; bought++) {
        const { proof, purchaseToken } = await player.pay(100);
        await player.send('/topups', { store: 'google', proof });
        tokens.push(purchaseToken!);
      }
      await service.heed();
      await reconciled('google');
      await service.control.breakStore({ endpoint: 'google.notification', kind: 'drop' });
      for (const token of tokens) await service.control.refund(token);
      return tokens;
    }
    const silentAbout = (hidden: (token: string) => boolean) => {
      const gateway = get(TopUpsService).gatewayOf('google');
      const look = gateway.look.bind(gateway);
      return jest.spyOn(gateway, 'look').mockImplementation(async (scope, payment) => {
        const { storeTransactionId } = payment;
        if (!hidden(storeTransactionId)) return look(scope, payment);
        return { outcome: 'unavailable', storeTransactionId };
      });
    };
    const brokenFor = (token: string) => {
      const settlement = get(SettlementService);
      const learned = settlement.learned.bind(settlement);
      jest.spyOn(settlement, 'learned').mockImplementation(async (title, purchase, from) => {
        if (purchase.storeTransactionId === token) throw new Error('a defect');
        return learned(title, purchase, from);
      });
    };

    it.each([
      ['the store is silent about it', (token: string) => silentAbout((one) => one === token)],
      ['a defect of ours', brokenFor],
    ])('it hides no other, is shown, and is asked for again: %s', async (_why, hinder) => {
      const [bad, good] = (await givenBack(2)) as [string, string];
      const { id } = await paymentOf('google', bad);
      hinder(bad);
      const first = await reconciled('google');
      expect(first).toMatchObject({ outcome: 'unavailable' });
      expect((await paymentOf('google', good)).status).toBe('refunded');
      const shown = { kind: 'payment', ours: 'credited', theirs: 'cannot be compared' };
      expect(await openOf(id)).toMatchObject([shown]);
      // The lists are read again from where this one began, and it is shown once.
      expect(await reconciled('google')).toMatchObject({ outcome: 'unavailable', found: 0 });
      expect(await openOf(id)).toHaveLength(1);
      jest.restoreAllMocks();
      expect(await reconciled('google')).toMatchObject({ outcome: 'done', found: 1 });
      expect((await paymentOf('google', bad)).status).toBe('refunded');
      expect(await openOf(id)).toEqual([]);
    });

    it('a store that is silent about several in a row is out: it is left alone, nothing is shown', async () => {
      const tokens = await givenBack(8);
      const look = silentAbout((token) => tokens.includes(token));
      const before = (await all()).length;
      const until = (await reconciled('google')).until;
      expect(look.mock.calls.length).toBeLessThan(tokens.length);
      expect(await all()).toHaveLength(before);
      jest.restoreAllMocks();
      const next = await reconciled('google');
      expect(next).toMatchObject({ outcome: 'done', found: tokens.length });
      expect(Date.parse(next.since)).toBeLessThan(Date.parse(until) - 24 * HOUR_MS);
    });

    it('a defect with the whole store is no error of the answer', async () => {
      const gateway = get(TopUpsService).gatewayOf('google');
      jest.spyOn(gateway, 'history').mockImplementation(() => {
        throw new Error('a defect');
      });
      expect(await reconciled('google')).toMatchObject({ outcome: 'unavailable' });
    });
  });

  describe('of money that was paid and credited to nobody', () => {
    const unknownProduct = async (name: string): Promise<string> => {
      const purchase: Purchase = {
        store: 'google',
        environment: 'production',
        storeTransactionId: name,
        storeOrderId: null,
        app: 'com.example.demo',
        state: 'purchased',
        lines: [{ productId: 'gems_forgotten', quantity: 1, refunded: { parts: 0, of: 1 } }],
        accountToken: (await signIn(service)).accountToken,
        price: null,
        country: null,
        purchasedAt: Date.now(),
        consumed: false,
        acknowledged: false,
        paid: true,
        refundReason: null,
        refundedAt: null,
        asOf: Date.now(),
      };
      const source = 'notification' as const;
      const settlement = get(SettlementService);
      return (await settlement.learned(await titleId(), purchase, { source }))!.id;
    };
    const ofNobody = async (): Promise<string> => {
      const { id } = await service.control.buy({ store: 'google', productId: 'gems_100' });
      await service.heed();
      return (await paymentOf('google', id)).id;
    };
    const full = async (): Promise<string> => {
      const id = await unknownProduct('a-full-wallet');
      await write("UPDATE payment SET reason = 'balance_limit_reached' WHERE reason = ?", [
        'product_unknown',
      ]);
      return id;
    };

    it.each([
      ['nobody owns it', ofNobody, 'unassigned'],
      ['the wallet was full', full, 'rejected (balance_limit_reached)'],
      ['no such product', () => unknownProduct('of-no-product'), 'rejected (product_unknown)'],
    ])('people are told after a day, until it is credited: %s', async (_why, paid, ours) => {
      const id = await paid();
      await reconciled('google');
      expect(await openOf(id)).toEqual([]);
      const alarmed = () => gauge('payments_uncredited\\{environment="production"\\}');
      const before = await alarmed();
      await write(
        'UPDATE payment SET purchased_at = purchased_at - ?, check_at = NULL WHERE id = ?',
        [25 * HOUR_MS, idBytes(id)],
      );
      await reconciled('google');
      const shown = { kind: 'uncredited', store: 'google', ours, theirs: 'purchased' };
      expect(await openOf(id)).toMatchObject([shown]);
      expect(await alarmed()).toBe(before + 1);
      await reconciled('google');
      expect(await openOf(id)).toHaveLength(1);

      await write(
        "UPDATE payment SET status = 'rejected', reason = 'purchase_revoked' WHERE id = ?",
        [idBytes(id)],
      );
      await reconciled('google');
      expect(await openOf(id)).toEqual([]);
      expect(await alarmed()).toBe(before);
    });
  });

  it('what somebody accepted stays so until either side says something else', async () => {
    const scope = { ...SCOPE, titleId: await titleId() };
    const about = { store: 'apple', kind: 'task', subject: 'accepted', paymentId: null } as const;
    const found = { ...about, ours: 'finish given up', theirs: '4000000', state: 'open' } as const;
    const differences = get(DifferencesService);
    const first = await differences.found(scope, found);
    const accepted = await studio.post(`/differences/${first!.id}/accept`, { reason: 'known' });
    expect(accepted.body.difference).toMatchObject({ state: 'accepted', reason: 'known' });
    expect(await differences.found(scope, found)).toBeNull();
    const other = await differences.found(scope, { ...found, theirs: '5000000' });
    expect(other).toMatchObject({ state: 'open', theirs: '5000000' });
    await studio.post(`/differences/${other!.id}/accept`, { reason: 'known too' });
    expect((await all()).filter(({ ours }) => ours === 'finish given up')).toHaveLength(2);
  });

  it('what is open is kept once, however many find it at once, in its newest words', async () => {
    const scope = { ...SCOPE, titleId: await titleId() };
    const about = { store: 'apple', kind: 'task', subject: 'twice', paymentId: null } as const;
    const found = { ...about, ours: 'assign given up', theirs: '1', state: 'open' } as const;
    const differences = get(DifferencesService);
    const kept = await Promise.all([1, 2, 3].map(() => differences.found(scope, found)));
    expect(kept.filter((one) => one !== null)).toHaveLength(1);
    const before = await gauge('reconciliation_differences_open');
    expect(await differences.found(scope, { ...found, theirs: '2' })).toBeNull();
    expect(await gauge('reconciliation_differences_open')).toBe(before);
    const ours = (await all()).filter((one) => one.ours === 'assign given up');
    expect(ours).toMatchObject([{ theirs: '2', state: 'open' }]);
    // Closed, it may be found again.
    await differences.mended(kept.find((one) => one !== null)!);
    expect(await differences.found(scope, found)).toMatchObject({ state: 'open' });
  });

  it.each(['apple', 'google'] as const)(
    'what was open about a purchase of %s is closed when both say the same again',
    async (store) => {
      const player = await signIn(service, { store });
      const bought = await player.pay(100);
      const claimed = await player.send('/topups', { store, proof: bought.proof });
      const paymentId = claimed.body.payment.id;
      const subject = bought.id;
      const about = { store, kind: 'payment', subject, paymentId, ours: 'credited' } as const;
      const scope = { ...SCOPE, titleId: await titleId() };
      const found = { ...about, theirs: 'receipt_invalid', state: 'open' } as const;
      await get(DifferencesService).found(scope, found);
      expect(await openOf(paymentId)).toHaveLength(1);
      await reconciled(store);
      const seen = (await all()).filter(({ payment }) => payment === paymentId);
      expect(seen).toMatchObject([{ state: 'mended', theirs: 'receipt_invalid' }]);
    },
  );

  it('a notification that was missed is open until it was acted on', async () => {
    const player = await signIn(service);
    await service.control.breakStore({ endpoint: 'apple.notification', kind: 'drop' });
    await player.pay(100);
    await service.control.deliver();
    await service.control.healStores();
    const handler = get(NotificationHandler);
    jest.spyOn(handler, 'handle').mockRejectedValue(new Error('a defect'));
    const { differences } = await reconciled('apple');
    expect(differences).toMatchObject([{ kind: 'notification', state: 'open' }]);
    expect((await player.gems()).total).toBe(0);
    jest.restoreAllMocks();
    service.clock.advance(HOUR_MS);
    await service.heed();
    expect((await player.gems()).total).toBe(100);
    await reconciled('apple');
    const now = (await all()).find(({ id }) => id === differences[0].id);
    expect(now).toMatchObject({ state: 'mended', ours: 'not received' });
  });
});
