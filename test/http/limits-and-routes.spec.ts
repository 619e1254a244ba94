import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Access, Roles } from '../../src/platform/http/access.js';
import { listRoutes } from '../../src/platform/http/http-application.js';
import { closeGracefully } from '../../src/platform/http/shutdown.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { probeApplication } from './probe-application.js';

@Controller('v1')
class ForgottenController {
  @Get('forgotten')
  open() {
    return {};
  }
}

@Controller('v1')
class RolelessController {
  @Get('roleless')
  @Access('operator')
  open() {
    return {};
  }
}

@Controller('v1')
class MisplacedController {
  @Get('misplaced')
  @Access('player')
  @Roles('viewer')
  open() {
    return {};
  }
}

const LIMITS = {
  RATE_LIMIT_ADDRESS: '5/1',
  RATE_LIMIT_PLAYER: '3/1',
  RATE_LIMIT_SERVER: '50/1',
  RATE_LIMIT_OPERATOR: '5/0.001',
};

describe.each(TEST_DATABASES)('limits and routes on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    home = await create();
    const configuration = testConfiguration({ ...home.env, ...LIMITS });
    app = await probeApplication(configuration, [], { arrivalMsMax: 500 });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(async () => {
    await app?.close();
    await home?.drop();
  });

  const get = (url: string, authorization?: string, remoteAddress = '192.0.2.1') =>
    app.inject({
      method: 'GET',
      url,
      remoteAddress,
      headers: authorization ? { authorization } : {},
    });

  it('has a policy for every route', () => {
    const routes = listRoutes(app).map(({ method, path, access }) => `${method} ${path} ${access}`);
    expect(routes.filter((route) => !route.startsWith('HEAD'))).toEqual([
      'GET /docs public',
      'GET /healthz public',
      'GET /metrics public',
      'GET /openapi.json public',
      'GET /readyz public',
      'GET /v1/admin/changes operator',
      'GET /v1/broken public',
      'GET /v1/catalog game-or-player',
      'POST /v1/keyed player',
      'DELETE /v1/me player',
      'POST /v1/notifications public',
      'GET /v1/orders player',
      'POST /v1/orders player',
      'GET /v1/orders/:id player',
      'GET /v1/outage public',
      'POST /v1/server/grants server',
    ]);
    const gets = routes.filter((route) => route.startsWith('GET'));
    const heads = routes.filter((route) => route.startsWith('HEAD'));
    expect(heads.map((route) => route.slice(5))).toEqual(gets.map((route) => route.slice(4)));
  });

  it.each([
    [RolelessController, 'GET /v1/roleless: operators, and only they, have @Roles'],
    [MisplacedController, 'GET /v1/misplaced: operators, and only they, have @Roles'],
  ])('refuses to start with %o', async (controller, words) => {
    const other = await create();
    const start = probeApplication(testConfiguration(other.env), [], { controllers: [controller] });
    await expect(start).rejects.toThrow(words);
    await other.drop();
  });

  it.each([
    ['ot_liveops', 200],
    ['ot_publisher', 200],
    ['ot_admin', 200],
    ['ot_viewer', 403],
    ['ot_support', 403],
    ['ot_finance', 403],
    ['ot_nobody', 401],
    ['good', 401],
    ['sk_good', 401],
  ])('answers a route of liveops and publisher: %s, %i', async (token, status) => {
    const answer = await get('/v1/admin/changes', `Bearer ${token}`, '192.0.2.77');
    expect(answer.statusCode).toBe(status);
  });

  it('says in the description of the API which roles a route wants', async () => {
    const { paths, components } = (await get('/openapi.json', undefined, '192.0.2.78')).json();
    const changes = paths['/v1/admin/changes'].get;
    expect(changes.security).toEqual([{ operatorToken: [] }]);
    expect(changes['x-roles']).toEqual(['liveops', 'publisher']);
    expect(changes.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'Gemtill-Title',
      'Gemtill-Environment',
    ]);
    expect(components.securitySchemes.operatorToken.bearerFormat).toBe('ot_…');
    const page = (await get('/docs', undefined, '192.0.2.78')).body;
    expect(page).toContain('operatorToken: liveops, publisher');
  });

  it('slows one operator down and leaves the others alone', async () => {
    const times = async (token: string) => {
      const statuses: number[] = [];
      for (let count = 0; count < 6; count++) {
        statuses.push((await get('/v1/admin/changes', `Bearer ${token}`)).statusCode);
      }
      return statuses;
    };
    expect(await times('ot_support')).toEqual([403, 403, 403, 403, 429, 429]);
    expect((await get('/v1/admin/changes', 'Bearer ot_liveops')).statusCode).toBe(200);
  });

  it('refuses to start with a route that nobody allowed', async () => {
    const other = await create();
    const configuration = testConfiguration(other.env);
    const start = probeApplication(configuration, [], { controllers: [ForgottenController] });
    await expect(start).rejects.toThrow('GET /v1/forgotten has no @Access');
    await other.drop();
  });

  it('slows one player down and leaves the others alone (H50)', async () => {
    const answers = [];
    for (let count = 0; count < 4; count++) answers.push(await get('/v1/orders', 'Bearer good1'));
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 429]);
    expect(answers[0]!.headers).toMatchObject({
      'ratelimit-policy': '"player";q=3;w=3',
      ratelimit: '"player";r=2;t=1',
    });
    expect(answers[3]!.json()).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(answers[3]!.headers['retry-after']).toBe('1');
    expect((await get('/v1/orders', 'Bearer good2')).statusCode).toBe(200);
  });

  it('counts wrong credentials for their address, and proven callers never', async () => {
    const codes = [];
    for (let count = 0; count < 7; count++) {
      codes.push((await get('/v1/orders', `Bearer bad${count}`, '192.0.2.7')).statusCode);
    }
    expect(codes).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await get('/v1/orders', 'Bearer good3', '192.0.2.7')).statusCode).toBe(200);
    const six = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3'];
    for (let count = 0; count < 5; count++) await get('/v1/nowhere', undefined, six[count % 3]);
    expect((await get('/v1/nowhere', undefined, '2001:db8::9')).statusCode).toBe(429);
  });

  const raw = async (...parts: string[]): Promise<string> => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += data));
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    for (const part of parts) {
      socket.write(part);
      await sleep(20);
    }
    await Promise.race([closed, sleep(4_000, null, { ref: false })]);
    socket.destroy();
    return answer;
  };

  it.each([
    ['H22 a header of 20 KB', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['H22 no HTTP', 'GIBBERISH\r\n\r\n', 400],
    ['H22 a bare line feed in a header', 'GET / HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n', 400],
    ['H24 a slow header', 'GET / HTTP/1.1\r\nhost: a\r\nx: ', 408],
    [
      'H24 a slow body',
      'POST /v1/orders HTTP/1.1\r\nhost: a\r\nauthorization: Bearer good9\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{"a"',
      408,
    ],
  ])('%s', async (_, text, status) => {
    const answer = await raw(text);
    expect(answer.split(' ')[1]).toBe(String(status));
    expect(answer).toContain('application/problem+json');
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  it('cuts a body off that is announced too large, before it comes (H08)', async () => {
    const head = `POST /v1/orders HTTP/1.1\r\nhost: a\r\nauthorization: Bearer good8\r\ncontent-type: application/json\r\ncontent-length: 10000000\r\n\r\n`;
    const answer = await raw(head, '{');
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  it('says no at /readyz before it closes', async () => {
    const closing = closeGracefully(app, 50);
    const answer = await get('/readyz', undefined, '192.0.2.99');
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'temporarily_unavailable']);
    expect(answer.headers.connection).toBe('close');
    expect(await closing).toBe(true);
  });
});
