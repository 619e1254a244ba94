import { canonicalJson, contentHash } from '../catalog/canonical-json.js';
import type { Draw, DrawEntry, LocalizedText } from '../catalog/model.js';
import { type Odds, oddsOf } from './odds.js';

/** A draw with all its odds, as stores and laws want them shown before a player pays. */
export interface ShopDraw {
  readonly key: string;
  readonly name: string;
  /** SHA-256 of the draw's table in hex: each draw that was played names the table it used. */
  readonly tableHash: string;
  readonly entries: readonly (Pick<DrawEntry, 'key' | 'weight' | 'grants' | 'gives'> & Odds)[];
  readonly pity: Draw['pity'];
}

type Table = Omit<ShopDraw, 'name'>;
const tables = new WeakMap<Draw, Table>();

export function drawView(draw: Draw, say: (text: LocalizedText) => string): ShopDraw {
  const { key, tableHash, entries, pity } = tableOf(draw);
  return { key, name: say(draw.name), tableHash, entries, pity };
}

/** Without the words, which alone depend on the language: made once for each draw. */
function tableOf(draw: Draw): Table {
  const known = tables.get(draw);
  if (known) return known;
  const odds = oddsOf(draw.entries.map(({ weight }) => weight));
  const table = {
    key: draw.key,
    tableHash: drawTableHash(draw),
    entries: draw.entries.map(({ key, weight, grants, gives }, index) => {
      return { key, weight, ...odds[index]!, grants, gives };
    }),
    pity: draw.pity,
  };
  tables.set(draw, table);
  return table;
}

/** SHA-256, in hex, of the canonical JSON of the draw as a catalog's document writes it. */
export function drawTableHash(draw: Draw): string {
  return contentHash(canonicalJson(drawDocument(draw))).toString('hex');
}

function drawDocument({ name, entries, pity, archived }: Draw) {
  const written = entries.map(({ key, weight, grants, gives }) => [
    key,
    {
      weight,
      grants: grants.length > 0 ? grants.map(grantDocument) : undefined,
      gives: Object.keys(gives).length > 0 ? gives : undefined,
    },
  ]);
  return {
    name,
    entries: Object.fromEntries(written),
    pity: pity ?? undefined,
    archived: archived || undefined,
  };
}

function grantDocument({ sku, quantity, level }: DrawEntry['grants'][number]) {
  return { sku, quantity, level: level ?? undefined };
}
