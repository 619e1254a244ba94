import { Problem } from '../kernel/problem.js';
import { strictQuery } from '../platform/http/list-query.js';

export const PAGE_MAX = 200;
const PAGE_DEFAULT = 50;

/** What of a player's events is wanted. */
export interface EventsQuery {
  /** The number of the last event that is known; null: none was named. */
  readonly after: number | null;
  readonly limit: number;
}

/** Reads `?after=` and `?limit=`; throws `invalid_query`. */
export function eventsQueryOf(url: string): EventsQuery {
  const { after, limit } = strictQuery(url, ['after', 'limit']);
  const wanted = limit === undefined ? PAGE_DEFAULT : wholeNumber(limit);
  if (wanted < 1 || wanted > PAGE_MAX) throw new Problem('invalid_query');
  return { after: after === undefined ? null : wholeNumber(after), limit: wanted };
}

/** The number in `Last-Event-ID`, which a browser sends by itself when it connects again. */
export function lastEventIdOf(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '') return null;
  return wholeNumber(typeof header === 'string' ? header : '');
}

function wholeNumber(text: string): number {
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) throw new Problem('invalid_query');
  return Number(text);
}
