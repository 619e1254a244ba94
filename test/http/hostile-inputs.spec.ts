import { gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ERROR_CODES } from '../../src/kernel/error-codes.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { probeApplication } from './probe-application.js';

type Injected = Awaited<ReturnType<NestFastifyApplication['inject']>>;

interface Attack {
  readonly method?: string;
  readonly url?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

const ORDER = '{"offer":"dragon","quantity":1}';
const withField = (name: string, json: string) => `{"offer":"a","quantity":1,"${name}":${json}}`;
const withQuantity = (json: string): Attack => ({ body: `{"offer":"a","quantity":${json}}` });
const typed = (type: string): Attack => ({ body: ORDER, headers: { 'content-type': type } });
const asWho = (authorization: string): Attack => ({ body: ORDER, headers: { authorization } });

const ATTACKS: readonly (readonly [string, Attack, number, string])[] = [
  ['H01 cut JSON', { body: '{"a":' }, 400, 'malformed_json'],
  ['H02 no body', { body: '' }, 400, 'malformed_json'],
  ['H03 a number', { body: '123' }, 400, 'malformed_json'],
  ['H03 null', { body: 'null' }, 400, 'malformed_json'],
  ['H03 a string', { body: '"x"' }, 400, 'malformed_json'],
  ['H03 an array', { body: '[]' }, 400, 'malformed_json'],
  ['H04 a key twice', { body: '{"quantity":1,"quantity":-1}' }, 400, 'duplicate_json_key'],
  ['H05 __proto__', { body: '{"__proto__":{"admin":true}}' }, 422, 'unknown_field'],
  ['H05 constructor', { body: withField('constructor', '{}') }, 422, 'unknown_field'],
  ['H05 deeper', { body: withField('expectedPrice', '{"prototype":1}') }, 422, 'unknown_field'],
  ['H06 unknown field', { body: withField('isAdmin', 'true') }, 422, 'unknown_field'],
  ['H07 very deep', { body: '['.repeat(60_000) }, 400, 'json_too_deep'],
  ['H07 very deep and long', { body: '['.repeat(100_000) }, 413, 'body_too_large'],
  ['H08 one byte more', { body: `"${'x'.repeat(65_535)}"` }, 413, 'body_too_large'],
  ['H08 far more', { body: Buffer.alloc(1_000_000, 32) }, 413, 'body_too_large'],
  [
    'H09 gzip',
    { body: gzipSync('x'.repeat(50_000)), headers: { 'content-encoding': 'gzip' } },
    415,
    'unsupported_encoding',
  ],
  ['H10 text', typed('text/plain'), 415, 'unsupported_media_type'],
  ['H10 form', typed('application/x-www-form-urlencoded'), 415, 'unsupported_media_type'],
  ['H10 multipart', typed('multipart/form-data; boundary=x'), 415, 'unsupported_media_type'],
  ['H10 utf-16', typed('application/json; charset=utf-16'), 415, 'unsupported_media_type'],
  ['H10 json with more', typed('application/jsonx'), 415, 'unsupported_media_type'],
  ['H10 no type', typed(''), 415, 'unsupported_media_type'],
  ['H13 emoji in a key', { body: '{"offer":"💎","quantity":1}' }, 422, 'invalid_format'],
  ['H13 zero width', { body: '{"offer":"a\\u200b","quantity":1}' }, 422, 'invalid_format'],
  ['H13 right to left', { body: withField('player', '"player_\\u202e"') }, 422, 'invalid_format'],
  ...[
    '0',
    '-1',
    '1.5',
    '1e309',
    '1e21',
    '9007199254740993',
    '-0',
    '"1"',
    'true',
    'null',
    '[1]',
    '{}',
  ].map((json) => [`H14 quantity ${json}`, withQuantity(json), 422, 'invalid_quantity'] as const),
  ['H15 amount', { body: withField('total', '1000000000001') }, 422, 'amount_out_of_range'],
  ['H15 endless amount', { body: withField('total', '1e309') }, 422, 'amount_out_of_range'],
  ...['0', 'false', '[0]', '["A"]', '{"$ne":1}'].map(
    (json) =>
      [
        `H16 ${json} as a key`,
        { body: `{"offer":${json},"quantity":1}` },
        422,
        'invalid_type',
      ] as const,
  ),
  ['H16 text as an object', { body: withField('expectedPrice', '"x"') }, 422, 'invalid_type'],
  ['H16 array as an object', { body: withField('expectedPrice', '[]') }, 422, 'invalid_type'],
  ['H17 long text', { body: withField('note', `"${'x'.repeat(65)}"`) }, 422, 'too_long'],
  ['H19 repeated', { method: 'GET', url: '/v1/orders?limit=1&limit=999' }, 400, 'invalid_query'],
  ['H19 brackets', { method: 'GET', url: '/v1/orders?limit[]=' }, 400, 'invalid_query'],
  ['H19 proto', { method: 'GET', url: '/v1/orders?f[__proto__][x]=1' }, 400, 'invalid_query'],
  ['H19 proto alone', { method: 'GET', url: '/v1/orders?__proto__=1' }, 400, 'invalid_query'],
  ['H19 limit 0', { method: 'GET', url: '/v1/orders?limit=0' }, 400, 'invalid_query'],
  ['H19 limit 201', { method: 'GET', url: '/v1/orders?limit=201' }, 400, 'invalid_query'],
  ['H20 zero byte', { method: 'GET', url: '/v1/orders/a%00' }, 404, 'not_found'],
  ['H20 dots', { method: 'GET', url: '/v1/orders/..%2fme' }, 404, 'not_found'],
  ['H20 bad escape', { method: 'GET', url: '/v1/%zz' }, 404, 'not_found'],
  ['H20 two slashes', { method: 'GET', url: '//v1/orders' }, 404, 'not_found'],
  ['H20 capitals', { method: 'GET', url: '/V1/ORDERS' }, 404, 'not_found'],
  ['H20 slash behind', { method: 'GET', url: '/v1/orders/' }, 404, 'not_found'],
  ['H20 semicolon', { method: 'GET', url: '/v1/orders;x' }, 404, 'not_found'],
  ['H20 HEAD of a POST', { method: 'HEAD', url: '/v1/server/grants' }, 405, ''],
  ['H20 TRACE', { method: 'TRACE', url: '/v1/orders' }, 405, 'method_not_allowed'],
  ['H20 PATCH', { method: 'PATCH', url: '/v1/orders' }, 405, 'method_not_allowed'],
  [
    'H21 method override',
    { method: 'POST', url: '/v1/me', headers: { 'x-http-method-override': 'DELETE' } },
    405,
    'method_not_allowed',
  ],
  ['H22 long address', { method: 'GET', url: `/v1/${'x'.repeat(5_000)}` }, 414, 'uri_too_long'],
  [
    'H22 many headers',
    { headers: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x-${index}`, '1'])) },
    431,
    'headers_too_large',
  ],
  ['H25 SQL', { body: '{"offer":"\' OR 1=1-- ","quantity":1}' }, 422, 'invalid_format'],
  ['H25 SQL word', { body: withField('store', '"apple;drop"') }, 422, 'invalid_format'],
  ['H25 sort', { method: 'GET', url: '/v1/orders?sort=(select 1)' }, 400, 'invalid_query'],
  ['H27 wants HTML', { body: '{', headers: { accept: 'text/html' } }, 400, 'malformed_json'],
  ['H29 no token', { body: ORDER, headers: { authorization: '' } }, 401, 'unauthenticated'],
  ['H29 other scheme', asWho('Basic Zm9v'), 401, 'unauthenticated'],
  ['H29 two words', asWho('Bearer good good'), 401, 'unauthenticated'],
  ['H31 wrong token', asWho('Bearer bad'), 401, 'token_invalid'],
  ['H33 player on a server route', { url: '/v1/server/grants' }, 401, 'token_invalid'],
  [
    'H33 server on a player route',
    { body: ORDER, headers: { authorization: 'Bearer sk_good' } },
    401,
    'token_invalid',
  ],
  ['H38 mass assignment', { body: withField('balance', '9') }, 422, 'unknown_field'],
  [
    'H42 key in the query',
    { method: 'GET', url: '/v1/catalog?key=pk_good', headers: { authorization: '' } },
    401,
    'unauthenticated',
  ],
  ['H101 no key', { url: '/v1/keyed', body: ORDER }, 400, 'idempotency_key_required'],
  ...['short', 'x'.repeat(256), 'has space', '"quoted', 'ключключ'].map(
    (key) =>
      [
        `H102 key ${key.slice(0, 9)}`,
        { url: '/v1/keyed', body: ORDER, headers: { 'idempotency-key': key } },
        400,
        'idempotency_key_invalid',
      ] as const,
  ),
];

function send(app: NestFastifyApplication, attack: Attack): Promise<Injected> {
  const { method = 'POST', url = '/v1/orders', body, headers } = attack;
  const all: Record<string, string> = { authorization: 'Bearer good', ...headers };
  if (body !== undefined && all['content-type'] === undefined) {
    all['content-type'] = 'application/json';
  }
  for (const name of ['authorization', 'content-type']) if (all[name] === '') delete all[name];
  return app.inject({ method: method as 'GET', url, headers: all, payload: body ?? '' }) as never;
}

describe.each(TEST_DATABASES)('hostile inputs on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let app: NestFastifyApplication;
  const lines: string[] = [];

  beforeAll(async () => {
    home = await create();
    app = await probeApplication(testConfiguration({ ...home.env, LOG_LEVEL: 'info' }), lines);
  });

  afterAll(async () => {
    await app?.close();
    await home?.drop();
  });

  it.each(ATTACKS)('%s', async (_, attack, status, code) => {
    const answer = await send(app, attack);
    expect([answer.statusCode, code && answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
    if (!code) return;
    const body = answer.json();
    expect(body).toMatchObject({
      type: `https://gemtill.dev/errors/${code}`,
      title: ERROR_CODES[code as keyof typeof ERROR_CODES].title,
      status,
      code,
      requestId: answer.headers['x-request-id'],
      retryable: false,
    });
    expect(answer.body).not.toMatch(/node_modules|\.ts|Error:|SELECT|💎|OR 1=1|Cannot/);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('points at each wrong field, and calls a mixture validation_failed', async () => {
    const body = '{"offer":1,"quantity":0,"x/y":1,"expectedPrice":{"currency":"GEM","amount":-1}}';
    const answer = await send(app, { body });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'validation_failed']);
    expect(
      answer.json().errors.map((e: { pointer: string; code: string }) => [e.pointer, e.code]),
    ).toEqual([
      ['/x~1y', 'unknown_field'],
      ['/offer', 'invalid_type'],
      ['/quantity', 'invalid_quantity'],
      ['/expectedPrice/amount', 'amount_out_of_range'],
    ]);
  });

  it('accepts an ordinary request, and text in any script byte for byte (H13, H26)', async () => {
    const note = '💎 ${jndi:ldap://x} {{7*7}}\n{"level":"fatal"}';
    const body = JSON.stringify({ offer: 'a', quantity: 1, note });
    const answer = await send(app, { body });
    expect([answer.statusCode, answer.json().body.note]).toEqual([201, note]);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('tells the methods of a known path', async () => {
    const answer = await send(app, { method: 'PUT' });
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
  });

  it('lets a route take a larger body than the others', async () => {
    const body = withField('note', `"x"${' '.repeat(100_000)}`);
    expect((await send(app, { url: '/v1/notifications', body })).statusCode).toBe(201);
    const larger = withField('note', `"x"${' '.repeat(270_000)}`);
    expect((await send(app, { url: '/v1/notifications', body: larger })).statusCode).toBe(413);
  });

  it('tells nothing of a defect, and logs it once without credentials', async () => {
    lines.length = 0;
    const answer = await send(app, { method: 'GET', url: '/v1/broken?token=sk_demo' });
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal']);
    expect(answer.body).not.toMatch(/SELECT|sk_demo|work/);
    const failures = lines.map((line) => JSON.parse(line)).filter((line) => line.level === 50);
    expect(failures).toHaveLength(1);
    expect(failures[0].requestId).toBe(answer.json().requestId);
    expect(lines.join('')).not.toMatch(/sk_demo|token=/);
  });

  it('says when to come again after an outage', async () => {
    const answer = await send(app, { method: 'GET', url: '/v1/outage' });
    expect([answer.statusCode, answer.json().retryable]).toEqual([503, true]);
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('sends a stored reply byte for byte', async () => {
    const headers = { 'idempotency-key': '"12345678"' };
    const first = await send(app, { url: '/v1/keyed', body: ORDER, headers });
    expect(first.statusCode).toBe(202);
    expect(first.body).toMatch(/^\{"offer":"dragon", "print":"[0-9a-f]{32}"\}$/);
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    const again = { url: '/v1/keyed', body: withQuantity('2').body!, headers };
    expect((await send(app, again)).headers['idempotent-replayed']).toBe('true');
    const bare = { url: '/v1/keyed', body: ORDER, headers: { 'idempotency-key': '12345678' } };
    expect((await send(app, bare)).body).toBe(first.body);
  });

  it('writes one line for each request, with the pattern and not the address', async () => {
    lines.length = 0;
    const id = "x%0a{'level':60}";
    await send(app, { method: 'GET', url: `/v1/orders/${id}?secret=1` });
    await new Promise((resolve) => setImmediate(resolve));
    const written = lines.map((line) => JSON.parse(line));
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({
      msg: 'request',
      method: 'GET',
      route: '/v1/orders/:id',
      status: 200,
      caller: 'player',
    });
    expect(lines.join('')).not.toMatch(/secret|level'/);
  });

  it('is alive, ready, measured and documented', async () => {
    for (const url of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs']) {
      const answer = await send(app, { method: 'GET', url });
      expect([url, answer.statusCode]).toEqual([url, 200]);
    }
    const metrics = await send(app, { method: 'GET', url: '/metrics' });
    expect(metrics.body).toContain(
      'gemtill_http_request_seconds_count{method="POST",route="/v1/orders"',
    );
    const document = (await send(app, { method: 'GET', url: '/openapi.json' })).json();
    expect(document.paths['/v1/orders'].post.security).toEqual([{ accessToken: [] }]);
    expect(document.components.schemas.ProbeOrder.required).toEqual(['offer', 'quantity']);
  });
});
