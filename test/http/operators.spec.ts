import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditLog } from '../../src/admin/audit-log.service.js';
import { DemoOperators } from '../../src/admin/demo-operators.js';
import { OperatorAuthenticator } from '../../src/admin/operator-authenticator.js';
import { runOperatorCommand } from '../../src/admin/operator-command.js';
import { COMMAND_LINE, OperatorsService } from '../../src/admin/operators.service.js';
import { idBytes } from '../../src/kernel/id.js';
import { Database } from '../../src/platform/database/database.js';
import { sql } from '../../src/platform/database/sql.js';
import { statement } from '../../src/platform/database/statement.js';
import { DemoTitle } from '../../src/titles/demo-title.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { playerApplication } from './player-application.js';

const LOG = '/v1/admin/audit-log';
const GUEST = { deviceId: 'device-0001', deviceSecret: 'secret-0123456789' };

describe.each(TEST_DATABASES)('operators on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let app: NestFastifyApplication;
  let now = Date.now();
  const lines: string[] = [];

  beforeAll(async () => {
    home = await create();
    const configuration = testConfiguration({ ...home.env, LOG_LEVEL: 'info' });
    app = await playerApplication(configuration, { now: () => now }, lines);
    const { id } = await app.get(DemoTitle, { strict: false }).ensureDemoTitle();
    const operators = app.get(DemoOperators, { strict: false });
    await operators.ensure(id);
    await operators.ensure(id); // a second start changes nothing
    await app.get(TitlesService, { strict: false }).create('other', 'Another game');
  });

  afterAll(async () => {
    await app?.close();
    await home?.drop();
  });

  type Headers = Record<string, string>;
  const ask = async (token: string | null, headers: Headers = {}, url = LOG) => {
    const authorization: Headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const { statusCode, body } = await app.inject({
      url,
      headers: { ...authorization, ...headers },
    });
    const json = JSON.parse(body);
    return { statusCode, json, told: [statusCode, json.code] };
  };
  const command = async (...argv: string[]) => {
    const said: string[] = [];
    const code = await runOperatorCommand(argv, {
      operators: app.get(OperatorsService, { strict: false }),
      titles: app.get(TitlesService, { strict: false }),
      print: (line) => said.push(line),
    });
    return { code, said };
  };
  const added = async (name: string, title = 'demo', role = 'liveops') => {
    const { said } = await command('add', name, '--title', title, '--role', role);
    const [id = '', token = ''] = said[0]!.split('  ');
    return { id, token };
  };

  it('come in with a token alone: not without one, not with another kind of credential', async () => {
    const signedIn = await app.inject({
      method: 'POST',
      url: '/v1/sessions',
      payload: { guest: GUEST },
      headers: { 'gemtill-key': 'pk_demo' },
    });
    const { accessToken } = signedIn.json();
    expect((await ask('ot_demo_admin')).statusCode).toBe(200);
    expect((await ask(null)).told).toEqual([401, 'unauthenticated']);
    expect((await ask(null, { 'gemtill-key': 'pk_demo' })).told).toEqual([401, 'unauthenticated']);
    for (const token of [
      accessToken,
      'sk_demo',
      'pk_demo',
      'ot_demo',
      `ot_${'a'.repeat(32)}`,
      'x',
    ]) {
      expect((await ask(token)).told).toEqual([401, 'token_invalid']);
    }
    const basic = await app.inject({ url: LOG, headers: { authorization: 'Basic b3Q6b3Q=' } });
    expect(basic.statusCode).toBe(401);
    expect((await ask(null, {}, `${LOG}?token=ot_demo_admin`)).statusCode).toBe(401);
  });

  it('open no door of players and game servers', async () => {
    expect((await ask('ot_demo_admin', {}, '/v1/me')).statusCode).toBe(401);
  });

  it.each([
    [{ 'gemtill-title': 'demo' }, [200, undefined]],
    [{ 'gemtill-title': 'other' }, [404, 'not_found']],
    [{ 'gemtill-title': 'nothing' }, [404, 'not_found']],
    [{ 'gemtill-title': 'demo, other' }, [404, 'not_found']],
    [{ 'gemtill-title': '' }, [404, 'not_found']],
    [{ 'gemtill-title': 'DEMO' }, [404, 'not_found']],
    [{ 'gemtill-title': "demo' OR '1'='1" }, [404, 'not_found']],
    [{ 'gemtill-title': '__proto__' }, [404, 'not_found']],
    [{ 'gemtill-environment': 'sandbox' }, [200, undefined]],
    [{ 'gemtill-environment': 'staging' }, [400, 'invalid_request']],
    [{ 'gemtill-environment': 'production, sandbox' }, [400, 'invalid_request']],
    [{ 'gemtill-environment': '' }, [400, 'invalid_request']],
  ])('act where they say and have a role: %j', async (headers, told) => {
    expect((await ask('ot_demo_admin', headers as Headers)).told).toEqual(told);
  });

  it('of two titles name one', async () => {
    const { id, token } = await added('Ada');
    await command('roles', id, '--title', 'other', '--role', 'viewer');
    now += 5_000;
    const answer = await ask(token);
    expect(answer.told).toEqual([400, 'invalid_request']);
    expect(answer.json.detail).toContain('Gemtill-Title');
    for (const title of ['demo', 'other']) {
      expect((await ask(token, { 'gemtill-title': title })).statusCode).toBe(200);
    }
    await command('roles', id, '--title', 'other', '--role', 'none');
    now += 5_000;
    expect((await ask(token, { 'gemtill-title': 'other' })).told).toEqual([404, 'not_found']);
    await command('roles', id, '--title', 'demo', '--role', 'none');
    now += 5_000;
    expect((await ask(token)).told).toEqual([404, 'not_found']);
  });

  it('who are revoked are refused within five seconds, and come back with another token', async () => {
    const { id, token } = await added('Grace');
    expect((await ask(token)).statusCode).toBe(200);
    expect((await command('revoke', id)).code).toBe(0);
    now += 5_000;
    expect((await ask(token)).told).toEqual([401, 'token_invalid']);
    const again = await command('revoke', id);
    expect([again.code, again.said]).toEqual([1, ['Refused: that was done before.']]);
    const renewed = (await command('token', id)).said[0]!.split('  ')[1]!;
    expect((await ask(renewed)).statusCode).toBe(200);
    now += 5_000;
    expect((await ask(token)).told).toEqual([401, 'token_invalid']);
  });

  it('have tokens of which nothing can be read in the database or the log', async () => {
    const { id, token } = await added('Lin');
    await ask(token);
    await ask(`${token}x`);
    const reader = app.get(Database, { strict: false }).reader;
    const rows = await sql(reader).rows(statement('SELECT * FROM operator'));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(
      JSON.stringify(await sql(reader).rows(statement('SELECT * FROM audit_log'))),
    ).not.toContain(token.slice(3));
    expect(rows).toHaveLength(6);
    expect(lines.join('')).not.toContain(token.slice(3));
    expect(lines.join('')).toContain(id);
    expect(token).toMatch(/^ot_[A-Za-z0-9]{32}$/);
  });

  it('are made and changed by a command that refuses what is wrong', async () => {
    const { id } = await added('Kay');
    const cases: [string[], number, string][] = [
      [['add', 'Kay', '--title', 'demo', '--role', 'viewer'], 1, 'of this name already'],
      [['add', 'Mo', '--title', 'nothing', '--role', 'viewer'], 1, 'no such title'],
      [['add', 'Mo', '--title', 'demo', '--role', 'boss'], 1, 'the roles are viewer'],
      [['add', 'Mo', '--title', 'demo', '--role', 'none'], 1, 'starts with a role'],
      [['add', ' Mo', '--title', 'demo', '--role', 'viewer'], 1, 'one line of 1 to 100'],
      [['add', 'M\no', '--title', 'demo', '--role', 'viewer'], 1, 'one line of 1 to 100'],
      [['add', 'M'.repeat(101), '--title', 'demo', '--role', 'viewer'], 1, 'one line'],
      [['add', 'Mo', '--role', 'viewer'], 2, 'operator add'],
      [['add'], 2, 'operator add'],
      [['revoke', 'operator_nobody'], 1, 'no such operator'],
      [['token', id.replace('operator', 'player')], 1, 'no such operator'],
      [['dance', id], 2, 'operator add'],
      [[], 2, 'operator add'],
      [['list', 'all'], 2, 'operator add'],
      [['list', '--all'], 2, 'operator add'],
    ];
    for (const [argv, code, words] of cases) {
      const answer = await command(...argv);
      expect([argv, answer.code, answer.said.join()]).toEqual([
        argv,
        code,
        expect.stringContaining(words),
      ]);
    }
    await command('roles', id, '--title', 'demo', '--role', 'viewer,finance,viewer');
    const { said } = await command('list');
    expect(said.find((line) => line.includes('Kay'))).toContain('demo: finance,viewer');
    expect(said.join('\n')).toContain('demo admin  demo: admin');
  });

  it('leave a trail: newest first, by environment, page by page', async () => {
    const { id } = await added('Trail');
    await command('revoke', id);
    const pages: { action: string; at: string; operator: object; details: object }[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { json } = await ask('ot_demo_publisher', {}, `${LOG}?limit=2${more}`);
      pages.push(...json.data);
      cursor = json.nextCursor;
      if (cursor !== null) {
        const sandbox = { 'gemtill-environment': 'sandbox' };
        const foreign = await ask('ot_demo_publisher', sandbox, `${LOG}?cursor=${cursor}`);
        expect(foreign.told).toEqual([400, 'invalid_cursor']);
      }
    } while (cursor !== null);
    expect(pages.slice(0, 2).map(({ action }) => action)).toEqual([
      'operator.revoked',
      'operator.added',
    ]);
    expect(pages[1]).toMatchObject({
      operator: { id: COMMAND_LINE.operatorId, name: 'command line' },
      subject: id,
      reason: null,
      details: { name: 'Trail', roles: ['liveops'] },
      at: new Date(now).toISOString(),
    });
    const all = (await ask('ot_demo_publisher', {}, `${LOG}?limit=200`)).json.data;
    expect(pages).toEqual(all);
    const other = await added('Elsewhere', 'other', 'viewer');
    const elsewhere = (await ask(other.token, { 'gemtill-title': 'other' })).json.data;
    expect(elsewhere[0].subject).toBe(other.id);
    expect(elsewhere.map(({ subject }: { subject: string }) => subject)).not.toContain(id);
  });

  it('leave no trail of a deed that was taken back', async () => {
    const log = app.get(AuditLog, { strict: false });
    const { titleId } = (await app.get(OperatorsService, { strict: false }).list())[0]!.titles[0]!;
    const scope = { titleId, environment: 'sandbox' as const };
    const before = await log.list(scope, { limit: 200, cursor: null });
    const deed = {
      actor: COMMAND_LINE,
      action: 'test.failed',
      subject: 'x',
      reason: null,
      details: {},
    };
    const failing = app.get(Database, { strict: false }).write(async (transaction) => {
      await log.record(transaction, { ...deed, scope });
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    expect(await log.list(scope, { limit: 200, cursor: null })).toEqual(before);
  });

  it('of the command line come in with a token of this process alone', async () => {
    const title = await app.get(TitlesService, { strict: false }).bySlug('other');
    const authenticator = app.get(OperatorAuthenticator, { strict: false });
    const token = authenticator.admit({
      kind: 'operator',
      titleId: title!.id,
      environment: 'sandbox',
      ...COMMAND_LINE,
      roles: ['admin'],
    });
    expect((await ask(token)).json.data.length).toBeGreaterThan(0);
    const rows = await sql(app.get(Database, { strict: false }).reader).rows(
      statement('SELECT id FROM operator WHERE id = ?', [idBytes(COMMAND_LINE.operatorId)]),
    );
    expect(rows).toEqual([]);
  });
});

describe('the well-known tokens of development', () => {
  it('open nothing where the stores are real', async () => {
    const home = await TEST_DATABASES[0]!.create();
    const live = testConfiguration({ ...home.env, STORE_MODE: 'live' });
    const app = await playerApplication(live, { now: () => Date.now() });
    const titles = app.get(TitlesService, { strict: false });
    const { id } = await titles.create('demo', 'A real game');
    const operators = app.get(OperatorsService, { strict: false });
    await operators.keep('forgotten', { titleId: id, roles: ['admin'] }, 'ot_demo_admin');
    const { token } = await operators.add('real', { titleId: id, roles: ['admin'] });
    const status = async (text: string) =>
      (await app.inject({ url: LOG, headers: { authorization: `Bearer ${text}` } })).statusCode;
    expect([await status('ot_demo_admin'), await status(token)]).toEqual([401, 200]);
    await expect(app.get(DemoOperators, { strict: false }).ensure(id)).rejects.toThrow('simulator');
    await app.close();
    await home.drop();
  });
});
