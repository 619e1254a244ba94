import { contentOf, modelOf, readCatalogJson, readCatalogTree } from '../catalog-content.js';
import { FAULTS_TOLD_MAX, type Fault, faultLine } from './fault.js';
import { mergedTree } from './merged-tree.js';
import { Faults } from './source-tree.js';
import { yamlTree } from './yaml-tree.js';

/** What an attacker, or a broken export, would send: told as faults, never as a crash. */

const named = { name: { en: 'X' } };
const GEM = { ...named, kind: 'premium' };

function readYaml(text: string): readonly Fault[] {
  const faults = new Faults();
  const tree = yamlTree('hostile.yaml', text, faults);
  if (tree === null) return faults.told();
  return readCatalogTree(mergedTree([tree], faults), faults).faults;
}

const rows = (count: number, row: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => row(n)).join('\n');
const things = (count: number, thing: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, thing]));
const codes = (faults: readonly Fault[]) => [...new Set(faults.map(({ code }) => code))];
const nested = (depth: number): unknown => (depth === 0 ? 1 : { parts: nested(depth - 1) });
const cyclic: Record<string, unknown> = {};
cyclic.items = cyclic;

describe('a hostile catalog as JSON', () => {
  it.each<[name: string, document: unknown, codes: string[]]>([
    ['nothing', undefined, ['wrong_type']],
    ['null', null, ['wrong_type']],
    ['a list', [], ['wrong_type']],
    ['a text', 'currencies', ['wrong_type']],
    ['sections of the wrong type', { currencies: [], offers: 7 }, ['missing_field', 'wrong_type']],
    ['things of the wrong type', { currencies: { GEM: null, B: [], C: 1 } }, ['wrong_type']],
    [
      'a prototype',
      JSON.parse('{"__proto__":{"currencies":{}}}'),
      ['unknown_section', 'missing_field'],
    ],
    [
      'a thing named as the prototype',
      { currencies: { GEM }, offers: JSON.parse('{"__proto__":{}}') },
      ['invalid_key'],
    ],
    [
      'a field named as the prototype',
      { currencies: JSON.parse(`{"GEM":{"name":{"en":"X"},"kind":"soft","__proto__":{"cap":1}}}`) },
      ['unknown_field'],
    ],
    ['100,000 rows', { currencies: { GEM }, offers: things(100_000, {}) }, ['too_many']],
    ['20,000 sections', things(20_000, {}), ['unknown_section', 'more_faults']],
    [
      '19,000 faulty rows',
      { currencies: { GEM }, items: things(19_000, 1) },
      ['wrong_type', 'more_faults'],
    ],
    [
      '100,000 offers in a sale',
      {
        currencies: { GEM },
        sales: { s: { ...named, percent: 5, offers: Array(100_000).fill('x') } },
      },
      ['too_many'],
    ],
    [
      '20,000 currencies of a product',
      {
        currencies: { GEM },
        products: { p: { ...named, stores: { apple: 'p' }, grants: things(20_000, 1) } },
      },
      ['unknown_currency', 'more_faults'],
    ],
    ['depth', { items: nested(10_000) }, ['too_deep', 'missing_field']],
    ['a circle', cyclic, ['too_deep', 'missing_field']],
    ['a NUL', { currencies: { GEM: { ...GEM, name: { en: 'G\0m' } } } }, ['invalid_text']],
    [
      'half a character',
      { currencies: { GEM: { ...GEM, name: { en: 'G\ud83d' } } } },
      ['invalid_text'],
    ],
    [
      'an escape of the terminal',
      { currencies: { GEM: { ...GEM, name: { en: '\u001b[2J' } } } },
      ['invalid_text'],
    ],
    ['a price of -0', { currencies: { GEM: { ...GEM, cap: -0 } } }, ['out_of_range']],
    ['a price of 2^53', { currencies: { GEM: { ...GEM, cap: 2 ** 53 } } }, ['out_of_range']],
    ['a price as text', { currencies: { GEM: { ...GEM, cap: '100' } } }, ['wrong_type']],
  ])('%s', (_, document, expected) => {
    const { content, faults } = readCatalogJson(document);
    expect(content).toBeNull();
    expect(codes(faults).sort()).toEqual([...expected].sort());
    expect(faults.length).toBeLessThanOrEqual(FAULTS_TOLD_MAX);
    expect(Buffer.byteLength(faults.map(faultLine).join('\n'))).toBeLessThan(100_000);
  });

  it('says how many more faults there are', () => {
    const { faults } = readCatalogJson({ currencies: { GEM }, items: things(19_000, 1) });
    expect(faults).toHaveLength(FAULTS_TOLD_MAX);
    expect(faults.at(-1)?.message).toBe('There are 18,901 more faults.');
  });

  it('may use words of JavaScript as keys', () => {
    const currencies = { GEM, constructor: GEM, toString: GEM, hasOwnProperty: GEM };
    const products = { valueOf: { ...named, stores: { apple: 'p' }, grants: { constructor: 5 } } };
    const { content, faults } = readCatalogJson({ currencies, products });
    expect(faults).toEqual([]);
    expect(contentOf(modelOf(content!.text)).text).toBe(content!.text);
    const gold = { ...products.valueOf, grants: { isPrototypeOf: 5 } };
    expect(codes(readCatalogJson({ currencies, products: { gold } }).faults)).toEqual([
      'unknown_currency',
    ]);
  });

  it('may open to no more parts than an order can give', () => {
    const bundle = (parts: unknown[]) => ({ ...named, kind: 'bundle', parts });
    const twice = (sku: string) => bundle([{ sku }, { sku }]);
    const items: Record<string, unknown> = { b0: { ...named, kind: 'consumable' } };
    for (let n = 1; n <= 12; n += 1) items[`b${n}`] = twice(`b${n - 1}`);
    const told = readCatalogJson({ currencies: { GEM }, items }).faults.map(faultLine);
    expect(told).toEqual([
      '- /items/b9/parts too_many With all bundles in it, it has more than 1,000 parts.',
    ]);
  });

  it.each([false, true])('may nest bundles only so deep (innermost first: %p)', (turned) => {
    const chain = Array.from({ length: 300 }, (_, n) => {
      const parts = [{ sku: n === 0 ? 'potion' : `b${n - 1}` }];
      return [`b${n}`, { ...named, kind: 'bundle', parts }] as const;
    });
    const items = Object.fromEntries(turned ? chain : chain.reverse());
    const all = { potion: { ...named, kind: 'consumable' }, ...items };
    expect(codes(readCatalogJson({ currencies: { GEM }, items: all }).faults)).toEqual([
      'too_deep',
    ]);
  });

  it('keeps what an older version was allowed to say', () => {
    const text = contentOf(readCatalogJson({ currencies: { GEM } }).content!.model).text;
    const older = text.replace('"X"', '"a\\u0000b"');
    expect(modelOf(older).currencies.get('GEM')?.name.en).toBe('a\0b');
  });
});

describe('a hostile catalog as YAML', () => {
  it.each<[name: string, text: string, codes: string[]]>([
    ['100,000 rows', `items:\n${rows(100_000, (n) => `  i${n}: 1`)}`, ['too_many']],
    [
      'the same key 20,000 times',
      `items:\n${rows(20_000, () => '  i: 1')}`,
      ['duplicate_key', 'more_faults'],
    ],
    ['brackets', '['.repeat(30_000), ['syntax']],
    ['braces', '{'.repeat(30_000), ['syntax']],
    ['lists in lists', '- '.repeat(30_000), ['syntax']],
    ['a text without end', `"${'x'.repeat(900_000)}`, ['syntax']],
    ['a number in a key', 'currencies: { 007: 1 }', ['wrong_type']],
    ['a key that is a map', '{ ? { a: b } : c }', ['invalid_key', 'missing_field']],
    ['several documents', 'items: {}\n---\nitems: {}', ['syntax']],
    [
      'a tag that makes code',
      'items: !!js/function "x"',
      ['tag_refused', 'wrong_type', 'missing_field'],
    ],
    [
      'a control character',
      'currencies: { GEM: { kind: soft, name: { en: "\\0" } } }',
      ['invalid_text'],
    ],
  ])('%s', (_, text, expected) => {
    const faults = readYaml(text);
    for (const code of expected) expect(codes(faults)).toContain(code);
    expect(faults.length).toBeLessThanOrEqual(FAULTS_TOLD_MAX);
  });

  it('cannot make a long answer of a long key', () => {
    const key = 'k'.repeat(400_000);
    const faults = readYaml(`items:\n  ${key}: [${'*a, '.repeat(20_000)}*a]`);
    expect(Buffer.byteLength(JSON.stringify(faults))).toBeLessThan(100_000);
  });

  it('cannot write to the terminal', () => {
    const line = readYaml('"\\e[31m": 1\ncurrencies: {}').map(faultLine).join('\n');
    expect(line).toContain('\\u001b[31m');
    expect(line).not.toContain('\u001b');
  });
});
