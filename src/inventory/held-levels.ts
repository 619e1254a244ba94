import { type Book, book } from '../till/book.js';

/**
 * The levels of an upgrade that were given and not taken back, by `holdingKey`: only what takes
 * back asks for them. An order that gave two levels at once gave the higher one.
 */
export const HELD_LEVELS: Book<readonly number[]> = book('held levels');

/** The highest level below one that goes; null: none is left. */
export function levelBelow(held: readonly number[], level: number): number | null {
  const lower = held.filter((one) => one < level);
  return lower.length === 0 ? null : Math.max(...lower);
}
