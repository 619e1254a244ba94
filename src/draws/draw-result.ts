import { timestamp } from '../kernel/clock.js';
import type { CatalogVersionId, OrderId, PlayerId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';

/** One draw that was made, with all that it was made from. Immutable. */
export interface DrawResult {
  readonly playerId: PlayerId;
  /** The number of the player's seed, and of the draw under it: 1, 2, 3 … */
  readonly seedNumber: number;
  readonly nonce: number;
  /** The key of the draw. */
  readonly draw: string;
  readonly orderId: OrderId;
  /** 1 for the first draw of its order. */
  readonly line: number;
  readonly catalogVersionId: CatalogVersionId;
  /** SHA-256 of the published table. */
  readonly tableHash: Buffer;
  /** How many misses in a row stood before it; 0 where the draw has no pity. */
  readonly misses: number;
  /** Over the pity entries alone when the misses were full. */
  readonly roll: number;
  /** The key of the entry that it fell on. */
  readonly entry: string;
  readonly createdAt: number;
}

/** How many draws in a row gave a player none of the entries that pity promises. */
export interface DrawPity {
  readonly playerId: PlayerId;
  readonly draw: string;
  readonly misses: number;
}

/** Append only. */
export const DRAW_RESULTS: Book<DrawResult> = book('draw results');
/** By player and draw, whatever the seed and the catalog version. */
export const DRAW_PITY: Book<DrawPity> = book('draw pity');

export function resultKey({ playerId, seedNumber, nonce }: DrawResult): string {
  return `${playerId} ${String(seedNumber).padStart(10, '0')} ${String(nonce).padStart(16, '0')}`;
}

export function pityKey(playerId: PlayerId, draw: string): string {
  return `${playerId} ${draw}`;
}

/** A draw as the API shows it: with its player's seed all that is needed to do it again. */
export function drawResultView(result: DrawResult) {
  return {
    draw: result.draw,
    seed: result.seedNumber,
    nonce: result.nonce,
    entry: result.entry,
    roll: result.roll,
    misses: result.misses,
    tableHash: result.tableHash.toString('hex'),
    catalogVersion: result.catalogVersionId,
    order: result.orderId,
    line: result.line,
    createdAt: timestamp(result.createdAt),
  };
}
