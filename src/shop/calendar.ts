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
  /** All starts and ends in order, by audience; one may come twice. */
  readonly edges: readonly { readonly audience: number; readonly moments: Float64Array }[];
}

interface Numbered extends Entry {
  readonly number: number;
}

/**
 * All windows of a version, turned into moments once: a wall-clock time of a zone costs a hundred
 * times as much to find as to compare. Windows in each player's own zone are kept for the zones
 * that were asked for lately.
 */
export class Calendar {
  /** True when what is open depends on the player's zone. */
  readonly zoned: boolean;
  /** By the number of the entry. */
  readonly audiences: Int32Array;
  /** Of the windows that are the same for everybody. */
  readonly #everywhere: Moments;
  readonly #own: readonly Numbered[];
  readonly #byZone = new Map<string, Moments>();

  constructor(entries: readonly Entry[]) {
    const numbered = entries.map((entry, number) => ({ ...entry, number }));
    this.#own = numbered.filter(({ window }) => window.zone === 'player');
    this.zoned = this.#own.length > 0;
    this.audiences = Int32Array.from(entries, ({ audience }) => audience);
    const starts = new Float64Array(entries.length);
    const ends = new Float64Array(entries.length);
    const fixed = numbered.filter(({ window }) => window.zone !== 'player');
    this.#everywhere = { starts, ends, edges: filled({ starts, ends }, fixed, null) };
  }

  momentsIn(playerZone: string | null): Moments {
    if (!this.zoned) return this.#everywhere;
    const zone = playerZone ?? '';
    const known = this.#byZone.get(zone);
    if (known) return known;
    const starts = this.#everywhere.starts.slice();
    const ends = this.#everywhere.ends.slice();
    const own = filled({ starts, ends }, this.#own, playerZone);
    const made = { starts, ends, edges: [...this.#everywhere.edges, ...own] };
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
  for (const { audience, moments } of edges) {
    if (audience !== EVERYBODY && !belongs(audience)) continue;
    const edge = firstAfter(moments, now);
    if (edge !== undefined && (next === null || edge < next)) next = edge;
  }
  return next;
}

/** Fills in the moments of these entries; the result is their edges. */
function filled(
  { starts, ends }: Pick<Moments, 'starts' | 'ends'>,
  entries: readonly Numbered[],
  playerZone: string | null,
): Moments['edges'] {
  const byAudience = new Map<number, Set<number>>();
  for (const { number, window, audience } of entries) {
    const { startsAt, endsAt } = edgesOf(window, playerZone);
    starts[number] = startsAt ?? Number.NEGATIVE_INFINITY;
    ends[number] = endsAt ?? Number.POSITIVE_INFINITY;
    // A window that is empty in this zone never opens, and its edges change nothing.
    if (!(starts[number] < ends[number])) continue;
    const edges = byAudience.get(audience) ?? new Set();
    byAudience.set(audience, edges);
    for (const edge of [startsAt, endsAt]) if (edge !== null) edges.add(edge);
  }
  return [...byAudience].map(([audience, set]) => {
    return { audience, moments: Float64Array.from(set).sort() };
  });
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
