import { TEST_DATABASES } from '../support/databases.js';
import { ask, orderOf, type Player, signIn } from '../support/player.js';
import { rounds } from '../support/proof.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { EventReader } from './event-reader.js';

const EVENTS = rounds({ usual: 800, long: 10_000 });
/** A stream is cut after at most so many. */
const CUT_MAX = rounds({ usual: 400, long: 1_500 });
const SERVER = { authorization: 'Bearer sk_demo' };

describe.each(TEST_DATABASES)('live updates on $name', (database) => {
  let service: ServiceInTest;
  const readers: EventReader[] = [];
  beforeAll(async () => {
    const instances = database.name.includes('SQLite') ? 1 : 2;
    const env = { LIVE_STREAMS_PER_PLAYER: '3' };
    service = await startService(database, { instances, env });
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  afterAll(async () => {
    await expectSoundBooks(service);
    await service.close();
  });

  const open = async (player: Player, headers = {}, url = service.url) => {
    const { accessToken } = player.session();
    const reader = await EventReader.open(`${url}/v1/events`, accessToken, headers);
    readers.push(reader);
    return reader;
  };
  const page = (player: Player, query = '') =>
    ask(service.url, `/events${query}`, {
      headers: { authorization: `Bearer ${player.session().accessToken}` },
    });

  it('tells what happens, in order, with all of it', async () => {
    const player = await signIn(service);
    const reader = await open(player);
    expect(reader.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(reader.response.headers['x-accel-buffering']).toBe('no');
    await player.fund();
    await player.send('/orders', orderOf('potion'));
    await reader.until(() => reader.numbers.length === 2);
    expect(reader.frames.slice(1).map(({ id, event }) => [id, event])).toEqual([
      ['1', 'payment.credited'],
      ['2', 'order.completed'],
    ]);
    const told = reader.frames.slice(1).map(({ data }) => JSON.parse(data!));
    expect(told[1]).toMatchObject({
      number: 2,
      type: 'order.completed',
      player: player.id,
      data: { wallet: { balances: { GEM: { total: 450 } } } },
    });
    expect((await page(player, '?after=0')).body).toEqual({ data: told, last: 2, more: false });
  });

  it('begins now, after a number, or at the end for who names a number beyond it', async () => {
    const player = await signIn(service);
    await player.fund();
    await player.fund();
    const [fresh, again] = [await open(player), await open(player, { 'last-event-id': '1' })];
    const strange = await open(player, { 'last-event-id': '99' });
    await again.until(() => again.numbers.length === 1);
    await player.fund();
    for (const reader of [fresh, strange]) await reader.until(() => reader.numbers.length === 1);
    await again.until(() => again.numbers.length === 2);
    expect([fresh, again, strange].map(({ numbers }) => numbers)).toEqual([[3], [2, 3], [3]]);
  });

  it('shows pages with a limit, and nothing to who names no number', async () => {
    const player = await signIn(service);
    for (let times = 0; times < 3; times++) await player.fund();
    expect((await page(player)).body).toEqual({ data: [], last: 3, more: false });
    const first = (await page(player, '?after=0&limit=2')).body;
    expect([first.data.length, first.last, first.more]).toEqual([2, 2, true]);
    expect((await page(player, `?after=${first.last}`)).body).toMatchObject({
      more: false,
      last: 3,
    });
    const path = `/server/players/${player.id}/events?after=2`;
    expect((await ask(service.url, path, { headers: SERVER })).body.data).toHaveLength(1);
    const none = '/server/players/player_01h455vb4pex5vsknk084sn02q/events';
    expect((await ask(service.url, none, { headers: SERVER })).status).toBe(404);
  });

  it.each(['-1', '1.5', 'x', '9999999999999999', '01'])('refuses the number %s', async (number) => {
    const player = await signIn(service);
    expect((await page(player, `?after=${number}`)).body).toMatchObject({ code: 'invalid_query' });
    const reader = await open(player, { 'last-event-id': number });
    expect(reader.response.statusCode).toBe(400);
  });

  it('shows each player their own events only', async () => {
    const [one, other] = [await signIn(service), await signIn(service)];
    const reader = await open(one);
    await other.fund();
    await one.fund(100);
    await reader.until(() => reader.numbers.length === 1);
    expect(JSON.parse(reader.frames.at(-1)!.data!)).toMatchObject({ player: one.id });
  });

  it(`misses and repeats nothing over ${EVENTS} events, however often it is cut`, async () => {
    const seed = seedFromEnvironment();
    const random = seededRandom(seed);
    const player = await signIn(service);
    const seen: number[] = [];
    const urls = [service.url, ...service.neighbours.map(({ url }) => url)];
    const told = Promise.all(
      Array.from({ length: 64 }, async (_, worker) => {
        for (let count = worker; count < EVENTS; count += 64) {
          const path = `/server/players/${player.id}/grants`;
          const body = { currency: 'GEM', amount: 1, reason: 'many events' };
          const headers = { ...SERVER, 'idempotency-key': `many-${player.id}-${count}` };
          await ask(urls[count % urls.length]!, path, { body, headers });
        }
      }),
    );
    while (seen.length < EVENTS) {
      const wanted = Math.min(EVENTS - seen.length, 1 + Math.floor(random() * CUT_MAX));
      const url = urls[Math.floor(random() * urls.length)]!;
      const reader = await open(player, { 'last-event-id': String(seen.at(-1) ?? 0) }, url);
      // On a slow machine it is cut before so many came: that is a cut like any other.
      await reader
        .until(() => reader.numbers.length >= wanted || reader.ended, 3_000)
        .catch(() => {});
      reader.close();
      // What arrived before the cut is what this reader has; the rest it asks for again.
      seen.push(...reader.numbers.slice(0, wanted));
      if (reader.response.statusCode === 429) await new Promise((again) => setTimeout(again, 50));
    }
    await told;
    const expected = Array.from({ length: EVENTS }, (_, index) => index + 1);
    if (String(seen) !== String(expected)) throw new Error(`SEED=${seed}: missed or repeated`);
    expect((await player.gems()).total).toBe(EVENTS);
  });

  it('ends with its session, and asks for a new token with a 401', async () => {
    const player = await signIn(service);
    const reader = await open(player);
    const { accessToken } = player.session();
    await player.client.signOut();
    await reader.until(() => reader.ended, 15_000);
    const late = await EventReader.open(`${service.url}/v1/events`, accessToken);
    expect(late.response.statusCode).toBe(401);
  });

  it('keeps to its limits', async () => {
    const player = await signIn(service);
    for (let count = 0; count < 3; count++)
      expect((await open(player)).response.statusCode).toBe(200);
    const fourth = await open(player);
    expect(fourth.response.statusCode).toBe(429);
    expect(fourth.response.headers['retry-after']).toBe('30');
    const headers = {
      authorization: `Bearer ${player.session().accessToken}`,
      accept: 'text/event-stream',
    };
    const { body } = await ask(service.url, '/events', { headers });
    expect(body.code).toBe('too_many_streams');
    readers[0]!.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await open(player)).response.statusCode).toBe(200);
  });

  it('answers HEAD with a page, never with an open stream', async () => {
    const player = await signIn(service);
    const answer = await fetch(`${service.url}/v1/events`, {
      method: 'HEAD',
      headers: {
        authorization: `Bearer ${player.session().accessToken}`,
        accept: 'text/event-stream',
      },
    });
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  if (!database.name.includes('SQLite')) {
    it('hears what another instance commits', async () => {
      const player = await signIn(service);
      const reader = await open(player, {}, service.neighbours[0]!.url);
      await player.fund();
      await reader.until(() => reader.numbers.length === 1, 5_000);
    });
  }
});

describe('what a page of another origin may call', () => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(TEST_DATABASES[0]!);
  });
  afterAll(() => service.close());

  const origin = 'https://game.example';
  const preflight = (path: string, method: string) =>
    fetch(`${service.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method },
    });

  it.each([
    ['/v1/sessions', 'POST'],
    ['/v1/sessions/refresh', 'POST'],
    ['/v1/sessions/current', 'DELETE'],
    ['/v1/catalog', 'GET'],
    ['/v1/orders', 'POST'],
    ['/v1/inventory/potion/consume', 'POST'],
    ['/v1/events', 'GET'],
    ['/v1/topups', 'POST'],
  ])('%s %s is for games', async (path, method) => {
    const answer = await preflight(path, method);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
  });

  it.each([
    ['/v1/server/events', 'GET'],
    ['/v1/admin/audit-log', 'GET'],
    ['/v1/notifications/apple/demo', 'POST'],
    ['/metrics', 'GET'],
    ['/nowhere', 'GET'],
  ])('%s %s is not', async (path, method) => {
    const answer = await preflight(path, method);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('shows the page what it needs, also of a refusal', async () => {
    const answer = await fetch(`${service.url}/v1/wallet`, { headers: { origin } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toContain('Date');
    const server = await fetch(`${service.url}/v1/server/events`, { headers: { origin } });
    expect(server.headers.get('access-control-allow-origin')).toBeNull();
  });
});
