import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule } from '../../src/app.module.js';
import { HttpTransport } from '../../src/catalog/command/admin-http.gateway.js';
import { runCatalogCommand } from '../../src/catalog/command/catalog-command.js';
import { CannotConnect } from '../../src/catalog/command/outcome.js';
import { openInProcess } from '../../src/commands/in-process-catalog.js';
import { createHttpApplication } from '../../src/platform/http/http-application.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { type Operator, operatorOf } from '../support/operator.js';
import { type ServiceInTest, startService } from '../support/service.js';

const SAMPLE = join(__dirname, '../../examples/catalog');

type Dependencies = Parameters<typeof runCatalogCommand>[1];

/** Runs commands and keeps what they said. */
function commandLine(connect: Dependencies['connect']) {
  const said = { code: -1, out: [] as string[], complaints: [] as string[] };
  return {
    said,
    async run(...argv: string[]): Promise<number> {
      said.out = [];
      said.complaints = [];
      said.code = await runCatalogCommand(argv, {
        print: (line) => said.out.push(line),
        complain: (line) => said.complaints.push(line),
        now: Date.now(),
        connect,
      });
      return said.code;
    },
    json: () => JSON.parse(said.out.join('\n')),
  };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemtill-command-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, files: Record<string, string>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}
const textOf = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
function edit(path: readonly string[], from: string | RegExp, to: string): void {
  const text = textOf(...path);
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`nothing to edit in ${path.join('/')}`);
  writeFileSync(join(folder, ...path), edited);
}

describe('the catalog command without a server', () => {
  const { run, said, json } = commandLine(() => {
    throw new CannotConnect('nobody is asked');
  });

  it('validates a folder', async () => {
    expect(await run('validate', SAMPLE)).toBe(0);
    expect(said.out.join('\n')).toMatch(/No faults: \d+ currencies, \d+ products, \d+ items/);
    expect(said.out.join('\n')).toContain('  dragon: Dragon skin, 300 GEM (at most 2.994 USD)');
  });

  it('tells faults by file and line, for people and for machines', async () => {
    const text = 'currencies:\n  GEM: { name: { en: Gems }, kind: premum }\n';
    const path = written('faulty', { 'all.yaml': text });
    expect(await run('validate', path)).toBe(1);
    expect(said.out).toEqual([]);
    expect(said.complaints).toEqual([
      'all.yaml:2:36 /currencies/GEM/kind invalid_choice Write one of: premium, soft.',
      'The catalog has one fault.',
    ]);
    expect(await run('validate', path, '--json')).toBe(1);
    expect(json()).toEqual({
      ok: false,
      faults: [
        {
          file: 'all.yaml',
          line: 2,
          column: 36,
          pointer: '/currencies/GEM/kind',
          code: 'invalid_choice',
          message: 'Write one of: premium, soft.',
        },
      ],
    });
  });

  it('finds what makes players rich, where it stands', async () => {
    const path = written('loop', {
      'all.yaml': `currencies:
  GEM: { name: { en: Gems }, kind: premium }
  GOLD: { name: { en: Gold }, kind: soft }
offers:
  buy: { name: { en: Buy }, price: { currency: GEM, amount: 10 }, gives: { GOLD: 100 } }
  sell: { name: { en: Sell }, price: { currency: GOLD, amount: 50 }, gives: { GEM: 10 } }
`,
    });
    expect(await run('validate', path)).toBe(1);
    expect(said.complaints.join('\n')).toMatch(/^error: all\.yaml:[56]:\d+ \S+ arbitrage /m);
    expect(await run('validate', path, '--json')).toBe(1);
    const [first] = json().errors;
    expect(first).toMatchObject({ file: 'all.yaml', code: 'arbitrage', severity: 'error' });
  });

  it('fails on warnings only when it is told to', async () => {
    const path = written('warned', {
      'all.yaml': `currencies:
  GEM: { name: { en: Gems }, kind: premium }
audiences:
  nobody: { name: { en: Unused }, expression: level > 5 }
`,
    });
    expect(await run('validate', path)).toBe(0);
    expect(said.out[0]).toMatch(/^warning: all\.yaml:4:\d+ \/audiences\/nobody audience_unused /);
    expect(await run('validate', path, '--strict')).toBe(1);
  });

  it('turns YAML into CSV and back, byte by byte', async () => {
    const [csv, yaml, again] = ['csv', 'yaml', 'csv-again'].map((name) => join(folder, name));
    expect(await run('export', '--csv', csv!, '--from', SAMPLE)).toBe(0);
    expect(await run('import', '--csv', csv!, '--from', SAMPLE, '--to', yaml!)).toBe(0);
    expect(await run('export', '--csv', again!, '--from', yaml!)).toBe(0);
    expect(readdirSync(again!)).toEqual(readdirSync(csv!));
    for (const name of readdirSync(csv!))
      expect(textOf('csv-again', name)).toBe(textOf('csv', name));
    expect(await run('validate', yaml!, '--json')).toBe(0);
    const { hash } = json();
    await run('validate', SAMPLE, '--json');
    expect(json().hash).toBe(hash);
  });

  it('writes types of a folder', async () => {
    const out = join(folder, 'catalog-keys.ts');
    expect(await run('types', '--from', SAMPLE, '--out', out)).toBe(0);
    expect(textOf('catalog-keys.ts')).toContain("  | 'skin.dragon'");
    expect(await run('types', '--from', SAMPLE)).toBe(0);
    expect(said.out.join('\n')).toBe(textOf('catalog-keys.ts').trimEnd());
  });

  it('leaves files alone that it did not write', async () => {
    const path = written('mine', { 'offers.yaml': '# mine\n' });
    expect(await run('import', SAMPLE, '--to', path)).toBe(2);
    expect(said.complaints[0]).toContain('holds offers.yaml, which a pull did not write');
    expect(textOf('mine', 'offers.yaml')).toBe('# mine\n');
  });

  it('takes away what an earlier pull wrote and this one does not', async () => {
    const path = join(folder, 'pulled');
    expect(await run('import', SAMPLE, '--to', path)).toBe(0);
    const small = written('small', {
      'a.yaml': 'currencies: { GEM: { name: { en: Gems }, kind: premium } }',
    });
    expect(await run('import', small, '--to', path)).toBe(0);
    expect(readdirSync(path)).toEqual(['currencies.yaml']);
  });

  it.each([
    [['validate'], 'takes <folder>'],
    [['validate', SAMPLE, 'more'], 'takes <folder>'],
    [['validate', SAMPLE, '--froce'], 'froce'],
    [['validate', SAMPLE, '--out', 'x'], '“validate” takes no --out'],
    [['validate', join(tmpdir(), 'gemtill-no-such-folder')], 'There is no folder'],
    [['frobnicate'], 'Usage'],
    [[], 'Usage'],
    [['constructor'], 'Usage'],
    [['export', 'x'], 'add --csv'],
    [['import', '--csv', tmpdir(), '--to', 'x', '--draft', 'y'], 'not both'],
    [['publish', SAMPLE, '--environment', 'staging'], '--environment is one of'],
    [['publish', SAMPLE, '--url', 'ftp://x'], '--url is an address'],
    [['publish', SAMPLE, '--key', 'sk_live'], '--key belongs to a --url'],
    [['publish', SAMPLE, '--at', 'friday'], '--at is a time'],
    [['publish', SAMPLE], 'nobody is asked'],
    [['publish', SAMPLE, '--url', 'http://127.0.0.1:1', '--key', 'sk_live'], 'does not answer'],
    [['apply', join(tmpdir(), 'gemtill-no-such-plan')], 'cannot be read'],
    [['apply', join(SAMPLE, 'README.md')], 'no plan of this command'],
  ])('says why it could not run: %j', async (argv, words) => {
    expect(await run(...argv)).toBe(2);
    expect(said.out).toEqual([]);
    expect(said.complaints.join('\n')).toContain(words);
    expect(said.complaints.join('\n')).not.toContain('sk_live');
  });

  it('explains itself', async () => {
    for (const argv of [['--help'], ['help'], ['plan', '--help']]) {
      expect(await run(...argv)).toBe(0);
      expect(said.out.join('\n')).toContain('Exit code: 0 done, 1 faults or findings');
    }
  });

  it('answers hostile files with a list, and does not fall', async () => {
    const cell = (text: string) => ({ 'offers.csv': text });
    const deep = `${'{a: '.repeat(5_000)}${'}'.repeat(5_000)}`;
    const bomb = Array.from({ length: 30 }, (_, at) => {
      return `a${at}: &a${at} [${Array.from({ length: 9 }, () => `*a${at - 1}`).join(', ')}]`;
    });
    const rows = Array.from(
      { length: 100_000 },
      (_, at) => `  o${at}: { name: { en: x }, price: 1 }`,
    );
    const hostile = [
      written('deep', { 'a.yaml': deep }),
      written('bomb', { 'a.yaml': `a0: &a0 [x]\n${bomb.slice(1).join('\n')}` }),
      written('rows', { 'a.yaml': `offers:\n${rows.join('\n')}` }),
      written('types', { 'a.yaml': 'currencies: [1, 2]\noffers: !!set {a, b}\nitems: 7' }),
      written('cycle', {
        'a.json': JSON.stringify({
          currencies: { GEM: { name: { en: 'Gems' }, kind: 'premium' } },
          items: {
            a: { kind: 'bundle', name: { en: 'a' }, parts: [{ sku: 'b' }] },
            b: { kind: 'bundle', name: { en: 'b' }, parts: [{ sku: 'a' }] },
          },
        }),
      }),
    ];
    for (const path of hostile) {
      expect([path, await run('validate', path)]).toEqual([path, 1]);
      expect(said.complaints.length).toBeLessThan(120);
    }
    const many = Array.from({ length: 100_000 }, (_, at) => `o${at},,1`).join('\n');
    const sheets = [
      written('csv-rows', cell(`key,action,price.amount\n${many}`)),
      written('csv-quotes', cell('key,action,price.amount\na,,"1')),
      written('csv-nul', cell('key,action,name.en\na,,x\u0000y')),
      written('csv-proto', cell('key,action,price.amount\n__proto__,,1\nconstructor,,2')),
    ];
    for (const path of sheets) {
      const argv = ['import', '--csv', path, '--from', SAMPLE, '--to', join(folder, 'never')];
      expect([path, await run(...argv)]).toEqual([path, 1]);
      expect(said.complaints[0]).toContain('offers.csv');
    }
    expect(existsSync(join(folder, 'never'))).toBe(false);
    writeFileSync(join(written('csv-latin', {}), 'offers.csv'), Buffer.from([0x6b, 0xe4]));
    expect(
      await run('import', '--csv', join(folder, 'csv-latin'), '--to', 'x', '--from', SAMPLE),
    ).toBe(2);
    expect(said.complaints[0]).toContain('is not UTF-8');
  });
});

describe.each(TEST_DATABASES)('the catalog command with a server on $name', (database) => {
  let service: ServiceInTest;
  let admin: Operator;
  let token = 'ot_demo_admin';
  const { run, said, json } = commandLine(async (place) => {
    const named = { url: place.url ?? service.url, token: place.token ?? token };
    return new HttpTransport({ ...place, ...named });
  });

  beforeAll(async () => {
    service = await startService(database);
    admin = operatorOf(service, 'admin');
  });
  afterAll(() => service?.close());

  const dragonAt = (price: number) =>
    edit(['work', 'offers.yaml'], /(dragon:[\s\S]*?amount: )\d+/, `$1${price}`);
  const work = () => join(folder, 'work');
  const planFile = () => join(folder, 'the.plan');

  it('pulls what is sold, in the same bytes each time', async () => {
    expect(await run('pull', work())).toBe(0);
    const before = readdirSync(work()).map((name) => textOf('work', name));
    expect(await run('pull', work())).toBe(0);
    expect(readdirSync(work()).map((name) => textOf('work', name))).toEqual(before);
    expect(await run('plan', work())).toBe(0);
    expect(said.out.at(-1)).toMatch(
      /^Plan: 0 to add, 0 to change, 0 to archive\. Base catalog_\w+ /,
    );
  });

  it('plans, and applies what was planned', async () => {
    dragonAt(240);
    edit(['work', 'offers.yaml'], / {2}moss:[\s\S]*?(?= {2}potion:)/, '');
    const sale = `sales:
  friday: { name: { en: Friday }, offers: [potion], percent: 20, startsAt: 2027-11-26T18:00:00, endsAt: 2027-11-29T00:00:00, zone: player }
`;
    writeFileSync(join(work(), 'sales.yaml'), sale);
    expect(await run('plan', work(), '--out', planFile())).toBe(0);
    expect(said.out).toContain('~ offers.dragon   price 300 → 240 (-20 %)');
    expect(said.out).toContain(
      '- offers.moss     archive: no longer sold, still known to receipts and players',
    );
    const added = said.out.find((line) => line.startsWith('+ sales.friday'));
    expect(added).toContain('20 % from 2027-11-26T18:00:00');
    expect(said.out.at(-2)).toMatch(
      /^Plan: 1 to add, 1 to change, 1 to archive\. Base catalog_\w{26} \(drift: none\)\. Hash \w{12}\.$/,
    );
    expect(await run('apply', planFile())).toBe(0);
    const [, draft] = /Made (draft_\w+)\./.exec(said.out[0]!)!;
    expect(await admin.see(`/catalog/drafts/${draft}`)).toMatchObject({ state: 'open' });
    expect(await run('diff', 'current', draft!, '--json')).toBe(0);
    expect(json().counts).toEqual({ added: 1, changed: 1, archived: 1, removed: 0 });
    expect(await run('apply', planFile(), '--publish', '--reason', 'autumn', '--json')).toBe(0);
    expect(json()).toMatchObject({ ok: true, changed: true });
    const { data } = await admin.see('/catalog/versions?limit=1');
    expect(data[0]).toMatchObject({ state: 'current', reason: 'autumn' });
  });

  it('fails on drift, and on a plan that somebody edited', async () => {
    expect(await run('apply', planFile(), '--publish')).toBe(3);
    expect(said.complaints[0]).toMatch(
      /^Drift: the plan stands on catalog_\w+, but the title sells/,
    );
    const plan = textOf('the.plan');
    writeFileSync(planFile(), plan.replace('"amount": 240', '"amount": 24'));
    expect(await run('apply', planFile(), '--publish')).toBe(2);
    expect(said.complaints[0]).toContain('was edited');
    writeFileSync(planFile(), plan);
    expect(await run('apply', planFile(), '--environment', 'sandbox')).toBe(2);
    expect(said.complaints[0]).toContain('The plan is for --title demo --environment production');
  });

  it('plans nothing that could not be published', async () => {
    const spare = textOf('work', 'products.yaml');
    edit(['work', 'products.yaml'], 'com.example.demo.gems500', 'com.example.demo.gems501');
    edit(['work', 'products.yaml'], 'com.example.demo.gems100', 'com.example.demo.gems500');
    expect(await run('plan', work(), '--out', join(folder, 'never.plan'))).toBe(1);
    expect(said.complaints.join('\n')).toMatch(
      /^error {3}\/products\/gems_100\S* store_id_reused /m,
    );
    expect(existsSync(join(folder, 'never.plan'))).toBe(false);
    expect(await run('publish', work(), '--json')).toBe(1);
    expect(json()).toMatchObject({ ok: false, code: 'catalog_invalid' });
    writeFileSync(join(work(), 'products.yaml'), spare);
  });

  it('publishes a folder, a draft, from a time on, and goes back', async () => {
    const before = (await admin.see('/catalog/versions/current')).version;
    dragonAt(230);
    expect(await run('publish', work())).toBe(0);
    expect(said.out[0]).toMatch(/^Published catalog_\w{26}; it sells from /);
    expect(await run('publish', work(), '--json')).toBe(0);
    expect(json().changed).toBe(false);
    expect(await run('rollback', before, '--reason', 'too cheap')).toBe(0);
    expect((await admin.see('/catalog/versions/current')).version).toBe(before);
    dragonAt(220);
    expect(await run('publish', work(), '--at', '2031-01-01T00:00:00Z', '--json')).toBe(0);
    const { draft, takesEffectAt } = json();
    expect(takesEffectAt).toBe('2031-01-01T00:00:00.000Z');
    expect(await admin.see(`/catalog/drafts/${draft}`)).toMatchObject({ state: 'scheduled' });
    await admin.post(`/catalog/drafts/${draft}/cancel`, { reason: 'not yet' });
    expect(await run('rollback', before.slice(0, -1))).toBe(2);
  });

  it('waits for somebody else where two people must look', async () => {
    await admin.request('PUT', '/catalog/settings', { body: { twoPersonRule: true } });
    dragonAt(210);
    token = 'ot_demo_publisher';
    expect(await run('publish', work(), '--json')).toBe(3);
    const { code, draft } = json();
    expect(code).toBe('approval_missing');
    expect(await run('approve', draft)).toBe(2);
    expect(said.complaints[0]).toContain('approval_by_author');
    token = 'ot_demo_admin';
    expect(await run('approve', draft)).toBe(0);
    token = 'ot_demo_publisher';
    expect(await run('publish', draft)).toBe(0);
    token = 'ot_demo_admin';
    await admin.request('PUT', '/catalog/settings', { body: { twoPersonRule: false } });
  });

  it('takes spreadsheets into drafts, new ones and such as are there', async () => {
    const sheets = join(folder, 'sheets');
    expect(await run('export', '--csv', sheets)).toBe(0);
    edit(['sheets', 'offers.csv'], /^(dragon,,GEM,)\d+/m, '$1199');
    edit(['sheets', 'offers.csv'], /^frost,,/m, 'frost,#delete,');
    expect(await run('import', '--csv', sheets, '--json')).toBe(0);
    const { draft } = json();
    expect(await run('diff', 'current', draft)).toBe(0);
    expect(said.out[0]).toBe('~ offers.dragon   price 210 → 199 (-5.2 %)');
    expect(said.out[1]).toMatch(/^- offers\.frost {4}/);
    edit(['sheets', 'offers.csv'], /^(dragon,,GEM,)\d+/m, '$1198');
    expect(await run('import', '--csv', sheets, '--draft', draft)).toBe(0);
    expect(said.out[0]).toBe(`${draft} has revision 2 now.`);
    edit(['sheets', 'offers.csv'], /^(dragon,,GEM,)\d+/m, '$1abc');
    expect(await run('import', '--csv', sheets, '--draft', draft)).toBe(1);
    expect(said.complaints[0]).toMatch(
      /^offers\.csv:\d+:4 \/offers\/dragon\/price\/amount wrong_type/,
    );
  });

  it('shows the shop of a Friday evening, in two zones', async () => {
    const shop = async (zone: string) => {
      const at = ['--at', '2027-11-26T18:30', '--zone', zone];
      expect(await run('preview', ...at, '--locale', 'de', '--json')).toBe(0);
      return json().shop;
    };
    const [tokyo, berlin] = [await shop('Asia/Tokyo'), await shop('Europe/Berlin')];
    expect(tokyo.version).toBe(berlin.version);
    const facts = JSON.stringify({ timeZone: 'Asia/Tokyo' });
    const at = ['--at', '2027-11-26T18:30', '--zone', 'Asia/Tokyo', '--facts', facts];
    expect(await run('preview', ...at)).toBe(0);
    expect(said.out.find((line) => line.startsWith('potion'))).toMatch(/40 GEM +50 GEM +friday/);
    expect(await run('preview', '--facts', '[1]')).toBe(2);
    expect(await run('preview', '--zone', 'Asia/Tokyo')).toBe(2);
    expect(await run('preview', '--at', 'friday')).toBe(2);
  });

  it('says who may not, and never which token', async () => {
    for (const [secret, words] of [
      ['ot_demo_liveops', 'forbidden'],
      ['ot_demo_nobody', 'token_invalid'],
    ] as const) {
      token = secret;
      expect(await run('rollback', 'catalog_01h455vb4pex5vsknk084sn02q')).toBe(2);
      expect(said.complaints[0]).toContain(words);
      expect(said.complaints.join('\n')).not.toContain(secret);
    }
    token = 'ot_demo_admin';
    expect(await run('pull', join(folder, 'x'), '--title', 'other')).toBe(2);
    expect(said.complaints[0]).toContain('not_found');
  });

  it('still publishes with a key of a game server', async () => {
    const keyed = ['--url', service.url, '--key', 'sk_demo_sandbox'];
    expect(await run('publish', SAMPLE, ...keyed)).toBe(0);
    expect(await run('publish', SAMPLE, '--url', service.url, '--key', 'sk_wrong')).toBe(2);
    expect(said.complaints[0]).toContain('key_invalid');
  });
});

describe('the catalog command on a database without a server', () => {
  it('carries the application in itself', async () => {
    const home = await TEST_DATABASES[0]!.create();
    const configuration = testConfiguration(home.env);
    const first = await createHttpApplication(AppModule.of(configuration), configuration);
    await first.close();
    const { run, said } = commandLine((place) => openInProcess(configuration, place));
    const path = join(folder, 'in-process');
    expect(await run('pull', path)).toBe(0);
    edit(['in-process', 'offers.yaml'], 'amount: 300', 'amount: 301');
    expect(await run('publish', path, '--reason', 'by hand')).toBe(0);
    expect(await run('plan', path)).toBe(0);
    expect(said.out.at(-1)).toMatch(/^Plan: 0 to add, 0 to change/);
    expect(await run('pull', path, '--title', 'nobody')).toBe(2);
    expect(said.complaints[0]).toBe('There is no title “nobody”.');
    await home.drop();
  });
});
