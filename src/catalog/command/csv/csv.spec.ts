import { readCatalogTree } from '../../catalog-content.js';
import { Faults } from '../../reading/source-tree.js';
import type { CatalogDocument } from '../document.js';
import { cellOfText, textOfCell } from './cell-text.js';
import { csvFilesOf } from './csv-export.js';
import { importedTree } from './csv-import.js';

const name = { en: 'Thing' };
const BASE: CatalogDocument = {
  currencies: { GEM: { name: { en: 'Gems', de: 'Edelsteine' }, kind: 'premium' } },
  items: {
    potion: { name, kind: 'consumable', stack: 99 },
    sword: { name, kind: 'upgrade', levels: 3 },
  },
  offers: {
    potion: {
      name: { en: 'Potion' },
      price: { currency: 'GEM', amount: 50 },
      grants: [{ sku: 'potion', quantity: 5 }],
      limitPerPlayer: 3,
    },
    sword: {
      name: { en: 'Sword' },
      price: { currency: 'GEM', amount: 150 },
      grants: [{ sku: 'sword', quantity: 1, level: 2 }],
    },
  },
};
const OFFERS_HEAD = 'key,action,price.amount';

function imported(files: Record<string, string>, base: CatalogDocument = BASE) {
  const faults = new Faults();
  const all = Object.entries(files).map(([file, text]) => ({ name: `${file}.csv`, text }));
  const tree = importedTree(base, all, faults);
  const { content, faults: found } = readCatalogTree(tree, faults);
  const document = content && (JSON.parse(content.text) as CatalogDocument);
  return {
    document,
    told: found.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`),
    offer: (key: string) => document?.offers?.[key] as Record<string, unknown> | undefined,
  };
}
const fileOf = (document: CatalogDocument, wanted: string) =>
  csvFilesOf(document)
    .find((file) => file.name === `${wanted}.csv`)!
    .text.replace(/^\ufeff/, '');

describe('a catalog as CSV', () => {
  it('has one row for each thing, and columns in one order', () => {
    expect(fileOf(BASE, 'currencies')).toBe(
      'key,action,kind,cap,name.en,name.de\r\nGEM,,premium,,Gems,Edelsteine\r\n',
    );
    expect(fileOf(BASE, 'items').split('\r\n')[1]).toBe('potion,,consumable,99,,,,,,Thing,');
    const [head, potion, sword] = fileOf(BASE, 'offers').split('\r\n');
    expect(head).toMatch(/^key,action,price\.currency,price\.amount,price\.levels,grants,gives,/);
    expect(potion).toMatch(/^potion,,GEM,50,,potion x5,,/);
    expect(sword).toMatch(/^sword,,GEM,150,,sword level 2,,/);
  });

  it('begins with a byte order mark, and is read with and without one', () => {
    for (const { text } of csvFilesOf(BASE)) expect(text).toMatch(/^\ufeff[a-z]/);
  });

  it('quotes what RFC 4180 wants quoted, and keeps line breaks within a text', () => {
    const texts = ['a "quoted" word', 'one, two', 'one\ntwo', ' spaces ', 'a; b', 'x\r\ny'];
    for (const text of texts) {
      const document = {
        ...BASE,
        currencies: { GEM: { name: { en: 'a', de: text }, kind: 'soft' } },
      };
      const written = fileOf(document, 'currencies');
      const cell = `"${text.replaceAll('"', '""')}"`;
      expect(written).toBe(`key,action,kind,cap,name.en,name.de\r\nGEM,,soft,,a,${cell}\r\n`);
    }
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', "'quoted", "''", '#delete', '#', '=', "'=1"])(
    'makes of %j no formula, and gives it back',
    (text) => {
      expect(cellOfText(text)).toBe(`'${text}`);
      expect(textOfCell(cellOfText(text))).toBe(text);
    },
  );

  it('says no rather than lose a field that no column holds', () => {
    const strange = { ...BASE, offers: { x: { ...BASE.offers!.potion!, colour: 'red' } } };
    expect(() => csvFilesOf(strange)).toThrow('offers.csv has no column for “colour”');
    const deep = { ...BASE, offers: { x: { ...BASE.offers!.potion!, price: { tax: 1 } } } };
    expect(() => csvFilesOf(deep)).toThrow('offers.csv has no column for “tax”');
  });

  it.each([
    ['as it is exported', `${OFFERS_HEAD}\r\npotion,,40\r\n`],
    ['with a byte order mark', `\ufeff${OFFERS_HEAD}\r\npotion,,40\r\n`],
    ['with semicolons', `${OFFERS_HEAD}\npotion,,40\n`.replaceAll(',', ';')],
    ['with tabs', `${OFFERS_HEAD}\npotion,,40\n`.replaceAll(',', '\t')],
    ['with every cell in quotes', `"key","action","price.amount"\n"potion","","40"`],
    ['with old line endings', `${OFFERS_HEAD}\rpotion,,40\r`],
    ['with empty rows and columns', `${OFFERS_HEAD}\n\n,,\npotion,, 40 ,,\n\n`],
  ])('is read %s', (_, text) => {
    const { told, offer } = imported({ offers: text });
    expect(told).toEqual([]);
    expect(offer('potion')!.price).toEqual({ currency: 'GEM', amount: 40 });
    expect(offer('potion')!.limitPerPlayer).toBe(3);
    expect(offer('sword')!.price).toEqual({ currency: 'GEM', amount: 150 });
  });

  it('changes what is written, leaves what is empty, takes out what says #delete', () => {
    const text = `key,action,price.amount,grants,limitPerPlayer,name.de
potion,,,potion x2,#delete,Trank
sword,#delete,,,,
elixir,,,potion,1,Elixier`;
    const { told, offer, document } = imported({ offers: text });
    expect(told).toEqual(['offers.csv:4:1 missing_field', 'offers.csv:4:6 missing_locale']);
    expect(document).toBeNull();
    const mended = text
      .replace('elixir,,,', 'elixir,,9,')
      .replace('Elixier', 'Elixier,GEM,Elixir')
      .replace('name.de', 'name.de,price.currency,name.en');
    const second = imported({ offers: mended });
    expect(second.told).toEqual([]);
    expect(Object.keys(second.document!.offers!)).toEqual(['elixir', 'potion']);
    expect(second.offer('potion')).toEqual({
      name: { en: 'Potion', de: 'Trank' },
      price: { currency: 'GEM', amount: 50 },
      grants: [{ sku: 'potion', quantity: 2 }],
    });
    expect(offer('x')).toBeUndefined();
  });

  it.each([
    ['a column that is not there', 'key,action,prize\npotion,,1', 'offers.csv:1:3 unknown_field'],
    ['a column twice', 'key,action,stock,stock\npotion,,1,2', 'offers.csv:1:4 unknown_field'],
    ['no action column', 'key,stock\npotion,1', 'offers.csv:1:2 unknown_field'],
    ['an empty file', '', 'offers.csv:1:1 syntax'],
    ['a key that is none', `${OFFERS_HEAD}\na b,,1`, 'offers.csv:2:1 invalid_key'],
    ['a prototype', `${OFFERS_HEAD}\n__proto__,,1`, 'offers.csv:2:1 invalid_key'],
    ['a key twice', `${OFFERS_HEAD}\npotion,,1\npotion,,2`, 'offers.csv:3:1 duplicate_key'],
    ['an action that is none', `${OFFERS_HEAD}\npotion,delete,`, 'offers.csv:2:2 invalid_choice'],
    ['a fraction', `${OFFERS_HEAD}\npotion,,1.5`, 'offers.csv:2:3 wrong_type'],
    ['a price of nothing', `${OFFERS_HEAD}\npotion,,0`, 'offers.csv:2:3 out_of_range'],
    ['a number with words', `${OFFERS_HEAD}\npotion,,"1,000"`, 'offers.csv:2:3 wrong_type'],
    ['a number too long', `${OFFERS_HEAD}\npotion,,99999999999999999999`, 'offers.csv:2:3'],
    ['a cell beyond the columns', `${OFFERS_HEAD}\npotion,,1,2`, 'offers.csv:2:4 unknown_field'],
    ['gifts that are none', 'key,action,grants\npotion,,potion 5', 'offers.csv:2:3 syntax'],
    ['an item that is not there', 'key,action,grants\npotion,,pot', 'offers.csv:2:3 unknown_sku'],
    ['an open quote', `${OFFERS_HEAD}\npotion,,"1`, 'offers.csv:2:1 syntax'],
    ['a quote within', `${OFFERS_HEAD}\npotion,,a"b`, 'offers.csv:2:1 syntax'],
  ])('is refused with %s', (_, text, expected) => {
    const { told, document } = imported({ offers: text });
    expect(document).toBeNull();
    expect(told[0]).toContain(expected);
  });

  it('is refused with a file that is no section, and with rows of what is not there', () => {
    expect(imported({ ofers: 'key' }).told).toEqual(['ofers.csv:1:1 unknown_section']);
    const entries = 'draw,key,action,weight\nchest,a,,1';
    expect(imported({ 'draw-entries': entries }).told).toEqual([
      'draw-entries.csv:2:1 invalid_key',
    ]);
  });

  it('answers 100,000 rows and very long rows with a sentence', () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => `offer${row},,1`);
    const { told } = imported({ offers: [OFFERS_HEAD, ...rows].join('\n') });
    expect(told).toEqual(['offers.csv:50002:1 too_many']);
    const long = imported({ offers: `${OFFERS_HEAD}\npotion,,"${'x'.repeat(300_000)}"` });
    expect(long.told).toEqual(['offers.csv:2:1 syntax']);
    const faulty = Array.from({ length: 10_000 }, (_, row) => `a b${row},,1`);
    const many = imported({ offers: [OFFERS_HEAD, ...faulty].join('\n') });
    expect(many.told).toHaveLength(100);
    expect(many.told.at(-1)).toContain('more_faults');
  });
});
