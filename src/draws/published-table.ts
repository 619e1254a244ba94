import type { Draw } from '../catalog/model.js';
import type { CatalogVersionId } from '../kernel/id.js';
import { type DrawTable, tableOf, type WeightedRows } from './draw-table.js';

/** A table as players see it: what is drawn from, and how likely each entry is. */
export interface PublishedTable {
  readonly catalogVersion: CatalogVersionId;
  readonly draw: string;
  /** SHA-256 of `table`, as each draw records it. */
  readonly hash: string;
  /** Canonical JSON, exactly as it is hashed. */
  readonly table: string;
  readonly odds: readonly EntryOdds[];
}

interface EntryOdds {
  readonly entry: string;
  readonly weight: number;
  readonly total: number;
  /** In percent, rounded to six places; the exact odds are weight over total. */
  readonly percent: string;
  /** The same once pity is due; null: then it cannot come, or there is no pity. */
  readonly percentWithPity: string | null;
}

export function publishedTable(catalogVersion: CatalogVersionId, draw: Draw): PublishedTable {
  const table = tableOf(draw);
  const { all, text, hash } = table;
  const odds = all.entries.map(({ key, weight }) => ({
    entry: key,
    weight,
    total: all.total,
    percent: percentOf(weight, all),
    percentWithPity: percentWithPity(table, key),
  }));
  return { catalogVersion, draw: draw.key, hash: hash.toString('hex'), table: text, odds };
}

function percentWithPity({ pity }: DrawTable, key: string): string | null {
  const entry = pity?.entries.find((one) => one.key === key);
  return pity && entry ? percentOf(entry.weight, pity) : null;
}

const MILLIONTHS = 1_000_000n;

/** Whole numbers alone: two who write the same odds write the same text. */
function percentOf(weight: number, { total }: WeightedRows): string {
  const below = BigInt(total);
  const millionths = (BigInt(weight) * 100n * MILLIONTHS * 2n + below) / (below * 2n);
  const places = String(millionths % MILLIONTHS).padStart(6, '0');
  return `${millionths / MILLIONTHS}.${places}`;
}
