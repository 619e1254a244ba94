import { readCatalogTree } from '../catalog-content.js';
import { type Fault, faultLine } from './fault.js';
import { mergedTree } from './merged-tree.js';
import { Faults } from './source-tree.js';
import { yamlTree } from './yaml-tree.js';

/** Twenty-nine lines without a fault; each test plants one. */
const SOUND = `currencies:
  GEM: { name: { en: Gems }, kind: premium, cap: 1000 }
  GOLD: { name: { en: Gold }, kind: soft }
products:
  small:
    name: { en: Small }
    stores: { apple: com.x.small, google: small }
    grants: { GEM: 100 }
    referencePrice: 0.99 USD
  large:
    name: { en: Large }
    stores: { apple: com.x.large }
    grants: { GEM: 500 }
    referencePrice: 4.49 USD
items:
  skin: { kind: durable, name: { en: Skin } }
  potion: { kind: consumable, stack: 10, name: { en: Potion } }
  sword: { kind: upgrade, levels: 3, name: { en: Sword } }
  door: { kind: unlock, name: { en: Door } }
  gate: { kind: unlock, requires: [door], name: { en: Gate } }
  pair: { kind: bundle, name: { en: Pair }, parts: [{ sku: skin }, { sku: potion, quantity: 2 }] }
  nest: { kind: bundle, name: { en: Nest }, parts: [{ sku: pair }, { sku: potion }] }
offers:
  skin:
    name: { en: Skin }
    price: { currency: GEM, amount: 300 }
    grants: [{ sku: skin }]
    startsAt: 2026-11-27T18:00:00+09:00
    endsAt: 2026-11-30T00:00:00+09:00
  blade: { name: { en: B }, price: { currency: GOLD, amount: 5 }, grants: [{sku: sword, level: 3}] }
`;

function read(...files: readonly string[]) {
  const faults = new Faults();
  const trees = files.map((text, index) => yamlTree(`${index + 1}.yaml`, text, faults));
  const sound = trees.flatMap((tree) => (tree ? [tree] : []));
  if (sound.length < trees.length) return { content: null, faults: faults.told() };
  return readCatalogTree(mergedTree(sound, faults), faults);
}

function changed(from: string, to: string): string {
  if (!SOUND.includes(from)) throw new Error(`not in the sound catalog: ${from}`);
  return SOUND.replace(from, to);
}

const told = ({ line, column, pointer, code }: Fault) => `${line}:${column} ${pointer} ${code}`;

describe('a faulty catalog', () => {
  it('is not what the tests start from', () => {
    expect(read(SOUND).faults).toEqual([]);
  });

  it.each<[name: string, from: string, to: string, faults: string[]]>([
    ['unknown section', 'offers:', 'ofers:', ['23:1 /ofers unknown_section']],
    ['unknown field', 'levels: 3', 'levels: 3, lvl: 1', ['18:38 /items/sword/lvl unknown_field']],
    ['missing field', ', kind: soft', '', ['3:3 /currencies/GOLD/kind missing_field']],
    ['wrong type', 'GEM: 100', 'GEM: many', ['8:20 /products/small/grants/GEM wrong_type']],
    ['number for text', 'en: Small', 'en: 7', ['6:17 /products/small/name/en wrong_type']],
    [
      'no map',
      '  door: { kind: unlock, name: { en: Door } }',
      '  door: 1',
      ['19:9 /items/door wrong_type'],
    ],
    ['duplicate key', 'cap: 1000', 'cap: 1000, cap: 1', ['2:56 /currencies/GEM/cap duplicate_key']],
    ['duplicate thing', '  large:', '  small:', ['10:3 /products/small duplicate_key']],
    [
      'bad key',
      '  potion:',
      '  _p: { kind: durable, name: { en: P } }\n  potion:',
      ['17:3 /items/_p invalid_key'],
    ],
    ['alias', 'en: Small', 'en: &a Small', ['6:20 /products/small/name/en alias_refused']],
    ['tag', 'GEM: 100', 'GEM: !!int 100', ['8:26 /products/small/grants/GEM tag_refused']],
    [
      'merge key',
      'GEM: 100',
      '<<: 1, GEM: 100',
      ['8:15 /products/small/grants/<< unknown_currency'],
    ],
    ['unknown kind', 'kind: durable', 'kind: hat', ['16:17 /items/skin/kind invalid_choice']],
    [
      'no English',
      '{ en: Gold }',
      '{ de: Gold }',
      ['3:11 /currencies/GOLD/name/en missing_locale'],
    ],
    [
      'locale form',
      '{ en: Gold }',
      '{ en: Gold, DE_de: Gold }',
      ['3:29 /currencies/GOLD/name/DE_de invalid_locale'],
    ],
    [
      'locale spelling',
      '{ en: Gold }',
      '{ en: Gold, pt-br: Ouro }',
      ['3:29 /currencies/GOLD/name/pt-br invalid_locale'],
    ],
    ['empty text', 'en: Gold', 'en: " "', ['3:23 /currencies/GOLD/name/en missing_field']],
    [
      'negative amount',
      'amount: 300',
      'amount: -300',
      ['26:37 /offers/skin/price/amount out_of_range'],
    ],
    [
      'price of nothing',
      'amount: 300',
      'amount: 0',
      ['26:37 /offers/skin/price/amount out_of_range'],
    ],
    ['fraction', 'amount: 300', 'amount: 2.5', ['26:37 /offers/skin/price/amount out_of_range']],
    [
      '2^53',
      'amount: 300',
      'amount: 9007199254740993',
      ['26:37 /offers/skin/price/amount out_of_range'],
    ],
    [
      'not a number',
      'amount: 300',
      'amount: .nan',
      ['26:37 /offers/skin/price/amount out_of_range'],
    ],
    ['float money', '0.99 USD', '0.99', ['9:21 /products/small/referencePrice invalid_money']],
    [
      'money of nothing',
      '0.99 USD',
      '0 USD',
      ['9:21 /products/small/referencePrice invalid_money'],
    ],
    [
      'two real currencies',
      '4.49 USD',
      '4.49 EUR',
      ['14:21 /products/large/referencePrice mixed_reference_currency'],
    ],
    ['no store', '{ apple: com.x.large }', '{}', ['12:13 /products/large/stores missing_field']],
    [
      'store id form',
      'google: small',
      'google: Small',
      ['7:43 /products/small/stores/google invalid_store_id'],
    ],
    [
      'store id twice',
      'com.x.large',
      'com.x.small',
      ['12:22 /products/large/stores/apple store_id_reused'],
    ],
    [
      'unknown currency sold',
      'GEM: 500',
      'GM: 500',
      ['13:15 /products/large/grants/GM unknown_currency'],
    ],
    [
      'soft currency sold',
      'GEM: 500',
      'GOLD: 500',
      ['13:15 /products/large/grants/GOLD soft_currency_sold'],
    ],
    ['pack over the cap', 'GEM: 500', 'GEM: 5000', ['13:20 /products/large/grants/GEM over_cap']],
    ['price over the cap', 'amount: 300', 'amount: 1001', ['26:12 /offers/skin/price over_cap']],
    [
      'unknown price currency',
      'currency: GEM',
      'currency: GM',
      ['26:24 /offers/skin/price/currency unknown_currency'],
    ],
    [
      'unknown sku',
      '[{ sku: skin }]\n',
      '[{ sku: skim }]\n',
      ['27:21 /offers/skin/grants/0/sku unknown_sku'],
    ],
    [
      'same sku twice',
      '[{ sku: skin }]\n',
      '[{ sku: skin }, { sku: skin }]\n',
      ['27:36 /offers/skin/grants/1/sku duplicate_sku'],
    ],
    [
      'bundle and its part',
      '[{ sku: skin }]\n',
      '[{ sku: skin }, { sku: nest }]\n',
      ['27:13 /offers/skin/grants granted_twice'],
    ],
    [
      'over the stack',
      '[{ sku: skin }]\n',
      '[{ sku: potion, quantity: 11 }]\n',
      ['27:13 /offers/skin/grants over_stack'],
    ],
    ['nothing given', '[{ sku: skin }]\n', '[]\n', ['27:13 /offers/skin/grants missing_field']],
    ['level beyond', 'level: 3', 'level: 4', ['30:76 /offers/blade/grants/0 level_out_of_range']],
    [
      'level of a skin',
      '[{ sku: skin }]\n',
      '[{ sku: skin, level: 1 }]\n',
      ['27:14 /offers/skin/grants/0 level_out_of_range'],
    ],
    [
      'two levels at once',
      'level: 3',
      'quantity: 2',
      ['30:76 /offers/blade/grants/0 granted_twice'],
    ],
    [
      'limit below one',
      'endsAt:',
      'limitPerPlayer: 0\n    endsAt:',
      ['29:21 /offers/skin/limitPerPlayer out_of_range'],
    ],
    [
      'time without offset',
      'T18:00:00+09:00',
      'T18:00:00',
      ['28:15 /offers/skin/startsAt invalid_time'],
    ],
    ['no such day', '2026-11-30T', '2026-11-31T', ['29:13 /offers/skin/endsAt invalid_time']],
    ['window backwards', '2026-11-30T', '2026-11-20T', ['29:13 /offers/skin/endsAt window_empty']],
    [
      'bundle of itself',
      '[{ sku: pair }',
      '[{ sku: nest }',
      ['22:60 /items/nest/parts/0/sku bundle_cycle'],
    ],
    [
      'bundle circle',
      '[{ sku: skin }, {',
      '[{ sku: nest }, {',
      ['22:60 /items/nest/parts/0/sku bundle_cycle'],
    ],
    [
      'upgrade in a bundle',
      '[{ sku: pair }',
      '[{ sku: sword }',
      ['22:60 /items/nest/parts/0/sku not_grantable'],
    ],
    [
      'skin twice in a bundle',
      '{ sku: pair }',
      '{ sku: pair, quantity: 2 }',
      ['22:52 /items/nest/parts granted_twice'],
    ],
    [
      'unknown part',
      '{ sku: pair }',
      '{ sku: pear }',
      ['22:60 /items/nest/parts/0/sku unknown_sku'],
    ],
    ['unlock of itself', '[door]', '[gate]', ['20:35 /items/gate/requires unlock_cycle']],
    [
      'unlock circle',
      'unlock, name',
      'unlock, requires: [gate], name',
      ['19:35 /items/door/requires unlock_cycle', '20:35 /items/gate/requires unlock_cycle'],
    ],
    ['unlock by a bundle', '[door]', '[pair]', ['20:36 /items/gate/requires/0 not_grantable']],
    [
      'a faulty item is told once',
      'levels: 3',
      'levels: x',
      ['18:35 /items/sword/levels wrong_type'],
    ],
    ['no YAML', 'GEM: 100 }', 'GEM: 100', ['9:5  syntax']],
  ])('%s', (_, from, to, faults) => {
    const reading = read(changed(from, to));
    expect(reading.content).toBeNull();
    expect(reading.faults.map(told)).toEqual(faults);
  });

  it('tells all faults at once, in reading order, each with a sentence', () => {
    const text = changed('amount: 300', 'amount: 0').replace('kind: durable', 'kind: hat');
    const lines = read(text).faults.map(faultLine);
    expect(lines).toEqual([
      '1.yaml:16:17 /items/skin/kind invalid_choice ' +
        'Write one of: durable, consumable, upgrade, unlock, bundle.',
      '1.yaml:26:37 /offers/skin/price/amount out_of_range ' +
        'Write a whole number from 1 to 1,000,000,000,000.',
    ]);
  });

  it('names the other file when a key stands in two', () => {
    const second = 'items:\n  skin: { kind: durable, name: { en: Skin } }\n';
    const [fault, ...others] = read(SOUND, second).faults;
    expect(others).toEqual([]);
    expect(faultLine(fault!)).toBe(
      '2.yaml:2:3 /items/skin duplicate_key “skin” stands in 1.yaml, line 16, already.',
    );
  });

  it('may be a bomb of aliases without being unfolded', () => {
    const bomb = Array.from({ length: 30 }, (_, n) =>
      n === 0 ? 'a0: &a0 [x]' : `a${n}: &a${n} [*a${n - 1}, *a${n - 1}]`,
    ).join('\n');
    const codes = new Set(read(bomb).faults.map(({ code }) => code));
    expect(codes).toContain('alias_refused');
  });

  it('may be nested without end', () => {
    const codes = read(`items: ${'['.repeat(200_000)}`).faults.map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(0);
  });

  it('may have too many entries', () => {
    const many = Array.from({ length: 20_001 }, (_, n) => `  i${n}: 1`).join('\n');
    expect(read(`items:\n${many}`).faults.map(({ code }) => code)).toEqual(['too_many']);
  });
});

describe('bundles within bundles', () => {
  it('stay as they are written', () => {
    const nest = read(SOUND).content?.model.items.get('nest');
    expect(nest).toMatchObject({
      parts: [
        { sku: 'pair', quantity: 1 },
        { sku: 'potion', quantity: 1 },
      ],
    });
  });

  it('cannot hide a number without end', () => {
    const layers = Array.from({ length: 12 }, (_, n) => {
      const inner = n === 0 ? 'potion' : `b${n - 1}`;
      const parts = `[{ sku: ${inner}, quantity: 1000000 }]`;
      return `  b${n}: { kind: bundle, name: { en: B }, parts: ${parts} }`;
    });
    const text = changed('stack: 10, ', '').replace('items:', `items:\n${layers.join('\n')}`);
    expect(read(text).faults.map(told)).toEqual(['17:47 /items/b1/parts out_of_range']);
  });
});
