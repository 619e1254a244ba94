import { timestamp } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import type { StoredEvent } from './player-events.store.js';

/** An event as it leaves the house, as JSON text; its data is not read, only passed on. */
export function eventText(player: PlayerId, event: StoredEvent): string {
  const { id, type, number, createdAt, data } = event;
  const head = { id, type, number, createdAt: timestamp(createdAt), player };
  return `${JSON.stringify(head).slice(0, -1)},"data":${data}}`;
}

/**
 * The same for a stream (HTML Living Standard, server-sent events). JSON text of ours has no line
 * breaks, so one `data` line holds it.
 */
export function eventFrame(player: PlayerId, event: StoredEvent): string {
  return `id: ${event.number}\nevent: ${event.type}\ndata: ${eventText(player, event)}\n\n`;
}

/** Told to every stream of a title, without a number: it belongs to no player. */
export function titleFrame(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, data })}\n\n`;
}

/** The first frame: where the stream begins. A browser's own client remembers the number. */
export function openingFrame(after: number): string {
  return `retry: 3000\nid: ${after}\n\n`;
}

/** A comment: shows both ends, and every proxy between, that the other is there. */
export const HEARTBEAT = ':\n\n';
