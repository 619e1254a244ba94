import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import type { Fetch } from '../../sdk/src/http.js';
import { createServer } from '../../sdk/src/server.js';
import { TEST_DATABASES } from '../support/databases.js';
import { freshKey, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';
import { expectSoundBooks } from '../support/sound.js';

interface Seen {
  readonly route: string;
  readonly status: number;
  readonly body: unknown;
}

type Json = Record<string, unknown>;
interface Document {
  readonly paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  readonly components: { readonly schemas: Record<string, Json> };
}
interface Response {
  readonly content?: Record<string, { readonly schema?: Json }>;
}

/** As committed: `npm run check` says whether the service still writes this very document. */
const document = JSON.parse(
  readFileSync(join(__dirname, '../../openapi.json'), 'utf8'),
) as Document;

/** Answers that are described in words only, since no client of ours reads them. */
const IN_WORDS = [
  'DELETE /v1/me',
  'DELETE /v1/server/players/{player}',
  'DELETE /v1/sessions/current',
  'GET /v1/draws/tables/{version}/{draw}',
  'GET /v1/me/export',
  'GET /v1/server/differences',
  'GET /v1/server/events',
  'GET /v1/server/notifications',
  'POST /v1/notifications/apple/{title}',
  'POST /v1/notifications/google/{title}',
  'POST /v1/server/catalogs',
  'POST /v1/server/differences/{id}/accept',
  'POST /v1/server/notifications/{id}/retry',
  'POST /v1/server/payments/{id}/assign',
  'POST /v1/server/reconciliations',
  'POST /v1/validators/cdv',
];

/** The route that a path belongs to. */
const PATTERNS = Object.keys(document.paths)
  .sort((one, other) => one.split('{').length - other.split('{').length)
  .map((path) => [path, new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`)] as const);

/** Forbids what is not described: the document itself leaves room for newer services. */
const strict = (schema: Json): Json =>
  JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.type === 'object' && value.properties && value.additionalProperties === undefined
      ? { ...value, additionalProperties: false }
      : value,
  );

function validatorOf(): (seen: Seen) => string[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  ajv.addFormat('uri', (text) => URL.canParse(text));
  const schemas = Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, one]) => [name, strict(one)]),
  );
  ajv.addSchema({ $id: 'openapi.json', components: { schemas } });
  return ({ route, status, body }) => {
    const [method, path] = route.split(' ') as [string, string];
    const { responses } = document.paths[path]![method.toLowerCase()]!;
    const { content } = responses[status] ?? responses.default!;
    const [type] = Object.keys(content ?? {});
    if (!type || !content?.[type]?.schema) return [`${route} ${status} is not described`];
    const schema = JSON.parse(
      JSON.stringify(strict(content[type].schema)).replaceAll('"#/', '"openapi.json#/'),
    );
    const validate = ajv.compile(schema);
    if (validate(body)) return [];
    return validate.errors!.map(
      ({ instancePath, message, params }: ErrorObject) =>
        `${route} ${status} ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

describe('answers', () => {
  let service: ServiceInTest;
  const seen: Seen[] = [];
  const faultsOf = validatorOf();
  beforeAll(async () => {
    service = await startService(TEST_DATABASES[0]!);
    const week = 7 * 86_400_000;
    const window = { startsAt: iso(-week), endsAt: iso(week) };
    await publishChanged(service, (catalog) => {
      catalog.sales = { now: { name: { en: 'Now' }, offers: ['frost'], percent: 20, ...window } };
      catalog.promotions = {
        first: { name: { en: 'First' }, kind: 'first_top_up', percent: 50, ...window },
      };
    });
    await playAll();
  });
  afterAll(() => service?.close());

  const iso = (aheadMs: number) => new Date(Date.now() + aheadMs).toISOString();

  /** Sees every answer that the service gives. */
  const watched: Fetch = async (url, init) => {
    const answer = await fetch(url, init as RequestInit);
    const { pathname } = new URL(url);
    const [path] = PATTERNS.find(([, pattern]) => pattern.test(pathname))!;
    const text = await answer.clone().text();
    if (text && url.startsWith(service.url)) {
      const body: unknown = JSON.parse(text);
      seen.push({ route: `${init?.method ?? 'GET'} ${path}`, status: answer.status, body });
    }
    return answer as never;
  };

  const call = async (authorization: string, method: string, path: string, body?: object) => {
    const headers = { authorization, 'idempotency-key': freshKey() };
    const json = body && { 'content-type': 'application/json' };
    const init = { method, headers: { ...headers, ...json }, body: body && JSON.stringify(body) };
    await watched(`${service.url}/v1${path}`, init as never);
  };

  /** Every route that our clients read, and refusals of some. */
  async function playAll(): Promise<void> {
    const player = await signIn(service, { fetch: watched });
    const other = await signIn(service, { fetch: watched });
    await playShop(player);
    await playAccount(player);
    await playGameServer(player, other);
    service.clock.advance(16 * 60_000);
    await player.client.wallet.get();
  }

  async function playShop({ client }: Player): Promise<void> {
    await client.catalog.get();
    await client.topUp('gems_1200');
    const quote = await client.quote('potion', { quantity: 2 });
    if (quote.status !== 'ok') throw new Error('no quote');
    await client.buy(quote.quote);
    const priceOf = (amount: number) => ({ expectedPrice: { currency: 'GEM', amount } });
    await client.buy({ offer: 'chest', ...priceOf(100) });
    await client.buy({ offer: 'frost', ...priceOf(200) });
    await client.buy({ offer: 'dragon', ...priceOf(299) });
    await client.buy({ offer: 'nothing', ...priceOf(1) });
    await client.inventory.get();
    await client.consume('potion');
    await client.consume('nothing');
    await client.entries();
    await client.check('unknown');
  }

  async function playAccount({ client, session }: Player): Promise<void> {
    const as = `Bearer ${session().accessToken}`;
    const limit = { currency: 'USD', micros: 1_000_000 };
    await client.limits.get();
    await client.limits.set({ daily: limit, monthly: null });
    await client.limits.set({ daily: null, monthly: null });
    await client.check('gems_1200');
    for (const path of ['/me', '/draws', '/draws/seed', '/events?after=0'])
      await call(as, 'GET', path);
    await call(as, 'PUT', '/me/consents', { consumption: true });
    await call(as, 'POST', '/draws/seed', { clientSeed: 'abc' });
    await call(as, 'POST', '/coupons/redemptions', { code: 'NO-SUCH-CODE' });
  }

  async function playGameServer(player: Player, other: Player): Promise<void> {
    const orders = await player.client.orders();
    if (orders.status !== 'ok') throw new Error('no orders');
    const till = createServer({ url: service.url, key: 'sk_demo', fetch: watched });
    const { players } = till;
    const wish = { currency: 'GEM', amount: 5, reason: 'quest' };
    await players.wallet(player.id);
    await players.inventory(player.id);
    await players.entries(player.id);
    await players.events(player.id);
    await players.grant(player.id, { ...wish, expiresInSeconds: 3_600 });
    await players.debit(player.id, { ...wish, amount: 1 });
    const expectedPrice = { currency: 'GEM', amount: 50 };
    await players.order(player.id, { offer: 'potion', expectedPrice });
    await till.transfer({ ...wish, from: player.id, to: other.id });
    await till.transfer({ ...wish, from: player.id, to: player.id });
    const { id: order } = orders.data.find(({ offer }) => offer === 'frost')!;
    await till.orders.refund(order, { reason: 'mistake' });
    const entries = await player.client.entries({ limit: 100 });
    if (entries.status !== 'ok') throw new Error('no entries');
    const payment = entries.data.find(({ kind }) => kind === 'topup')!.reference!;
    await till.payments.get(payment);
    const as = `Bearer ${player.session().accessToken}`;
    await call(as, 'GET', `/payments/${payment}`);
    await call(as, 'GET', `/orders/${order}`);
    const server = 'Bearer sk_demo';
    const of = `/server/players/${player.id}`;
    await call(server, 'GET', `/server/payments?player=${player.id}`);
    await call(server, 'POST', `/server/payments/${payment}/check`, {});
    await call(server, 'PUT', `${of}/consents`, { consumption: false });
    await call(server, 'PUT', `${of}/attributes`, { country: 'DE', custom: { vip: true } });
    await call(server, 'GET', `${of}/attributes`);
    await call(server, 'GET', `${of}/risk`);
    await call(server, 'POST', `${of}/risk/lift`, { reason: 'asked' });
  }

  it('are as openapi.json describes them, and have no member besides', () => {
    expect([...new Set(seen.flatMap(faultsOf))]).toEqual([]);
  });

  it('are described and seen for every route that a client of ours reads', () => {
    const described = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/v1/') && !path.startsWith('/v1/admin/'))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((one) => `${one.toUpperCase()} ${path}`),
      )
      .filter((route) => !IN_WORDS.includes(route));
    const succeeded = seen.filter(({ status }) => status < 300).map(({ route }) => route);
    const unseen = described.filter((route) => !succeeded.includes(route));
    // No code was made that could be redeemed: `test/coupons` does.
    expect(unseen).toEqual(['POST /v1/coupons/redemptions']);
    expect(seen.filter(({ status }) => status >= 400).length).toBeGreaterThan(4);
  });

  it('would be found wrong by a member too many, one too few or one of another kind', () => {
    const wallet = seen.find(({ route, status }) => route === 'GET /v1/wallet' && status === 200)!;
    const body = wallet.body as Json;
    const { seq: _, ...less } = body;
    expect(faultsOf({ ...wallet, body: { ...body, more: 1 } })).toHaveLength(1);
    expect(faultsOf({ ...wallet, body: less })).toHaveLength(1);
    expect(faultsOf({ ...wallet, body: { ...body, seq: '1' } })).toHaveLength(1);
  });

  it('leave sound books', () => expectSoundBooks(service));
});
