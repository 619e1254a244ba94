import { timestamp } from '../kernel/clock.js';
import type { EventId } from '../kernel/id.js';

export const TITLE_EVENT_TYPES = ['catalog.published', 'sale.started', 'sale.ended'] as const;
export type TitleEventType = (typeof TITLE_EVENT_TYPES)[number];

/** What is to be told of a title as a whole. */
export interface TitleNews {
  readonly type: TitleEventType;
  /** What it is about, ASCII: of one subject an event of one type is told once. */
  readonly subject: string;
  /** The moment that it is about; it may be told much later. */
  readonly at: number;
  /** JSON, complete in itself. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The same once it is told. */
export interface TitleEvent extends TitleNews {
  readonly id: EventId;
  /** 1, 2, 3 … per title and environment, without a gap. */
  readonly number: number;
  readonly createdAt: number;
}

/** A title's event as it leaves the house. */
export function titleEventView({ id, number, type, at, createdAt, data }: TitleEvent) {
  return { id, number, type, at: timestamp(at), createdAt: timestamp(createdAt), data };
}
