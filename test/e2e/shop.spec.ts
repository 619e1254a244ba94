import type { Catalog, Client, Offer } from '../../sdk/src/index.js';
import { TEST_DATABASES } from '../support/databases.js';
import { giveFree, OFFERS, orderOf, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';
import { expectSoundBooks } from '../support/sound.js';

describe.each(TEST_DATABASES)('the shop on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(() => service?.close());

  /** A player with this many free gems. */
  async function richPlayer(gems: number): Promise<Player> {
    const player = await signIn(service);
    if (gems > 0) await giveFree(service, player, gems);
    return player;
  }
  async function catalogOf({ client }: { client: Client }): Promise<Catalog> {
    const answer = await client.catalog.get({ fresh: true });
    if (answer.status !== 'ok') throw new Error(answer.status);
    return answer.catalog;
  }
  async function offerOf(player: Player, key: string): Promise<Offer> {
    const found = (await catalogOf(player)).offers.find((one) => one.key === key);
    if (!found) throw new Error(`no offer ${key}`);
    return found;
  }

  it('shows what there is, at which price in gems and in real money', async () => {
    const catalog = await catalogOf(await signIn(service));
    const prices = Object.fromEntries(catalog.offers.map(({ key, price }) => [key, price.amount]));
    expect(prices).toMatchObject(OFFERS);
    const dragon = catalog.offers.find(({ key }) => key === 'dragon')!;
    expect(dragon).toMatchObject({
      price: { currency: 'GEM', amount: 300 },
      moneyPrice: { currency: 'USD' },
      grants: [{ sku: 'skin.dragon', quantity: 1, level: null }],
    });
    const pack = catalog.products.find(({ key }) => key === 'gems_500');
    expect(pack).toMatchObject({
      grants: { GEM: 500 },
      referencePrice: { currency: 'USD', micros: 4_990_000 },
    });
  });

  it('sells a skin: the gems go, the skin comes, and both are told at once', async () => {
    const player = await signIn(service);
    await player.client.topUp('gems_500');
    const result = await player.client.buy(await offerOf(player, 'dragon'));
    expect(result).toMatchObject({
      status: 'completed',
      order: { status: 'completed', offer: 'dragon', quantity: 1, price: { amount: 300 } },
      wallet: { seq: 2, balances: { GEM: { total: 200, paid: 200 } } },
      inventory: [{ sku: 'skin.dragon', quantity: 1, level: null }],
    });
    expect((await player.gems()).total).toBe(200);
    expect(await player.held('skin.dragon')).toEqual({ quantity: 1, level: null });
  });

  it('sells a skin once', async () => {
    const player = await richPlayer(1000);
    expect((await player.client.buy(orderOf('dragon'))).status).toBe('completed');
    const again = await player.client.buy(orderOf('dragon'));
    expect(again).toMatchObject({ status: 'limit_reached', problem: { limit: 1 } });
    expect((await player.gems()).total).toBe(700);
  });

  it('does not sell what a bundle has brought already', async () => {
    const player = await richPlayer(1000);
    const starter = await player.client.buy(orderOf('starter'));
    expect(starter).toMatchObject({
      status: 'completed',
      inventory: expect.arrayContaining([
        expect.objectContaining({ sku: 'skin.moss', quantity: 1 }),
        expect.objectContaining({ sku: 'potion', quantity: 5 }),
      ]),
    });
    const moss = await player.client.buy(await offerOf(player, 'moss'));
    expect(moss).toMatchObject({ status: 'already_owned', problem: { sku: 'skin.moss' } });
    expect((await player.gems()).total).toBe(800);
  });

  it('refuses a bundle whole when a part of it is owned', async () => {
    const player = await richPlayer(1000);
    await player.client.buy(await offerOf(player, 'moss'));
    expect((await player.client.buy(orderOf('starter'))).status).toBe('already_owned');
    expect(await player.held('potion')).toEqual({ quantity: 0, level: null });
    expect((await player.gems()).total).toBe(880);
  });

  it('sells potions by the dozen and lets them be drunk', async () => {
    const player = await richPlayer(1000);
    const { client } = player;
    expect((await client.buy(orderOf('potion', 3))).status).toBe('completed');
    expect((await player.gems()).total).toBe(850);
    expect(await client.consume('potion', 2)).toMatchObject({
      status: 'consumed',
      consumed: { sku: 'potion', quantity: 2 },
      inventory: [{ sku: 'potion', quantity: 1 }],
    });
    expect(await client.consume('potion', 2)).toMatchObject({
      status: 'insufficient_items',
      problem: { held: 1 },
    });
    expect(await player.held('potion')).toEqual({ quantity: 1, level: null });
  });

  it('lets nobody drink a skin, or what was never owned', async () => {
    const player = await richPlayer(300);
    await player.client.buy(orderOf('dragon'));
    expect((await player.client.consume('skin.dragon')).status).toBe('item_not_consumable');
    const never = await player.client.consume('potion');
    expect(never).toMatchObject({ status: 'refused', problem: { code: 'not_found' } });
  });

  it('sharpens a sword level by level, and never skips one', async () => {
    const player = await richPlayer(1000);
    const { client } = player;
    const early = await client.buy(orderOf('sword-level-3'));
    expect(early).toMatchObject({ status: 'level_out_of_order', problem: { level: 0 } });
    for (const level of [1, 2]) {
      const bought = await client.buy(orderOf('sword'));
      expect(bought).toMatchObject({ status: 'completed', inventory: [{ sku: 'sword', level }] });
    }
    expect((await client.buy(orderOf('sword-level-3'))).status).toBe('completed');
    expect(await player.held('sword')).toEqual({ quantity: 1, level: 3 });
    expect((await client.buy(orderOf('sword'))).status).toBe('already_owned');
    expect((await player.gems()).total).toBe(500);
  });

  it.each([
    ['potion', 100, 422, 'invalid_quantity'],
    ['dragon', 2, 409, 'limit_reached'],
    ['sword', 4, 409, 'already_owned'],
    ['potion', 0, 422, 'invalid_quantity'],
    ['potion', -1, 422, 'invalid_quantity'],
    ['potion', 1.5, 422, 'invalid_quantity'],
    ['potion', 1e15, 422, 'invalid_quantity'],
  ] as const)('refuses to sell %s × %d', async (offer, quantity, status, code) => {
    const player = await richPlayer(10_000);
    const answer = await player.send('/orders', orderOf(offer, quantity));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await player.gems()).total).toBe(10_000);
  });

  it('lets nobody hold more potions than a stack', async () => {
    const player = await richPlayer(10_000);
    expect((await player.client.buy(orderOf('potion', 99))).status).toBe('completed');
    const more = await player.client.buy(orderOf('potion'));
    expect(more).toMatchObject({ status: 'stack_full', problem: { sku: 'potion', stack: 99 } });
    expect((await player.gems()).total).toBe(10_000 - 99 * 50);
  });

  it('says how many gems are missing', async () => {
    const player = await richPlayer(120);
    expect(await player.client.buy(orderOf('dragon'))).toMatchObject({
      status: 'insufficient_balance',
      problem: {
        status: 409,
        required: { currency: 'GEM', amount: 300 },
        missing: { currency: 'GEM', amount: 180 },
      },
    });
    expect((await player.gems()).total).toBe(120);
  });

  it('says which price holds when the player saw another one', async () => {
    const player = await richPlayer(1000);
    const expectedPrice = { currency: 'GEM', amount: 299 };
    const result = await player.client.buy({ offer: 'dragon', expectedPrice });
    expect(result).toMatchObject({
      status: 'price_changed',
      problem: { currentPrice: { currency: 'GEM', amount: 300 } },
    });
    expect((await player.gems()).total).toBe(1000);
  });

  it('says that an unknown offer cannot be bought', async () => {
    const player = await richPlayer(10);
    const expectedPrice = { currency: 'GEM', amount: 1 };
    const result = await player.client.buy({ offer: 'unicorn', expectedPrice });
    expect(result).toMatchObject({ status: 'offer_unavailable', problem: { reason: 'unknown' } });
  });

  it('opens a chapter, and the next one only after it', async () => {
    await publishChanged(service, ({ items, offers }) => {
      const name = { en: 'Chapter 3' };
      items['chapter.3'] = { kind: 'unlock', name, requires: ['chapter.2'] };
      offers['chapter-3'] = { ...offers['chapter-2'], name, grants: [{ sku: 'chapter.3' }] };
    });
    const player = await richPlayer(1000);
    const [second, third] = [
      await offerOf(player, 'chapter-2'),
      await offerOf(player, 'chapter-3'),
    ];
    expect(await player.client.buy(third)).toMatchObject({
      status: 'requirement_missing',
      problem: { sku: 'chapter.3', requires: 'chapter.2' },
    });
    expect((await player.client.buy(second)).status).toBe('completed');
    expect((await player.client.buy(third)).status).toBe('completed');
    expect((await player.client.buy(third)).status).toBe('limit_reached');
    expect((await player.gems()).total).toBe(200);
  });

  it('charges the price of the newest catalog, and the old one no longer', async () => {
    const player = await richPlayer(1000);
    const seen = await offerOf(player, 'potion');
    await publishChanged(service, ({ offers }) => {
      offers.potion = { ...offers.potion, price: { currency: 'GEM', amount: 40 } };
    });
    const late = await player.client.buy(seen);
    expect(late).toMatchObject({
      status: 'price_changed',
      problem: { currentPrice: { amount: 40 } },
    });
    expect((await player.client.buy(await offerOf(player, 'potion'))).status).toBe('completed');
    expect((await player.gems()).total).toBe(960);
    await publishChanged(service, () => {});
  });

  it('sells a timed offer only in its time', async () => {
    const start = service.clock.now() + 10_000;
    const iso = (time: number) => new Date(time).toISOString();
    await publishChanged(service, ({ offers }) => {
      const times = { startsAt: iso(start), endsAt: iso(start + 10_000) };
      offers.flash = { ...offers.potion, ...times };
    });
    const player = await richPlayer(1000);
    const order = { ...orderOf('potion'), offer: 'flash' };
    const told = async () => {
      const result = await player.client.buy(order);
      return 'problem' in result ? (result.problem as { reason?: string }).reason : result.status;
    };
    expect(await told()).toBe('not_started');
    service.clock.advance(11_000);
    expect(await told()).toBe('completed');
    service.clock.advance(11_000);
    expect(await told()).toBe('ended');
    expect((await player.gems()).total).toBe(950);
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
