import * as typescript from 'typescript';
import { generatedCatalog } from '../../../test/support/generated-catalogs.js';
import { seededRandom, seedFromEnvironment } from '../../../test/support/random.js';
import { type CatalogContent, readCatalogTree } from '../catalog-content.js';
import { faultLine } from '../reading/fault.js';
import { mergedTree } from '../reading/merged-tree.js';
import { Faults } from '../reading/source-tree.js';
import { yamlTree } from '../reading/yaml-tree.js';
import { type CsvFile, csvFilesOf } from './csv/csv-export.js';
import { importedTree } from './csv/csv-import.js';
import type { CatalogDocument } from './document.js';
import { literalTypes } from './literal-types.js';
import { documentOf } from './source.js';
import { yamlFilesOf } from './yaml-files.js';

const CATALOGS = 16;
/** What a spreadsheet or a YAML reader may take for something else. */
const ODD_TEXTS = [
  '=HYPERLINK("http://x")',
  '+1',
  '-1',
  '@x',
  "'",
  "''",
  '#delete',
  '# x',
  ' a ',
  'a,b;c\td',
  'a "b"',
  'one\ntwo',
  'one\r\ntwo',
  'true',
  'null',
  '~',
  '1e3',
  '0x10',
  '2026-11-27',
  '- a',
  'a: b',
  '{a}',
  '[a]',
  '&a',
  '*a',
  '!a',
  '%a',
  '\ufeffa',
  '漢字 ‏عربي‏ 💎',
  `${'long '.repeat(30)}end`,
];

function readBack(files: readonly { name: string; text: string }[]): CatalogContent {
  const faults = new Faults();
  const trees = files.map(({ name, text }) => yamlTree(name, text, faults)!);
  return sound(readCatalogTree(mergedTree(trees, faults), faults));
}

function imported(base: CatalogDocument, files: readonly CsvFile[]): CatalogContent {
  const faults = new Faults();
  return sound(readCatalogTree(importedTree(base, files, faults), faults));
}

function sound({ content, faults }: ReturnType<typeof readCatalogTree>): CatalogContent {
  if (content === null) throw new Error(faults.map(faultLine).join('\n'));
  return content;
}

/** With texts that are hard to carry, in all places of texts. */
function withOddTexts(content: CatalogContent, random: () => number): CatalogContent {
  const document = structuredClone(documentOf(content)) as Record<string, Record<string, Thing>>;
  type Thing = { name: Record<string, string>; description?: Record<string, string> };
  const odd = () => ODD_TEXTS[Math.floor(random() * ODD_TEXTS.length)]!;
  for (const section of Object.values(document)) {
    for (const thing of Object.values(section)) {
      if (random() < 0.5) thing.name = { en: odd(), de: odd() };
      if (thing.description) thing.description = { en: odd() };
    }
  }
  return sound(readCatalogTree(importedTree(document as never, [], new Faults()), new Faults()));
}

describe('a catalog that goes out and comes back', () => {
  const seed = seedFromEnvironment();
  const random = seededRandom(seed);
  const catalogs = Array.from({ length: CATALOGS }, (_, index) => {
    const content = generatedCatalog(random);
    return index % 2 === 0 ? content : withOddTexts(content, random);
  });

  it(`has every kind of thing somewhere (seed ${seed})`, () => {
    const filled = (name: keyof CatalogContent['model']) =>
      catalogs.filter(({ model }) => model[name].size > 0).length;
    for (const name of ['sales', 'audiences', 'promotions', 'coupons', 'draws'] as const) {
      expect(filled(name)).toBeGreaterThan(CATALOGS / 4);
    }
  });

  it(`is the same after CSV, and so are the bytes of the CSV (seed ${seed})`, () => {
    for (const content of catalogs) {
      const document = documentOf(content);
      const files = csvFilesOf(document);
      const back = imported({}, files);
      expect(back.text).toBe(content.text);
      expect(csvFilesOf(documentOf(back))).toEqual(files);
      expect(imported(document, files).text).toBe(content.text);
    }
  });

  it(`is the same after YAML, and so are the bytes of the YAML (seed ${seed})`, () => {
    for (const content of catalogs) {
      const files = yamlFilesOf(documentOf(content));
      const back = readBack(files);
      expect(back.text).toBe(content.text);
      expect(yamlFilesOf(documentOf(back))).toEqual(files);
    }
  });

  it(`holds no cell that a spreadsheet would run (seed ${seed})`, () => {
    const cell = /(?:^|,|\r\n)"?([=+@\t]|\r(?!\n)|-(?!\d+"?(?:,|\r\n)))/;
    for (const content of catalogs) {
      for (const { text } of csvFilesOf(documentOf(content))) {
        // What stands in quotes is judged by its first letter alone.
        const plain = text.replace(/"((?:[^"]|"")*)"/g, (_, inner: string) => inner.slice(0, 1));
        expect(cell.exec(plain)?.[0]).toBeUndefined();
      }
    }
  });

  it('is split into files of less than 1 MB when it is large', () => {
    const items = Array.from({ length: 4_000 }, (_, index) => {
      const name = { en: `Thing ${index}`, de: 'D'.repeat(180) };
      return [`item.${index}`, { kind: 'durable', name }];
    });
    const document = {
      currencies: { GEM: { kind: 'premium', name: { en: 'Gems' } } },
      items: Object.fromEntries(items),
    };
    const files = yamlFilesOf(document);
    expect(files.map(({ name }) => name).slice(0, 3)).toEqual([
      'currencies.yaml',
      'items.yaml',
      'items-2.yaml',
    ]);
    for (const { text } of files) expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(readBack(files).model.items.size).toBe(4_000);
  });
});

describe('the keys of a catalog as types', () => {
  it('let a game name what is there, and nothing else', () => {
    const thing = { name: { en: 'x' } };
    const text = literalTypes(
      {
        currencies: { GEM: thing },
        items: { potion: thing, 'skin.dragon': thing },
        offers: { dragon: thing, gone: { ...thing, archived: true } },
      },
      'ab'.repeat(32),
    );
    const uses = [
      ["OfferKey = 'dragon'", true],
      ["OfferKey = 'gone'", false],
      ["OfferKey = 'dragn'", false],
      ["Sku = 'skin.dragon'", true],
      ["Sku = 'dragon'", false],
      ["CurrencyCode = 'GEM'", true],
      ["CurrencyCode = 'gem'", false],
      ["ProductKey = 'gems_500'", false],
    ] as const;
    const faults = compiled(
      `${text}\n${uses.map(([use], at) => `const u${at}: ${use};`).join('\n')}`,
    );
    const first = text.split('\n').length;
    const wrong = uses.flatMap(([, fits], at) => (fits ? [] : [first + at]));
    expect(faults).toEqual(wrong);
  });

  it('are the same text for the same catalog', () => {
    const { text } = generatedCatalog(seededRandom(7));
    const document = JSON.parse(text) as CatalogDocument;
    expect(literalTypes(document, 'x')).toBe(literalTypes(structuredClone(document), 'x'));
    expect(compiled(literalTypes(document, 'x'))).toEqual([]);
  });
});

/** The lines, from 0, in which the compiler finds a fault. */
function compiled(text: string): number[] {
  const file = typescript.createSourceFile('types.ts', text, typescript.ScriptTarget.Latest, true);
  const host: typescript.CompilerHost = {
    getSourceFile: (name) => (name === 'types.ts' ? file : undefined),
    writeFile: () => {},
    getDefaultLibFileName: () => 'lib.d.ts',
    useCaseSensitiveFileNames: () => true,
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => '',
    getNewLine: () => '\n',
    fileExists: (name) => name === 'types.ts',
    readFile: () => undefined,
  };
  const options = { noLib: true, strict: true, types: [] };
  const program = typescript.createProgram(['types.ts'], options, host);
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return found.map(({ start = 0 }) => file.getLineAndCharacterOfPosition(start).line);
}
