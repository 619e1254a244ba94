/** How a value stands in one cell, or in one for each language. */
export type CellKind =
  | 'text'
  | 'whole'
  | 'flag'
  /** Keys, such as `a; b`. */
  | 'keys'
  /** Whole numbers, such as `100; 250; 500`. */
  | 'wholes'
  /** Units by currency, such as `GEM 500; GOLD 20`. */
  | 'amounts'
  /** Items, such as `skin.dragon; potion x5; sword level 3`. */
  | 'gifts'
  /** One column for each language: `name.en`, `name.de`. */
  | 'localized';

export interface Field {
  readonly path: readonly string[];
  readonly kind: CellKind;
}

/** One file. Its columns have one order that never depends on the content. */
export interface Table {
  /** Of the file, without `.csv`. */
  readonly name: string;
  readonly section: string;
  /** The map within a thing whose members are the rows; null: the things are the rows. */
  readonly within: string | null;
  /** What the columns are called that say which row it is: the thing, and the member within it. */
  readonly keys: readonly string[];
  readonly fields: readonly Field[];
}

const field = (kind: CellKind, ...names: readonly string[]): Field[] =>
  names.map((name) => ({ kind, path: name.split('.') }));

const NAME = field('localized', 'name');
const WINDOW = field('text', 'startsAt', 'endsAt', 'zone');
const AUDIENCE = field('text', 'audience');
const ARCHIVED = field('flag', 'archived');
const GIFTS = [...field('gifts', 'grants'), ...field('amounts', 'gives')];

const FIELDS: readonly (readonly [section: string, fields: readonly Field[]])[] = [
  ['currencies', [...field('text', 'kind'), ...field('whole', 'cap'), ...NAME]],
  [
    'products',
    [
      ...field('text', 'stores.apple', 'stores.google'),
      ...field('amounts', 'grants'),
      ...field('text', 'referencePrice'),
      ...ARCHIVED,
      ...NAME,
    ],
  ],
  [
    'items',
    [
      ...field('text', 'kind'),
      ...field('whole', 'stack', 'levels'),
      ...field('keys', 'requires'),
      ...field('gifts', 'parts'),
      ...field('amounts', 'gives'),
      ...ARCHIVED,
      ...NAME,
      ...field('localized', 'description'),
    ],
  ],
  [
    'offers',
    [
      ...field('text', 'price.currency'),
      ...field('whole', 'price.amount'),
      ...field('wholes', 'price.levels'),
      ...GIFTS,
      ...field('text', 'draw'),
      ...WINDOW,
      ...AUDIENCE,
      ...field('keys', 'requires'),
      ...field('whole', 'limitPerPlayer'),
      ...field('text', 'limitPerPeriod.period'),
      ...field('whole', 'limitPerPeriod.count', 'stock'),
      ...ARCHIVED,
      ...NAME,
    ],
  ],
  [
    'sales',
    [
      ...field('keys', 'offers'),
      ...field('whole', 'percent', 'price'),
      ...WINDOW,
      ...field('whole', 'priority'),
      ...AUDIENCE,
      ...NAME,
    ],
  ],
  ['audiences', [...field('text', 'expression'), ...NAME]],
  [
    'promotions',
    [
      ...field('text', 'kind'),
      ...field('keys', 'products'),
      ...field('whole', 'percent'),
      ...field('amounts', 'gives'),
      ...WINDOW,
      ...AUDIENCE,
      ...field('whole', 'limitPerPlayer', 'expiresAfterDays'),
      ...NAME,
    ],
  ],
  [
    'coupons',
    [
      ...GIFTS,
      ...WINDOW,
      ...AUDIENCE,
      ...field('whole', 'limitPerPlayer', 'stock', 'expiresAfterDays'),
      ...ARCHIVED,
      ...NAME,
    ],
  ],
  [
    'draws',
    [...field('whole', 'pity.after'), ...field('keys', 'pity.entries'), ...ARCHIVED, ...NAME],
  ],
];

/** A thing comes before what is within it, so that a reader knows the thing by then. */
export const TABLES: readonly Table[] = [
  ...FIELDS.map(([section, fields]) => ({
    name: section,
    section,
    within: null,
    keys: ['key'],
    fields,
  })),
  {
    name: 'draw-entries',
    section: 'draws',
    within: 'entries',
    keys: ['draw', 'key'],
    fields: [...field('whole', 'weight'), ...GIFTS],
  },
];

/** The column after the keys. Empty, or `#delete`: then the row is taken out. */
export const ACTION = 'action';
/** In `action` it takes the row out, in any other cell that one field. */
export const DELETE = '#delete';
