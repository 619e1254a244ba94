import type { Draw, DrawEntry, LocalizedText } from '../catalog/model.js';
import { tableOf } from '../draws/draw-table.js';
import { type Odds, oddsOf } from './odds.js';

/** A draw with all its odds, as stores and laws want them shown before a player pays. */
export interface ShopDraw {
  readonly key: string;
  readonly name: string;
  /** SHA-256 of the published table in hex: each draw that was played names the one it used. */
  readonly tableHash: string;
  readonly entries: readonly (Pick<DrawEntry, 'key' | 'weight' | 'grants' | 'gives'> & Odds)[];
  readonly pity: Draw['pity'];
}

type Table = Omit<ShopDraw, 'name'>;
const tables = new WeakMap<Draw, Table>();

export function drawView(draw: Draw, say: (text: LocalizedText) => string): ShopDraw {
  const { key, tableHash, entries, pity } = tableFor(draw);
  return { key, name: say(draw.name), tableHash, entries, pity };
}

/** Without the words, which alone depend on the language: made once for each draw. */
function tableFor(draw: Draw): Table {
  const known = tables.get(draw);
  if (known) return known;
  const { all, hash } = tableOf(draw);
  const odds = oddsOf(all.entries.map(({ weight }) => weight));
  const table = {
    key: draw.key,
    tableHash: hash.toString('hex'),
    entries: all.entries.map(({ key, weight, grants, gives }, index) => {
      return { key, weight, ...odds[index]!, grants, gives };
    }),
    pity: draw.pity,
  };
  tables.set(draw, table);
  return table;
}
