import type { Window } from '../catalog/model.js';
import { edgesOf } from '../catalog/window.js';

const ZONES_MAX = 64;

/** Everybody: a window that no audience narrows. */
export const EVERYBODY = -1;

/** A window, and the number of the audience for which alone it matters. */
export interface Entry {
  readonly window: Window;
  readonly audience: number;
}

/** The windows as moments for players of one zone; by the number of the entry. */
export interface Moments {
  /** Negative infinity: it has always been open. */
  readonly starts: Float64Array;
  /** Infinity: it never closes. */
  readonly ends: Float64Array;
  /** All starts and ends in order, by audience. */
  readonly edges: ReadonlyMap<number, Float64Array>;
}

/**
 * All windows of a version, turned into moments once: a wall-clock time of a zone costs a hundred
 * times as much to find as to compare. Windows in each player's own zone are kept for the zones
 * that were asked for lately.
 */
export class Calendar {
  /** True when what is open depends on the player's zone. */
  readonly zoned: boolean;
  readonly #entries: readonly Entry[];
  readonly #byZone = new Map<string, Moments>();

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.zoned = entries.some(({ window }) => window.zone === 'player');
  }

  momentsIn(playerZone: string | null): Moments {
    const zone = this.zoned ? (playerZone ?? '') : '';
    const known = this.#byZone.get(zone);
    if (known) return known;
    const made = momentsOf(this.#entries, playerZone);
    if (this.#byZone.size >= ZONES_MAX) this.#byZone.clear();
    this.#byZone.set(zone, made);
    return made;
  }
}

/** From its start until just before its end, as `isWithin` says. */
export function isOpen({ starts, ends }: Moments, entry: number, now: number): boolean {
  return starts[entry]! <= now && now < ends[entry]!;
}

/** The first edge after `now` that matters to everybody or to one of these audiences; or null. */
export function nextEdge(
  { edges }: Moments,
  belongs: (audience: number) => boolean,
  now: number,
): number | null {
  let next: number | null = null;
  for (const [audience, moments] of edges) {
    if (audience !== EVERYBODY && !belongs(audience)) continue;
    const edge = firstAfter(moments, now);
    if (edge !== undefined && (next === null || edge < next)) next = edge;
  }
  return next;
}

function momentsOf(entries: readonly Entry[], playerZone: string | null): Moments {
  const starts = new Float64Array(entries.length);
  const ends = new Float64Array(entries.length);
  const byAudience = new Map<number, Set<number>>();
  for (const [index, { window, audience }] of entries.entries()) {
    const { startsAt, endsAt } = edgesOf(window, playerZone);
    starts[index] = startsAt ?? Number.NEGATIVE_INFINITY;
    ends[index] = endsAt ?? Number.POSITIVE_INFINITY;
    // A window that is empty in this zone never opens, and its edges change nothing.
    if (!(starts[index]! < ends[index]!)) continue;
    const edges = byAudience.get(audience) ?? new Set();
    byAudience.set(audience, edges);
    for (const edge of [startsAt, endsAt]) if (edge !== null) edges.add(edge);
  }
  const edges = new Map(
    [...byAudience].map(([audience, set]) => [audience, Float64Array.from(set).sort()]),
  );
  return { starts, ends, edges };
}

function firstAfter(sorted: Float64Array, now: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! > now) high = middle;
    else low = middle + 1;
  }
  return sorted[low];
}
