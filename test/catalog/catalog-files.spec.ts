import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotConnect } from '../../src/catalog/command/outcome.js';
import { commandLine, workFolder } from '../support/command-line.js';

const SAMPLE = join(__dirname, '../../examples/catalog');

const folder = workFolder();
afterAll(() => folder.remove());

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
    const path = folder.written('faulty', { 'all.yaml': text });
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
    const path = folder.written('loop', {
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
    const path = folder.written('warned', {
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
    const [csv, yaml, again] = ['csv', 'yaml', 'csv-again'].map((name) => folder.at(name));
    expect(await run('export', '--csv', csv!, '--from', SAMPLE)).toBe(0);
    expect(await run('import', '--csv', csv!, '--from', SAMPLE, '--to', yaml!)).toBe(0);
    expect(await run('export', '--csv', again!, '--from', yaml!)).toBe(0);
    expect(readdirSync(again!)).toEqual(readdirSync(csv!));
    for (const name of readdirSync(csv!))
      expect(folder.text('csv-again', name)).toBe(folder.text('csv', name));
    expect(await run('validate', yaml!, '--json')).toBe(0);
    const { hash } = json();
    await run('validate', SAMPLE, '--json');
    expect(json().hash).toBe(hash);
  });

  it('writes types of a folder', async () => {
    const out = folder.at('catalog-keys.ts');
    expect(await run('types', '--from', SAMPLE, '--out', out)).toBe(0);
    expect(folder.text('catalog-keys.ts')).toContain("  | 'skin.dragon'");
    expect(await run('types', '--from', SAMPLE)).toBe(0);
    expect(said.out.join('\n')).toBe(folder.text('catalog-keys.ts').trimEnd());
  });

  it('leaves files alone that it did not write', async () => {
    const path = folder.written('mine', { 'offers.yaml': '# mine\n' });
    expect(await run('import', SAMPLE, '--to', path)).toBe(2);
    expect(said.complaints[0]).toContain('holds offers.yaml, which a pull did not write');
    expect(folder.text('mine', 'offers.yaml')).toBe('# mine\n');
  });

  it('takes away what an earlier pull wrote and this one does not', async () => {
    const path = folder.at('pulled');
    expect(await run('import', SAMPLE, '--to', path)).toBe(0);
    const small = folder.written('small', {
      'a.yaml': 'currencies: { GEM: { name: { en: Gems }, kind: premium } }',
    });
    expect(await run('import', small, '--to', path)).toBe(0);
    expect(readdirSync(path)).toEqual(['catalog.schema.json', 'currencies.yaml']);
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
      folder.written('deep', { 'a.yaml': deep }),
      folder.written('bomb', { 'a.yaml': `a0: &a0 [x]\n${bomb.slice(1).join('\n')}` }),
      folder.written('rows', { 'a.yaml': `offers:\n${rows.join('\n')}` }),
      folder.written('types', { 'a.yaml': 'currencies: [1, 2]\noffers: !!set {a, b}\nitems: 7' }),
      folder.written('cycle', {
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
      folder.written('csv-rows', cell(`key,action,price.amount\n${many}`)),
      folder.written('csv-quotes', cell('key,action,price.amount\na,,"1')),
      folder.written('csv-nul', cell('key,action,name.en\na,,x\u0000y')),
      folder.written('csv-proto', cell('key,action,price.amount\n__proto__,,1\nconstructor,,2')),
    ];
    for (const path of sheets) {
      const argv = ['import', '--csv', path, '--from', SAMPLE, '--to', folder.at('never')];
      expect([path, await run(...argv)]).toEqual([path, 1]);
      expect(said.complaints[0]).toContain('offers.csv');
    }
    expect(existsSync(folder.at('never'))).toBe(false);
    const latin = folder.written('csv-latin', { 'offers.csv': Buffer.from([0x6b, 0xe4]) });
    expect(await run('import', '--csv', latin, '--to', 'x', '--from', SAMPLE)).toBe(2);
    expect(said.complaints[0]).toContain('is not UTF-8');
  });
});
