import { canonicalJson, contentHash } from '../catalog/canonical-json.js';
import type { Draw, DrawEntry } from '../catalog/model.js';

/** The rows that a roll falls on, in the order in which they are walked. */
export interface WeightedRows {
  /** By key, in the order of their UTF-16 code units. */
  readonly entries: readonly DrawEntry[];
  /** The sum of their weights. */
  readonly total: number;
}

/** A draw as it is played and published. */
export interface DrawTable {
  readonly all: WeightedRows;
  /** What the roll is over once the misses are full; null: the draw has no pity. */
  readonly pity: (WeightedRows & { readonly after: number }) | null;
  /** The table as it is published: canonical JSON of all that decides a draw and what it gives. */
  readonly text: string;
  /** SHA-256 of `text`. */
  readonly hash: Buffer;
}

const tables = new WeakMap<Draw, DrawTable>();

/** The table of a draw. A catalog version is immutable, so each is made once. */
export function tableOf(draw: Draw): DrawTable {
  let table = tables.get(draw);
  if (table === undefined) {
    table = madeTable(draw);
    tables.set(draw, table);
  }
  return table;
}

/** The entry that a roll from 0 to below the total falls on. */
export function entryAt({ entries, total }: WeightedRows, roll: number): DrawEntry {
  let end = 0;
  for (const entry of entries) {
    end += entry.weight;
    if (roll < end) return entry;
  }
  throw new Error(`a roll of ${roll} is not below ${total}`);
}

function madeTable(draw: Draw): DrawTable {
  const all = rowsOf(draw.entries);
  const listed = new Set(draw.pity?.entries);
  const pity = draw.pity && {
    ...rowsOf(draw.entries.filter(({ key }) => listed.has(key))),
    after: draw.pity.after,
  };
  const text = canonicalJson(publishedOf(draw));
  return { all, pity, text, hash: contentHash(text) };
}

function rowsOf(some: readonly DrawEntry[]): WeightedRows {
  const entries = [...some].sort((left, right) => (left.key < right.key ? -1 : 1));
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  if (total < 1 || !Number.isSafeInteger(total)) {
    throw new Error('the weights of a draw have no sum'); // refused at publish
  }
  return { entries, total };
}

/** Names are left out: a translation does not change the odds. */
function publishedOf({ key, entries, pity }: Draw) {
  const rows = entries.map(({ key: name, weight, grants, gives }) => {
    const items = grants.map(({ sku, quantity, level }) => ({ sku, quantity, level }));
    return [name, { weight, grants: items, gives }] as const;
  });
  return {
    draw: key,
    entries: Object.fromEntries(rows),
    pity: pity && { after: pity.after, entries: [...pity.entries].sort() },
  };
}
