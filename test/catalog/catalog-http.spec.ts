import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { CatalogContent } from '../../src/catalog/catalog-content.js';
import { readCatalogFolder } from '../../src/catalog/catalog-folder.gateway.js';
import type { Shop } from '../../src/shop/shop.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { catalogApplication } from './catalog-application.js';

const SAMPLE = join(__dirname, '../../examples/catalog');

interface Refusal {
  readonly code: string;
  readonly errors: readonly { readonly pointer: string; readonly code: string }[];
}

const shopOf = async (answer: Response) => (await answer.json()) as Shop;

describe.each(TEST_DATABASES)('the catalog over HTTP on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let app: NestFastifyApplication;
  let sample: CatalogContent;
  let url: string;
  let now = Date.parse('2026-12-01T12:00:00Z');

  beforeAll(async () => {
    home = await create();
    sample = (await readCatalogFolder(SAMPLE)).content!;
    app = await catalogApplication(testConfiguration(home.env), { now: () => now });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(async () => {
    await app?.close();
    await home?.drop();
  });

  const see = (query = '', headers: Record<string, string> = {}, key = 'pk_live') =>
    fetch(`${url}/v1/catalog${query}`, { headers: { 'gemtill-key': key, ...headers } });

  const publish = (catalog: unknown, { query = '', key = 'sk_live' } = {}) =>
    fetch(`${url}/v1/server/catalogs${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(catalog),
    });

  const document = () => JSON.parse(sample.text);

  it('is 409 no_catalog before the first publish', async () => {
    const answer = await see();
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'no_catalog' });
  });

  it('can be tried without publishing it', async () => {
    const answer = await publish(document(), { query: '?dryRun=true' });
    expect(answer.status).toBe(200);
    const hash = sample.hash.toString('hex');
    const rehearsal = { version: null, hash, publishedAt: null, changed: true };
    expect(await answer.json()).toEqual({ ...rehearsal, warnings: expect.any(Array) });
    expect((await see()).status).toBe(409);
  });

  it('is published by a game server, for the environment of its key alone', async () => {
    const answer = await publish(document());
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      version: expect.stringMatching(/^catalog_/),
      hash: sample.hash.toString('hex'),
      publishedAt: '2026-12-01T12:00:00.000Z',
      changed: true,
      warnings: expect.any(Array),
    });
    expect(await (await publish(document())).json()).toMatchObject({ changed: false });
    expect((await see()).status).toBe(200);
    expect((await see('', {}, 'pk_test')).status).toBe(409);
  });

  it('has the shape, the language and the headers of the API', async () => {
    const answer = await see('', { 'accept-language': 'fr, de-AT;q=0.9' });
    expect(Object.fromEntries(answer.headers.entries())).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-language': 'de',
      vary: 'Accept-Language',
      'cache-control': 'private, max-age=0, must-revalidate',
    });
    const shop = await shopOf(answer);
    expect(Object.keys(shop)).toEqual([
      'version',
      'nextChangeAt',
      'currencies',
      'products',
      'offers',
      'items',
      'retiredProductIds',
    ]);
    expect(shop.offers).toContainEqual({
      key: 'dragon',
      name: 'Drachenhaut',
      price: { currency: 'GEM', amount: 300 },
      listPrice: null,
      sale: null,
      moneyPrice: { currency: 'USD', micros: 2_994_000, basis: 'gems_500' },
      levelPrices: null,
      grants: [{ sku: 'skin.dragon', quantity: 1, level: null }],
      gives: {},
      draw: null,
      requires: [],
      limit: 1,
      limitPerPeriod: null,
      stock: null,
      endsAt: null,
    });
    const chosen = await see('?locale=ja-JP', { 'accept-language': 'de' });
    expect(chosen.headers.get('content-language')).toBe('ja');
  });

  it('is not sent again to who has it', async () => {
    const first = await see();
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    const second = await see('', { 'if-none-match': etag });
    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
    expect(second.headers.get('etag')).toBe(etag);
    expect(second.headers.get('vary')).toBe('Accept-Language');
    expect(second.headers.get('cache-control')).toContain('must-revalidate');
    const german = await see('?locale=de', { 'if-none-match': etag });
    expect(german.status).toBe(200);
  });

  it('changes at the edge of a window without a publish', async () => {
    const catalog = document();
    catalog.offers.dragon.endsAt = '2026-12-02T00:00:00+09:00';
    expect((await publish(catalog)).status).toBe(201);
    const before = await see();
    const shop = await shopOf(before);
    expect(shop.nextChangeAt).toBe('2026-12-01T15:00:00.000Z');
    now = Date.parse(shop.nextChangeAt!);
    const after = await see('', { 'if-none-match': before.headers.get('etag')! });
    expect(after.status).toBe(200);
    const { offers, nextChangeAt } = await shopOf(after);
    expect(offers.map(({ key }) => key)).not.toContain('dragon');
    expect(nextChangeAt).toBeNull();
  });

  it.each(['?lang=de', '?locale=de&locale=en', '?locale=', '?locale=%00'])(
    'refuses the query %s',
    async (query) => {
      const answer = await see(query);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'invalid_query' });
    },
  );

  it('refuses a faulty catalog and tells every fault by its pointer', async () => {
    const before = await (await see()).text();
    const catalog = document();
    catalog.offers.dragon.price.amount = -1;
    catalog.items.potion.stak = 3;
    const answer = await publish(catalog);
    expect(answer.status).toBe(422);
    const { code, errors } = (await answer.json()) as Refusal;
    expect(code).toBe('catalog_invalid');
    expect(errors.map((one) => [one.pointer, one.code])).toEqual([
      ['/items/potion/stak', 'unknown_field'],
      ['/offers/dragon/price/amount', 'out_of_range'],
    ]);
    expect(await (await see()).text()).toBe(before);
  });

  it.each([
    ['a game key', 'pk_live', '', 401],
    ['an odd dry run', 'sk_live', '?dryRun=yes', 400],
    ['an unknown query', 'sk_live', '?force=true', 400],
  ])('refuses %s', async (_, key, query, status) => {
    expect((await publish(document(), { key, query })).status).toBe(status);
  });

  it('takes a large catalog, but none above 8 MB', async () => {
    const catalog = document();
    for (let index = 0; index < 4_000; index++) {
      catalog.items[`skin.${index}`] = { kind: 'durable', name: { en: `Skin ${index}` } };
    }
    expect((await publish(catalog, { key: 'sk_test' })).status).toBe(201);
    const answer = await see('', {}, 'pk_test');
    const text = await answer.text();
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(JSON.parse(text).items.length).toBeGreaterThan(4_000);
    for (const item of Object.values<{ name: object }>(catalog.items)) {
      item.name = { en: 'S'.repeat(2_100) };
    }
    expect((await publish(catalog, { key: 'sk_test' })).status).toBe(413);
  });
});
