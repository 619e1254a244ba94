import { Temporal } from 'temporal-polyfill';
import type { Window } from './model.js';

/** The zone of players of whom none is known. */
export const DEFAULT_ZONE = 'UTC';
const KNOWN_MAX = 5_000;
const known = new Map<string, number>();

/** True for a time zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The moment of a wall-clock time, which is given as if it were UTC. A time that the clocks skip is
 * moved on by what they skip, one that comes twice is the first (Temporal's `compatible`).
 */
export function momentOf(wallClock: number, zone: string): number {
  const key = `${zone} ${wallClock}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const local = Temporal.Instant.fromEpochMilliseconds(wallClock)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();
  const moment = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, moment);
  return moment;
}

/** The two moments of a window for a player of this zone. */
export function edgesOf(
  { startsAt, endsAt, zone }: Window,
  playerZone: string | null,
): { readonly startsAt: number | null; readonly endsAt: number | null } {
  if (zone === null) return { startsAt, endsAt };
  const where = zone === 'player' ? (playerZone ?? DEFAULT_ZONE) : zone;
  return {
    startsAt: startsAt === null ? null : momentOf(startsAt, where),
    endsAt: endsAt === null ? null : momentOf(endsAt, where),
  };
}

/** From its start until just before its end. */
export function isWithin(window: Window, playerZone: string | null, now: number): boolean {
  const { startsAt, endsAt } = edgesOf(window, playerZone);
  return (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt);
}
