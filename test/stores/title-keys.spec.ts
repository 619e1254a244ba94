import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { openCommandContext } from '../../src/commands/command-context.js';
import { Database } from '../../src/platform/database/database.js';
import { sql } from '../../src/platform/database/sql.js';
import { statement } from '../../src/platform/database/statement.js';
import { ProcessSecret } from '../../src/platform/http/process-secret.js';
import { StoreUnavailable } from '../../src/stores/store-gateway.js';
import { TitleStoresService } from '../../src/stores/title-stores.service.js';
import { runTitleCommand } from '../../src/titles/title-command.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const p8 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString();
const account = { type: 'service_account', client_email: 'a@example.com', private_key: rsa };
const shared = '0123456789abcdef0123456789abcdef';
const SETTINGS = {
  apple: {
    apps: [
      { bundleId: 'com.example.demo', appAppleId: 1 },
      { bundleId: 'com.example.demo.two', appAppleId: 2 },
    ],
    apiKey: { issuerId: '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80', keyId: 'ABC123' },
  },
  google: {
    apps: [{ packageName: 'com.example.demo' }, { packageName: 'com.example.demo.two' }],
    verifier: 'products',
    push: {
      audience: 'https://play.example.com',
      email: 'push@example.com',
      subscription: 'projects/p/subscriptions/s',
    },
  },
  refunds: { policy: 'take_items', items: ['skin.*'] },
  consumption: { preference: 'prorated' },
};

describe.each(TEST_DATABASES)('The keys of a title, on $name', (database) => {
  let folder: string;
  let home: Awaited<ReturnType<typeof database.create>>;
  let context: INestApplicationContext;
  const printed: string[] = [];

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const run = (...argv: string[]): Promise<number> =>
    runTitleCommand(argv, {
      titles: context.get(TitlesService, { strict: false }),
      secret: context.get(ProcessSecret, { strict: false }),
      print: (line) => void printed.push(line),
    });
  const stores = () =>
    new TitleStoresService(
      context.get(TitlesService, { strict: false }),
      context.get(ProcessSecret, { strict: false }),
    );
  const titleId = async () =>
    (await context.get(TitlesService, { strict: false }).bySlug('game'))!.id;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gemtill-keys-'));
    home = await database.create();
    context = await openCommandContext(testConfiguration(home.env));
    expect(await run('create', 'game', 'A game')).toBe(0);
  });
  afterAll(async () => {
    await context.close();
    await home.drop();
    rmSync(folder, { recursive: true });
  });

  it('are taken from their files by the command, and reach the stores whole', async () => {
    const settings = file('settings.json', JSON.stringify(SETTINGS));
    const files = [
      ['--google-key', file('account.json', JSON.stringify(account))],
      ['--apple-key', file('AuthKey.p8', p8)],
      ['--apple-secret', file('secret.txt', `${shared}\n`)],
    ];
    expect(await run('set', 'game', settings, ...files.flat())).toBe(0);
    const apple = (await stores().appleOf(await titleId()))!;
    expect(apple.apps).toEqual(SETTINGS.apple.apps);
    expect(apple.apiKey()).toEqual({ ...SETTINGS.apple.apiKey, privateKey: p8.trim() });
    expect(apple.sharedSecret()).toBe(shared);
    expect(await stores().googleOf(await titleId())).toEqual({
      packageNames: ['com.example.demo', 'com.example.demo.two'],
      serviceAccount: { client_email: account.client_email, private_key: rsa },
      push: SETTINGS.google.push,
    });
    expect(await stores().verifierOf(await titleId())).toBe('products');
    const { refunds, consumption } = await context
      .get(TitlesService, { strict: false })
      .settings(await titleId());
    expect(refunds).toMatchObject({ ...SETTINGS.refunds, flagAfter: 3, flagged: 'none' });
    expect(consumption).toEqual({ preference: 'prorated', sampleProvided: false });
  });

  it('are nowhere to be read: not in the database, and not in what was printed', async () => {
    const { reader } = context.get(Database, { strict: false });
    const rows = await sql(reader).rows(statement('SELECT settings FROM title'));
    const text = rows.map((row) => String(row.settings)).join('\n');
    expect(text).toContain('com.example.demo.two');
    expect(await run('list')).toBe(0);
    expect(await run('keys', 'game')).toBe(0);
    const secrets = [shared, account.client_email, ...`${p8}\n${rsa}`.split('\n')];
    for (const secret of secrets.filter((each) => each.length > 20)) {
      expect(text + printed.join('\n')).not.toContain(secret);
    }
    expect(text).not.toContain('PRIVATE KEY');
  });

  it('stay when the settings change without them, and do not open with another secret', async () => {
    const changed = { ...SETTINGS, google: { ...SETTINGS.google, verifier: 'productsv2' } };
    expect(await run('set', 'game', file('changed.json', JSON.stringify(changed)))).toBe(0);
    expect((await stores().appleOf(await titleId()))!.sharedSecret()).toBe(shared);
    expect(await stores().verifierOf(await titleId())).toBe('productsv2');
    const titles = context.get(TitlesService, { strict: false });
    const other = new TitleStoresService(
      titles,
      new ProcessSecret('another secret of a test, also 32 long'),
    );
    await expect(other.googleOf(await titleId())).rejects.toThrow(StoreUnavailable);
    const apple = (await other.appleOf(await titleId()))!;
    expect(() => apple.apiKey()).toThrow(StoreUnavailable);
    expect(() => apple.sharedSecret()).toThrow(StoreUnavailable);
  });

  it('of the form that a title of one app was written in are still read', async () => {
    const { apple, google } = SETTINGS;
    const single = { apple: { ...apple.apps[0], apiKey: apple.apiKey }, google: google.apps[0] };
    const key = join(folder, 'account.json');
    expect(await run('set', 'game', file('single.json', JSON.stringify(single)), key)).toBe(0);
    expect((await stores().appleOf(await titleId()))!.apps).toEqual([apple.apps[0]]);
    expect((await stores().googleOf(await titleId()))!.packageNames).toEqual(['com.example.demo']);
  });

  it.each([
    ['a key that is none', ['--apple-key', 'secret.txt'], 1, 'the .p8 file'],
    ['an account that is none', ['--google-key', 'settings.json'], 1, 'service account'],
    ['a secret that is none', ['--apple-secret', 'account.json'], 1, 'stand alone'],
    ['a file that is not there', ['--apple-key', 'nothing'], 1, 'must be readable'],
    ['an option that is none', ['--apple-keys', 'AuthKey.p8'], 2, 'title set'],
  ])('are refused with a sentence, and nothing changes: %s', async (_name, argv, code, words) => {
    const before = await stores().appleOf(await titleId());
    printed.length = 0;
    const [option, name] = argv as [string, string];
    const settings = join(folder, 'settings.json');
    expect(await run('set', 'game', settings, option, join(folder, name))).toBe(code);
    expect(printed.join('\n')).toContain(words);
    expect((await stores().appleOf(await titleId()))!.apps).toEqual(before!.apps);
  });
});
