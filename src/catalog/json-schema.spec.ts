import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { generatedDocument } from '../../test/support/generated-catalogs.js';
import { mutatedDocument } from '../../test/support/mutated-documents.js';
import { seededRandom, seedFromEnvironment } from '../../test/support/random.js';
import { WHOLE_CATALOG } from '../../test/support/whole-catalog.js';
import { readCatalogJson } from './catalog-content.js';
import { catalogJsonSchema } from './json-schema.js';

const SAMPLE = join(__dirname, '../../examples/catalog');
const seed = seedFromEnvironment();
const validate = new Ajv2020({ allErrors: true, verbose: true, strict: false }).compile(
  catalogJsonSchema(),
);

type Json = Record<string, unknown>;

function errorsOf(document: unknown): readonly ErrorObject[] {
  return validate(document) ? [] : (validate.errors ?? []);
}

/** Every map in the document, by its pointer. */
function mapsIn(value: unknown, pointer = ''): [pointer: string, map: Json][] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, member]) => {
    return mapsIn(member, `${pointer}/${key}`);
  });
  return Array.isArray(value) ? inner : [[pointer, value as Json], ...inner];
}

/** What the readers say is known where an unknown field stands; null: any key may stand there. */
function knownToReaders(document: unknown, pointer: string): string[] | null {
  const { faults } = readCatalogJson(document);
  const fault = faults.find((one) => one.pointer === `${pointer}/zzz`);
  if (fault?.code !== 'unknown_field' && fault?.code !== 'unknown_section') return null;
  return fault.message.split('known: ')[1]!.replace(/\.$/, '').split(', ').sort();
}

/** The same by the schema; of items the branch of their kind counts. */
function knownToSchema(document: unknown, pointer: string, kind: unknown): string[] | null {
  const branches = errorsOf(document)
    .filter(({ keyword, instancePath }) => {
      return keyword === 'additionalProperties' && instancePath === pointer;
    })
    .map(({ parentSchema }) => parentSchema?.properties as Json)
    .filter(({ kind: ofBranch }) => {
      const constant = (ofBranch as Json | undefined)?.const;
      return constant === undefined || constant === kind;
    });
  expect(branches.length).toBeLessThanOrEqual(1);
  return branches[0]
    ? Object.keys(branches[0])
        .filter((name) => name !== '$schema')
        .sort()
    : null;
}

describe('the JSON Schema of the format', () => {
  it('is the file beside the sample catalog', () => {
    const file = JSON.parse(readFileSync(join(SAMPLE, 'catalog.schema.json'), 'utf8'));
    expect(file).toEqual(catalogJsonSchema()); // npm run catalog-schema
  });

  it('knows the fields that the readers know, and no others, at every place', () => {
    const places = mapsIn(parse(WHOLE_CATALOG));
    let fixed = 0;
    for (const [pointer, { kind }] of places) {
      const document = parse(WHOLE_CATALOG);
      const map = mapsIn(document).find(([other]) => other === pointer)![1];
      map.zzz = 1;
      const known = knownToReaders(document, pointer);
      expect([pointer, knownToSchema(document, pointer, kind)]).toEqual([pointer, known]);
      if (known !== null) fixed += 1;
    }
    expect(fixed).toBeGreaterThan(45);
  });

  it.each('audiences coupons currencies draws items offers products promotions sales'.split(' '))(
    'takes %s.yaml of the sample catalog, which names it for editors',
    (name) => {
      const text = readFileSync(join(SAMPLE, `${name}.yaml`), 'utf8');
      expect(errorsOf(parse(text) ?? {})).toEqual([]);
      expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./catalog.schema.json');
    },
  );

  it('may be named in a JSON file', () => {
    const document = { $schema: './catalog.schema.json', ...(parse(WHOLE_CATALOG) as Json) };
    expect(errorsOf(document)).toEqual([]);
    expect(readCatalogJson(document).content?.text).toBe(
      readCatalogJson(parse(WHOLE_CATALOG)).content?.text,
    );
  });

  it(`never refuses what the readers take (SEED=${seed})`, () => {
    const random = seededRandom(seed);
    let sound = 0;
    let refused = 0;
    for (let n = 0; n < 80; n += 1) {
      const whole = generatedDocument(random);
      const document = n % 5 === 0 ? whole : mutatedDocument(whole, random);
      const errors = errorsOf(document);
      if (readCatalogJson(document).content === null) {
        if (errors.length > 0) refused += 1;
        continue;
      }
      expect(errors).toEqual([]);
      sound += 1;
    }
    expect(sound).toBeGreaterThan(12);
    expect(refused).toBeGreaterThan(25);
  });

  it.each<[pointer: string, value: unknown]>([
    ['/offers/skin/price', { currency: 'GEM', amount: 0 }],
    ['/offers/skin/price', { currency: 'GEM', amount: 2 ** 53 }],
    ['/offers/skin/price', { currency: 'GEM' }],
    ['/offers/skin/price', { currency: 'GEM', amount: 1, levels: [1] }],
    ['/offers/gold/gives', undefined],
    ['/offers/chest/gives', { GOLD: 1 }],
    ['/offers/sword/startsAt', '2026-11-27T18:00:00Z'],
    ['/offers/skin/startsAt', '2026-11-27T18:00:00'],
    ['/offers/skin/requires', ['door', 'door']],
    ['/offers/_skin', {}],
    ['/sales/fixed/percent', 10],
    ['/sales/friday/percent', 100],
    ['/items/sword/levels', undefined],
    ['/items/sword/stack', 5],
    ['/items/skin/name', { de: 'Haut' }],
    ['/coupons/welcome/gives', undefined],
    ['/draws/chest/entries/rare/weight', 0],
  ])('refuses a mistake in shape: %s = %j', (pointer, value) => {
    const document = parse(WHOLE_CATALOG) as Json;
    const steps = pointer.slice(1).split('/');
    const owner = steps.slice(0, -1).reduce((map, step) => map[step] as Json, document);
    if (value === undefined) delete owner[steps.at(-1)!];
    else owner[steps.at(-1)!] = value;
    expect(errorsOf(document).length).toBeGreaterThan(0);
    expect(readCatalogJson(document).content).toBeNull();
  });
});
