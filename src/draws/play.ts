import type { CurrencyGifts, Draw, OfferGrant, PublishedCatalog } from '../catalog/model.js';
import { HOLDINGS, holdingKey } from '../inventory/holding.js';
import { type Amount, add, ZERO } from '../kernel/amount.js';
import type { OrderId, PlayerId } from '../kernel/id.js';
import type { Book } from '../till/book.js';
import { type Change, change, type Desk } from '../till/operation.js';
import { DRAW_PITY, DRAW_RESULTS, type DrawResult, pityKey, resultKey } from './draw-result.js';
import { firstSeeds, type PlayerSeeds, SEEDS, type SeedCandidate } from './draw-seed.js';
import { type DrawTable, entryAt, tableOf } from './draw-table.js';
import { assertGivable, mostGiven, skusOfDraw } from './givable.js';
import { rollBelow } from './roll.js';

/** A draw that an order plays. */
export interface DrawRequest {
  readonly playerId: PlayerId;
  readonly draw: Draw;
  /** The version that the draw is of. */
  readonly catalog: PublishedCatalog;
  readonly orderId: OrderId;
  /** How many draws, one after another. */
  readonly times: number;
  /** The seeds of a player who has none yet; made before the operation (`seedCandidate`). */
  readonly candidate: SeedCandidate;
}

/** What draws brought, and the rows that record them. */
export interface PlayedDraw {
  /** To be opened as what one unit gives: `giftsOf({grants: gifts, gives}, 1, items)`. */
  readonly gifts: readonly OfferGrant[];
  /** Virtual currencies beside them; those of bundles come when they are opened. */
  readonly gives: CurrencyGifts;
  /**
   * The most of each currency that these draws could have brought, bundles included. Whether it
   * fits into the wallet must be asked of this, not of what came: a refusal must not tell a result.
   */
  readonly mostGives: CurrencyGifts;
  readonly results: readonly DrawResult[];
  readonly changes: readonly Change[];
}

/** The rows that `playDraw` looks at, among them the holdings of all that may be drawn. */
export function drawNeeds(
  playerId: PlayerId,
  draw: Draw,
  { model }: Pick<PublishedCatalog, 'model'>,
): Map<Book<unknown>, readonly string[]> {
  const skus = skusOfDraw(draw, model.items);
  return new Map<Book<unknown>, readonly string[]>([
    [SEEDS, [playerId]],
    [DRAW_PITY, [pityKey(playerId, draw.key)]],
    [HOLDINGS, skus.map((sku) => holdingKey(playerId, sku))],
  ]);
}

/**
 * Draws. Pure: the same desk and request give the same draws. Throws, before anything is rolled and
 * whatever would come, what `inventory` refuses when one of the entries could not be given so many
 * times, and `amount_out_of_range`.
 */
export function playDraw(desk: Desk, request: DrawRequest): PlayedDraw {
  const { playerId, draw, catalog, times, candidate } = request;
  const { items } = catalog.model;
  assertGivable(desk, playerId, { draw, times, items });
  const mostGives = mostGiven(draw, times, items);
  const table = tableOf(draw);
  const seeds = desk.row(SEEDS, playerId) ?? firstSeeds(playerId, candidate, desk.now);
  let misses = table.pity ? (desk.row(DRAW_PITY, pityKey(playerId, draw.key))?.misses ?? 0) : 0;
  const gifts: OfferGrant[] = [];
  const gives: Record<string, Amount> = {};
  const results: DrawResult[] = [];
  for (let line = 1; line <= times; line++) {
    const nonce = seeds.draws + line;
    const { roll, entry } = drawn(table, seeds, { nonce, misses });
    results.push({
      playerId,
      seedNumber: seeds.number,
      nonce,
      draw: draw.key,
      orderId: request.orderId,
      line,
      catalogVersionId: catalog.versionId,
      tableHash: table.hash,
      misses,
      roll,
      entry: entry.key,
      createdAt: desk.now,
    });
    gifts.push(...entry.grants);
    for (const [currency, gems] of Object.entries(entry.gives)) {
      gives[currency] = add(gives[currency] ?? ZERO, gems);
    }
    misses = missesAfter(table, entry.key, misses);
  }
  return {
    gifts,
    gives,
    mostGives,
    results,
    changes: changesOf(request, { ...seeds, draws: seeds.draws + times }, { results, misses }),
  };
}

/** One draw: over the pity entries alone when the misses are full. */
function drawn(
  { all, pity }: DrawTable,
  { serverSeed, clientSeed }: PlayerSeeds,
  { nonce, misses }: { nonce: number; misses: number },
) {
  const rows = pity && misses >= pity.after ? pity : all;
  const roll = rollBelow(rows.total, { serverSeed, clientSeed, nonce });
  return { roll, entry: entryAt(rows, roll) };
}

function missesAfter({ pity }: DrawTable, entry: string, misses: number): number {
  if (!pity) return 0;
  return pity.entries.some(({ key }) => key === entry) ? 0 : misses + 1;
}

function changesOf(
  { playerId, draw }: DrawRequest,
  seeds: PlayerSeeds,
  { results, misses }: { results: readonly DrawResult[]; misses: number },
): Change[] {
  const pity = { playerId, draw: draw.key, misses };
  return [
    change(SEEDS, playerId, seeds),
    ...(draw.pity ? [change(DRAW_PITY, pityKey(playerId, draw.key), pity)] : []),
    ...results.map((result) => change(DRAW_RESULTS, resultKey(result), result)),
  ];
}
