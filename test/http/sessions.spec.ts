import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { uuidOf } from '../../src/kernel/id.js';
import { Database } from '../../src/platform/database/database.js';
import { sql } from '../../src/platform/database/sql.js';
import { statement } from '../../src/platform/database/statement.js';
import { ProcessSecret } from '../../src/platform/http/process-secret.js';
import { DemoTitle } from '../../src/titles/demo-title.js';
import { runTitleCommand } from '../../src/titles/title-command.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { playerApplication } from './player-application.js';

const GUEST = { deviceId: 'device-0001', deviceSecret: 'secret-0123456789' };

describe.each(TEST_DATABASES)('sessions on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let app: NestFastifyApplication;
  let now = Date.now();
  const lines: string[] = [];

  beforeAll(async () => {
    home = await create();
    const configuration = testConfiguration({ ...home.env, LOG_LEVEL: 'info' });
    app = await playerApplication(configuration, { now: () => now }, lines);
    const demo = app.get(DemoTitle, { strict: false });
    await demo.ensureDemoTitle();
    await demo.ensureDemoTitle(); // a second start changes nothing
  });

  afterAll(async () => {
    await app?.close();
    await home?.drop();
  });

  type Headers = Record<string, string>;
  const post = (url: string, body: object, headers: Headers = {}) =>
    app.inject({ method: 'POST', url, payload: body, headers });
  const signIn = (body: object = { guest: GUEST }, key = 'pk_demo') =>
    post('/v1/sessions', body, { 'gemtill-key': key });
  const refresh = (refreshToken: string) => post('/v1/sessions/refresh', { refreshToken });
  const me = (token: string) =>
    app.inject({ method: 'GET', url: '/v1/me', headers: { authorization: `Bearer ${token}` } });
  const told = async (answer: ReturnType<typeof me>) => {
    const { statusCode, body } = await answer;
    return [statusCode, body ? JSON.parse(body).code : undefined];
  };
  const query = (text: string, values: (string | number)[] = []) =>
    sql(app.get(Database, { strict: false }).reader).rows(statement(text, values));
  const change = (text: string, values: number[] = []) =>
    app
      .get(Database, { strict: false })
      .write((transaction) => sql(transaction).run(statement(text, values)));

  it('signs a guest in, the same player again, another one in the sandbox', async () => {
    const first = await signIn();
    expect(first.statusCode).toBe(201);
    const opened = first.json();
    expect(Object.keys(opened).sort()).toEqual(
      ['accessToken', 'accountToken', 'expiresAt', 'player', 'refreshToken'].sort(),
    );
    expect(opened.accountToken).toBe(uuidOf(opened.player.id));
    expect((await signIn()).json().player).toEqual(opened.player);
    expect((await signIn(undefined, 'pk_demo_sandbox')).json().player).not.toEqual(opened.player);
    const answer = await me(opened.accessToken);
    expect(answer.json()).toMatchObject({
      player: opened.player,
      accountToken: opened.accountToken,
      environment: 'production',
    });
    const wallets = await query('SELECT seq, event_number FROM wallet');
    expect(wallets).toEqual([
      { seq: 0, event_number: 0 },
      { seq: 0, event_number: 0 },
    ]);
  });

  it('makes one player of many first sign-ins at once', async () => {
    const guest = { ...GUEST, deviceId: 'device-crowd' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn({ guest })));
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array(12).fill(201));
    expect(new Set(answers.map((answer) => answer.json().player.id)).size).toBe(1);
  });

  it.each([
    [{ guest: { ...GUEST, deviceSecret: 'secret-of-another' } }, 401, 'device_secret_wrong'],
    [{}, 422, 'validation_failed'],
    [{ guest: GUEST, identityToken: 'x' }, 422, 'validation_failed'],
    [{ guest: { ...GUEST, deviceId: 'short' } }, 422, 'invalid_format'],
    [{ guest: { ...GUEST, deviceId: 'with space' } }, 422, 'invalid_format'],
    [{ guest: { ...GUEST, deviceSecret: 'x'.repeat(257) } }, 422, 'too_long'],
    [{ guest: { ...GUEST, deviceId: ['device-0001'] } }, 422, 'invalid_type'],
    [{ guest: { ...GUEST, playerId: 'player_x' } }, 422, 'unknown_field'],
    [{ guest: null }, 422, 'invalid_type'],
  ])('refuses the sign-in %#', async (body, status, code) => {
    expect(await told(signIn(body))).toEqual([status, code]);
  });

  it('wants a key that there is, in its header', async () => {
    expect(await told(post('/v1/sessions', { guest: GUEST }))).toEqual([401, 'unauthenticated']);
    for (const key of ['sk_demo', 'pk_', "pk_' OR 1=1", `pk_${'x'.repeat(32)}`]) {
      expect(await told(signIn({ guest: GUEST }, key))).toEqual([401, 'key_invalid']);
    }
    const url = '/v1/sessions?Gemtill-Key=pk_demo';
    expect(await told(post(url, { guest: GUEST }))).toEqual([401, 'unauthenticated']);
    expect(lines.join('')).not.toMatch(/pk_demo|secret-0123456789|eyJ|rt_/);
  });

  it('rotates refresh tokens, and ends the session when an old one comes again', async () => {
    const first = (await signIn()).json();
    const second = await refresh(first.refreshToken);
    expect([second.statusCode, second.json().player]).toEqual([200, first.player]);
    const third = (await refresh(second.json().refreshToken)).json();
    expect(await told(refresh(first.refreshToken))).toEqual([401, 'session_revoked']);
    expect(await told(refresh(third.refreshToken))).toEqual([401, 'session_revoked']);
    for (const { accessToken } of [first, second.json(), third]) {
      expect(await told(me(accessToken))).toEqual([401, expect.stringMatching(/session_revoked/)]);
    }
  });

  it('lets one of two refreshes at once through, and then none', async () => {
    const { refreshToken } = (await signIn()).json();
    const both = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 401]);
    const winner = both.find((answer) => answer.statusCode === 200)!.json();
    expect(await told(refresh(winner.refreshToken))).toEqual([401, 'session_revoked']);
  });

  it('is not impressed by a forged refresh token, and ends nothing for it', async () => {
    const { refreshToken } = (await signIn()).json();
    const at = refreshToken.length - 5;
    const letter = refreshToken[at] === 'A' ? 'B' : 'A';
    const forged = refreshToken.slice(0, at) + letter + refreshToken.slice(at + 1);
    expect(await told(refresh(forged))).toEqual([401, 'token_invalid']);
    expect(await told(refresh('rt_x'))).toEqual([401, 'token_invalid']);
    expect((await refresh(refreshToken)).statusCode).toBe(200);
  });

  it('ends a session at once (H34)', async () => {
    const { accessToken, refreshToken } = (await signIn()).json();
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await me(accessToken)).statusCode).toBe(200);
    const ended = await app.inject({ method: 'DELETE', url: '/v1/sessions/current', headers });
    expect([ended.statusCode, ended.body]).toEqual([204, '']);
    expect(await told(me(accessToken))).toEqual([401, 'session_revoked']);
    expect(await told(refresh(refreshToken))).toEqual([401, 'session_revoked']);
  });

  it('notices within five seconds what another instance ended or blocked', async () => {
    const { accessToken, refreshToken } = (await signIn()).json();
    expect((await me(accessToken)).statusCode).toBe(200);
    await change('UPDATE player SET blocked_at = 1');
    now += 5_000;
    expect(await told(me(accessToken))).toEqual([403, 'player_blocked']);
    expect(await told(refresh(refreshToken))).toEqual([403, 'player_blocked']);
    expect(await told(signIn())).toEqual([403, 'player_blocked']);
    await change('UPDATE player SET blocked_at = NULL');
    expect((await me(accessToken)).statusCode).toBe(200);
    await change('UPDATE player_session SET revoked_at = ?', [now]);
    now += 5_000;
    expect(await told(me(accessToken))).toEqual([401, 'session_revoked']);
  });

  it('refuses an access token that is old (H30), also one that it knew', async () => {
    const { accessToken } = (await signIn()).json();
    expect((await me(accessToken)).statusCode).toBe(200);
    now += 15 * 60_000;
    expect(await told(me(accessToken))).toEqual([401, 'token_expired']);
    expect(await told(me(accessToken))).toEqual([401, 'token_expired']);
  });

  it('refuses access tokens that it did not make (H31 to H33)', async () => {
    const { accessToken } = (await signIn()).json();
    const [head, claims, signature] = accessToken.split('.');
    const none = (alg: string) => Buffer.from(JSON.stringify({ alg })).toString('base64url');
    const { privateKey } = await generateKeyPair('RS256');
    const foreign = await new SignJWT(JSON.parse(Buffer.from(claims, 'base64url').toString()))
      .setProtectedHeader({ alg: 'RS256', jku: 'http://127.0.0.1:9/' })
      .sign(privateKey);
    const other = new ProcessSecret('x'.repeat(40)).derive('access tokens');
    const resigned = await new SignJWT(JSON.parse(Buffer.from(claims, 'base64url').toString()))
      .setProtectedHeader({ alg: 'HS256', kid: '../../dev/null' })
      .sign(other);
    const forged = [
      ...['none', 'None', 'nOnE', 'HS256'].map((alg) => `${none(alg)}.${claims}.`),
      `${head}.${claims}.${signature.slice(2)}`,
      foreign,
      resigned,
      'garbage',
      'a.b.c',
    ];
    for (const token of forged) {
      expect(await told(me(token))).toEqual([401, 'token_invalid']);
    }
  });

  describe('with an identity provider', () => {
    let provider: Server;
    let keys: Awaited<ReturnType<typeof generateKeyPair>>;
    let calls = 0;
    let down = false;
    let titleId: string;

    beforeAll(async () => {
      keys = await generateKeyPair('ES256');
      const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' };
      provider = createServer((_, response) => {
        calls++;
        response.statusCode = down ? 500 : 200;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ keys: [jwk] }));
      });
      await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
      titleId = (await app.get(TitlesService, { strict: false }).bySlug('demo'))!.id;
      await setProvider('/keys');
    });

    afterAll(() => new Promise((resolve) => provider.close(resolve)));

    const setProvider = async (path: string) => {
      const { port } = provider.address() as AddressInfo;
      await app.get(TitlesService, { strict: false }).setSettings(titleId as never, {
        identity: {
          issuer: 'https://id.example.com',
          audience: 'game',
          jwksUrl: `http://127.0.0.1:${port}${path}`,
          algorithms: ['ES256'],
        },
      });
    };
    const seconds = () => Math.floor(now / 1000);
    const token = (
      claims: Record<string, unknown> = {},
      header: Partial<JWTHeaderParameters> = {},
    ) =>
      new SignJWT({
        sub: 'user-1',
        iss: 'https://id.example.com',
        aud: 'game',
        exp: seconds() + 300,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
        .sign(keys.privateKey);
    const signInBy = async (text: string) => signIn({ identityToken: text });

    it('finds the same player for the same subject', async () => {
      const first = await signInBy(await token());
      expect(first.statusCode).toBe(201);
      expect((await signInBy(await token())).json().player).toEqual(first.json().player);
      const other = await signInBy(await token({ sub: 'user-2' }));
      expect(other.json().player).not.toEqual(first.json().player);
    });

    it('refuses what the provider did not say to us now', async () => {
      const before = calls;
      const refused = [
        await token({ iss: 'https://evil.example.com' }),
        await token({ aud: 'another game' }),
        await token({ exp: seconds() - 61 }),
        await token({ nbf: seconds() + 61 }),
        await token({ exp: undefined }),
        await token({ sub: undefined }),
        await token({}, { jku: 'http://127.0.0.1:9/' }),
        await token({}, { jwk: await exportJWK(keys.publicKey) }),
        await token({}, { x5u: 'http://127.0.0.1:9/' }),
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`,
        await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32)),
        'garbage',
      ];
      for (const text of refused) {
        expect(await told(signInBy(text))).toEqual([401, 'identity_token_invalid']);
      }
      expect(calls).toBe(before);
      expect((await signInBy(await token({ exp: seconds() - 59 }))).statusCode).toBe(201);
    });

    it('says to come again when the provider is away', async () => {
      down = true;
      await setProvider('/other');
      const answer = await signInBy(await token());
      expect([answer.statusCode, answer.json().code]).toEqual([503, 'temporarily_unavailable']);
      expect(answer.headers['retry-after']).toBe('5');
    });
  });

  it('makes, lists and revokes keys by command', async () => {
    const printed: string[] = [];
    const services = {
      titles: app.get(TitlesService, { strict: false }),
      secret: app.get(ProcessSecret, { strict: false }),
      print: (line: string) => void printed.push(line),
    };
    const run = (...argv: string[]) => runTitleCommand(argv, services);
    expect(await run('create', 'second', 'Second game')).toBe(0);
    expect(await run('create', 'second', 'Again')).toBe(1);
    expect(await run('keys', 'second', 'create', 'publishable', 'production')).toBe(0);
    const [id, key] = printed.at(-2)!.split(/\s+/) as [string, string];
    expect(key).toMatch(/^pk_[A-Za-z0-9]{32}$/);
    const guest = { ...GUEST, deviceId: 'device-second' };
    expect((await signIn({ guest }, key)).statusCode).toBe(201);
    expect(await run('keys', 'demo', 'revoke', id)).toBe(1); // a key of another title
    expect(await run('keys', 'second', 'revoke', id)).toBe(0);
    now += 5_000;
    expect(await told(signIn({ guest }, key))).toEqual([401, 'key_invalid']);
    expect(await run('list')).toBe(0);
    expect(await run('nonsense')).toBe(2);
    const stored = await query('SELECT hint FROM api_key WHERE kind = ?', ['publishable']);
    expect(stored.map((row) => row.hint)).not.toContain(key);
  });

  it('opens nothing with the demo keys outside simulator mode', async () => {
    await app.close();
    const live = testConfiguration({ ...home.env, STORE_MODE: 'live' });
    app = await playerApplication(live, { now: () => now });
    expect(await told(signIn())).toEqual([401, 'key_invalid']);
  });

  it('limits new players of an address, and lets the known ones in (H52)', async () => {
    await app.close();
    const strict = testConfiguration({ ...home.env, RATE_LIMIT_SIGN_UP: '2/0.1' });
    app = await playerApplication(strict, { now: () => now });
    const statuses = [];
    for (const count of [1, 2, 3]) {
      const answer = await signIn({ guest: { ...GUEST, deviceId: `device-new-${count}` } });
      statuses.push([answer.statusCode, answer.headers['retry-after']]);
    }
    expect(statuses).toEqual([
      [201, undefined],
      [201, undefined],
      [429, '10'],
    ]);
    expect((await signIn()).statusCode).toBe(201);
  });
});
