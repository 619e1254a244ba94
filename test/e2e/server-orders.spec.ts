import { createServer } from '../../sdk/src/server.js';
import { TEST_DATABASES } from '../support/databases.js';
import {
  ask,
  freshKey,
  giveFree,
  OFFERS,
  orderOf,
  type Player,
  signIn,
} from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

describe.each(TEST_DATABASES)('orders of a game server for its players on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterEach(() => expectSoundBooks(service));
  afterAll(() => service?.close());

  const order = (player: string, body: unknown, key: string | null = freshKey(), as = 'sk_demo') =>
    ask(service.url, `/server/players/${player}/orders`, {
      body,
      headers: { authorization: `Bearer ${as}`, ...(key !== null && { 'idempotency-key': key }) },
    });
  const rich = async (gems = 500): Promise<Player> => {
    const player = await signIn(service);
    await giveFree(service, player, gems);
    return player;
  };

  it('take the gems, give the item, tell the player, and a repeat gets the same bytes', async () => {
    const player = await rich();
    const key = freshKey();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => order(player.id, orderOf('potion', 2), key)),
    );
    const [first] = answers;
    expect(first!.status).toBe(201);
    expect(first!.body).toMatchObject({
      order: { offer: 'potion', quantity: 2, status: 'completed' },
      wallet: { balances: { GEM: { total: 400 } } },
      inventory: [{ sku: 'potion', quantity: 2 }],
    });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(7);
    expect((await order(player.id, orderOf('potion', 3), key)).body.code).toBe(
      'idempotency_key_reused',
    );
    expect(await player.held('potion')).toMatchObject({ quantity: 2 });
    const { body: own } = await player.send('/orders');
    expect(own.data).toMatchObject([{ id: first!.body.order.id }]);
    const { body: events } = await player.send('/events?after=0');
    expect(events.data.at(-1)).toMatchObject({ type: 'order.completed', data: first!.body });
  });

  it('are refused like those of the player, and the refusal stays', async () => {
    const player = await rich(100);
    const key = freshKey();
    const poor = await order(player.id, orderOf('dragon'), key);
    expect([poor.status, poor.body.code]).toEqual([409, 'insufficient_balance']);
    expect(poor.body.missing).toEqual({ currency: 'GEM', amount: OFFERS.dragon - 100 });
    await giveFree(service, player, 500);
    const again = await order(player.id, orderOf('dragon'), key);
    expect([again.body.code, again.replayed]).toEqual(['insufficient_balance', true]);
    const wrong = { ...orderOf('dragon'), expectedPrice: { currency: 'GEM', amount: 1 } };
    expect((await order(player.id, wrong)).body.code).toBe('price_changed');
    expect((await order(player.id, orderOf('dragon'))).status).toBe(201);
    // One of the skin for each player, whoever buys it.
    expect((await player.send('/orders', orderOf('dragon'))).body.code).toBe('limit_reached');
    expect((await order(player.id, { ...orderOf('potion'), offer: 'none' })).body.code).toBe(
      'offer_unavailable',
    );
  });

  it('sell the last gems once when the server and the player want them at once', async () => {
    const player = await rich(500);
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        index % 2 ? order(player.id, orderOf('potion')) : player.send('/orders', orderOf('potion')),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ body }) => body.code === 'insufficient_balance')).toHaveLength(22);
    expect((await player.gems()).total).toBe(0);
  });

  it('take the quote of the player, and of no other', async () => {
    const [player, other] = [await rich(), await rich()];
    const wish = { offer: 'potion', quantity: 2 };
    const { body: quote } = await player.send('/quotes', wish);
    const with_ = { ...wish, quote: quote.quote };
    expect((await order(other.id, with_)).body.code).toBe('quote_invalid');
    expect((await order(player.id, with_)).status).toBe(201);
  });

  it('know players of their own title and environment alone, and need a secret key', async () => {
    const player = await rich();
    const stranger = await signIn(service, { key: 'pk_demo_sandbox' });
    for (const id of [stranger.id, 'player_01h455vb4pex5vsknk084sn02q', 'player_none', '%00'])
      expect((await order(id, orderOf('potion'))).body.code).toBe('not_found');
    const { accessToken } = player.session();
    for (const as of [accessToken, 'pk_demo', 'sk_none'])
      expect([401, 403]).toContain(
        (await order(player.id, orderOf('potion'), freshKey(), as)).status,
      );
    expect((await player.gems()).total).toBe(500);
  });

  it.each([
    [{}, 422],
    [{ offer: 'potion', quantity: 1 }, 422],
    [{ ...orderOf('potion'), quantity: 0 }, 422],
    [{ ...orderOf('potion'), player: 'player_x' }, 422],
  ])('refuse the body %j', async (body, status) => {
    const player = await rich();
    const answer = await order(player.id, body);
    expect([answer.status, answer.body.errors.length]).toEqual([status, expect.any(Number)]);
    const keyless = await order(player.id, orderOf('potion'), null);
    expect(keyless.body.code).toBe('idempotency_key_required');
  });

  it('come by the SDK', async () => {
    const player = await rich();
    const till = createServer({ url: service.url, key: 'sk_demo' });
    const { expectedPrice } = orderOf('potion');
    const bought = await till.players.order(player.id, { offer: 'potion', expectedPrice });
    if (bought.status !== 'ok') throw new Error(JSON.stringify(bought));
    expect(bought.body.order).toMatchObject({ offer: 'potion', quantity: 1 });
    const wish = { offer: 'dragon', expectedPrice: { currency: 'GEM', amount: 1 } };
    expect(await till.players.order(player.id, wish)).toMatchObject({
      status: 'refused',
      problem: { code: 'price_changed' },
    });
  });
});
