import type { Window } from '../model.js';
import { edgesOf, isTimeZone } from '../window.js';
import type { Fields, ValueReader } from './fields.js';
import type { Faults } from './source-tree.js';
import { moment, wallClock } from './values.js';

/** Players of one zone and another see the clocks of a day at most this far apart. */
const CLOCK_CHANGE_MAX_MS = 26 * 3_600_000;
const ZONES_KNOWN_MAX = 1_000;
const knownZones = new Set<string>();

/**
 * Reads `startsAt`, `endsAt` and `zone`: with a zone both are wall-clock times, without one they
 * carry their offset. What is faulty is undefined.
 */
export function readWindow(fields: Fields, faults: Faults) {
  const zone = fields.optional('zone', readZone, null);
  const time = zone === undefined ? anyTime : zone === null ? moment : wallClock;
  const startsAt = fields.optional('startsAt', time, null);
  const endsAt = fields.optional('endsAt', time, null);
  const window = { zone, startsAt, endsAt };
  if (zone === undefined || startsAt == null || endsAt == null) return window;
  if (!isEmpty({ zone, startsAt, endsAt })) return window;
  const end = fields.node.entries.get('endsAt')!;
  return { ...window, endsAt: faults.of(end, 'window_empty', 'This ends before it starts.') };
}

const readZone: ValueReader<string> = (node, faults) => {
  const name = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  if (name === 'player' || isKnownZone(name)) return name;
  const message = 'Write a time zone such as Europe/Berlin, or “player” for each player’s own.';
  return faults.of(node, 'invalid_zone', message);
};

/** The zone is faulty, which was told: of which kind the times have to be is open. */
const anyTime: ValueReader<number> = () => 0;

/** In a zone, what the clocks skip may swallow a short window whole. */
function isEmpty(window: Window): boolean {
  const { startsAt, endsAt } = window;
  if (startsAt === null || endsAt === null) return false;
  if (endsAt <= startsAt) return true;
  if (window.zone === null || window.zone === 'player') return false;
  if (endsAt - startsAt > CLOCK_CHANGE_MAX_MS) return false;
  const edges = edgesOf(window, null);
  return edges.endsAt! <= edges.startsAt!;
}

/** Remembered: asking Intl costs a tenth of a millisecond, and thousands of windows share a few. */
function isKnownZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  if (!isTimeZone(name)) return false;
  if (knownZones.size >= ZONES_KNOWN_MAX) knownZones.clear(); // spellings come from outside
  knownZones.add(name);
  return true;
}
