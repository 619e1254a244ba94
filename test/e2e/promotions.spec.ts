import { CatalogService } from '../../src/catalog/catalog.service.js';
import { contentOf } from '../../src/catalog/catalog-content.js';
import type { CatalogModel, Promotion } from '../../src/catalog/model.js';
import { amount } from '../../src/kernel/amount.js';
import { idBytes, idOfUuid } from '../../src/kernel/id.js';
import { UsageRequestStore } from '../../src/payments/usage/usage-request.store.js';
import { Database } from '../../src/platform/database/database.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { promotionWith } from '../support/catalog-things.js';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, type Player, PRODUCTS, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const MINUTE_MS = 60_000;
const FIRST = promotionWith('first', {
  kind: 'first_top_up',
  percent: 100,
  limitPerPlayer: 1,
  expiresAfterDays: 7,
});
const EXTRA = promotionWith('extra', { products: ['gems_100'], gives: { GEM: amount(5) } });

describe.each(TEST_DATABASES)('promotions of the whole service, on $name', (database) => {
  let service: ServiceInTest;
  let model: CatalogModel;

  beforeAll(async () => {
    service = await startService(database);
    await service.hearStores();
    ({ model } = await catalogs().require(await scope()));
  });
  afterAll(() => service?.close());
  afterEach(() => expectSoundBooks(service));

  const catalogs = () => service.app.get(CatalogService, { strict: false });
  const scope = async () => {
    const title = await service.app.get(TitlesService, { strict: false }).bySlug('demo');
    return { titleId: title!.id, environment: 'production' as const };
  };
  const publish = async (promotions: readonly Promotion[], parts: Partial<CatalogModel> = {}) => {
    const keyed = new Map(promotions.map((one) => [one.key, one]));
    const content = contentOf({ ...model, ...parts, promotions: keyed });
    await catalogs().publish(await scope(), content, 'test');
  };
  const check = async (player: Player, gems: 100 | 500) => {
    const asked = { store: 'apple', productId: PRODUCTS.apple[gems] };
    return (await player.send('/topups/checks', asked, null)).body;
  };
  const topUp = async (player: Player, gems: 100 | 500) => {
    const { transactionId, proof } = await player.pay(gems);
    const { status, body } = await player.send('/topups', { store: 'apple', proof });
    return { status, body, id: transactionId!, proof };
  };

  it('are told before a purchase, come with it and go with its refund', async () => {
    await publish([FIRST, EXTRA]);
    const player = await signIn(service);
    const bonus = [
      { promotion: 'extra', gems: { GEM: 5 } },
      { promotion: 'first', gems: { GEM: 100 } },
    ];
    expect(await check(player, 100)).toEqual({ allowed: true, reason: null, bonus });
    const { body, id } = await topUp(player, 100);
    expect(body).toMatchObject({ status: 'credited', granted: { GEM: 100 }, bonus });
    expect(body.payment).toMatchObject({ grants: { GEM: 100 }, bonus, bonusRefunded: {} });
    expect(body.wallet.balances.GEM).toMatchObject({ total: 205, paid: 100, free: 105 });
    expect(body.wallet.balances.GEM.expiring).toHaveLength(1);
    expect(await check(player, 500)).toEqual({ allowed: true, reason: null, bonus: [] });
    expect((await check(player, 100)).bonus).toEqual([bonus[0]]);

    // Stores are told how what was paid for was used: the bonus is not.
    const { reader } = service.app.get(Database, { strict: false });
    const usage = service.app.get(UsageRequestStore, { strict: false });
    const playerId = idOfUuid('player', player.accountToken)!;
    const lots = await usage.lotsOf(reader, playerId, body.payment.id);
    expect(lots).toEqual([expect.objectContaining({ original: 100, credited: 100, priced: true })]);

    await service.control.refund(id, { percentage: 50 });
    await service.heed();
    const { payment } = (await player.send(`/payments/${body.payment.id}`)).body;
    expect(payment).toMatchObject({ refunded: { GEM: 50 }, bonusRefunded: { GEM: 52 } });
    const text = 'SELECT type, data FROM event WHERE player_id = ? ORDER BY number';
    const events = await service.books.rows(text, [idBytes(player.id)]);
    const told = events.map(({ type, data }) => [type, JSON.parse(String(data))]);
    expect(told).toMatchObject([
      ['payment.credited', { granted: { GEM: 100 }, bonus }],
      ['payment.refunded', { moved: { GEM: -102 } }],
    ]);
  });

  it('give the first top-up once, however many payments are claimed at the same moment', async () => {
    await publish([FIRST]);
    const player = await signIn(service);
    const paid = await Promise.all(Array.from({ length: 8 }, () => player.pay(100)));
    const claims = paid.map(({ proof }) => player.send('/topups', { store: 'apple', proof }));
    const answers = await Promise.all(claims);
    expect(answers.map(({ status }) => status)).toEqual(paid.map(() => 200));
    expect(answers.filter(({ body }) => body.bonus.length > 0)).toHaveLength(1);
    const { balances } = (await player.send('/wallet')).body;
    expect(balances.GEM).toMatchObject({ paid: 800, free: 100 });
  });

  it('are judged by when the player paid, though the credit comes after their end', async () => {
    const endsAt = service.clock.now() + 3 * MINUTE_MS;
    await publish([promotionWith('late', { percent: 10, endsAt })]);
    const player = await signIn(service);
    const { proof } = await player.pay(500);
    service.clock.advance(5 * MINUTE_MS);
    await service.control.advanceClock(5 * MINUTE_MS);
    const { body } = await player.send('/topups', { store: 'apple', proof });
    expect(body.bonus).toEqual([{ promotion: 'late', gems: { GEM: 50 } }]);
    expect((await topUp(player, 500)).body.bonus).toEqual([]);
  });

  it('reach those of their audience by what the game server told', async () => {
    const germany = { key: 'germany', name: { en: 'x' }, expression: 'country == "DE"' };
    const local = promotionWith('local', { percent: 10, audience: 'germany' });
    await publish([local], { audiences: new Map([['germany', germany]]) });
    const player = await signIn(service);
    expect((await topUp(player, 500)).body.bonus).toEqual([]);
    const told = await ask(service.url, `/server/players/${player.id}/attributes`, {
      method: 'PUT',
      headers: { authorization: 'Bearer sk_demo' },
      body: { country: 'DE' },
    });
    expect(told.status).toBe(200);
    expect((await topUp(player, 500)).body.bonus).toEqual([
      { promotion: 'local', gems: { GEM: 50 } },
    ]);
  });

  it('are cut to what a cap leaves room for, and the payment is credited all the same', async () => {
    const gem = model.currencies.get('GEM')!;
    const currencies = new Map([...model.currencies, ['GEM', { ...gem, cap: amount(1_200) }]]);
    await publish([promotionWith('cut', { percent: 30 })], { currencies });
    const player = await signIn(service);
    const bonus = (gems: number) => [{ promotion: 'cut', gems: { GEM: gems } }];
    expect((await topUp(player, 500)).body.bonus).toEqual(bonus(150));
    expect((await check(player, 500)).bonus).toEqual(bonus(50));
    const { body } = await topUp(player, 500);
    expect([body.granted, body.bonus]).toEqual([{ GEM: 500 }, bonus(50)]);
    expect((await topUp(player, 500)).body).toMatchObject({ granted: { GEM: 500 }, bonus: [] });
  });

  it('and what is archived is not sold any more, though its receipts are credited', async () => {
    const player = await signIn(service);
    const { proof } = await player.pay(100);
    const products = new Map(
      [...model.products].map(([key, one]) => [key, { ...one, archived: true }]),
    );
    await publish([EXTRA], { products });
    const refused = { allowed: false, reason: 'product_unknown', bonus: [] };
    expect(await check(player, 100)).toEqual(refused);
    const { body } = await player.send('/topups', { store: 'apple', proof });
    expect(body).toMatchObject({ status: 'credited', granted: { GEM: 100 } });
  });
});
