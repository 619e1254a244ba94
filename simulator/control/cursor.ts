import { Problem } from './problem.js';

/**
 * The query of a list of the control surface. A filter that it does not have is refused: left out,
 * it would answer with what nobody asked for.
 */
export function listQuery(filters: object): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      limit: { type: 'string', pattern: '^([1-9][0-9]?|[1-4][0-9]{2}|500)$' },
      cursor: { type: 'string' },
      ...filters,
    },
  };
}

const limitByDefault = 50;

/** Where a page starts, and how long it is. */
export function pageOf(query: Record<string, string>): { limit: number; below: number } {
  const below = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor);
  if (!Number.isSafeInteger(below)) {
    throw new Problem(400, 'invalid_cursor', 'Use the nextCursor of an earlier answer.');
  }
  return { limit: Number(query.limit ?? limitByDefault), below };
}

export function cursorOf(nextNumber: number | null): string | null {
  return nextNumber === null ? null : String(nextNumber);
}
