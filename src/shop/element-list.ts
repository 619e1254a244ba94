import { FragmentList, type Look } from './fragments.js';
import type { Planned } from './shop-plan.js';
import type { Sight } from './sight.js';

/** An element of a list of the shop, by what its look depends on. */
export interface Element {
  /** Its number in the calendar; -1: it is always there. */
  readonly entry: number;
  /** Sales or promotions that change its look. */
  readonly changes: readonly Planned<unknown>[];
  /** The number of the upgrade whose next level it shows; -1: none. */
  readonly upgrade: number;
  /** True when it tells times of the player's own zone. */
  readonly zoned: boolean;
}

const MASK_BITS = 30;

/**
 * Picks the elements of a list for a player. What is asked of each lies in arrays of numbers: with
 * ten thousand elements, following objects would cost several times as much as all the rest.
 */
export class ElementList {
  readonly #fragments: FragmentList;
  readonly #entries: Int32Array;
  readonly #varies: Uint8Array;
  readonly #upgrades: Int32Array;
  readonly #zoned: Uint8Array;
  /** The numbers of all changes, one element after another, and where those of each begin. */
  readonly #changes: Int32Array;
  readonly #changesFrom: Uint32Array;

  /** `write` gives the JSON of an element that looks the same to all who see it. */
  constructor(elements: readonly Element[], write: (index: number) => string) {
    this.#entries = Int32Array.from(elements, ({ entry }) => entry);
    this.#upgrades = Int32Array.from(elements, ({ upgrade }) => upgrade);
    this.#zoned = Uint8Array.from(elements, ({ zoned }) => Number(zoned));
    this.#varies = Uint8Array.from(elements, (one) => Number(variesFor(one)));
    this.#changes = Int32Array.from(
      elements.flatMap(({ changes }) => changes.map(({ entry }) => entry)),
    );
    this.#changesFrom = new Uint32Array(elements.length + 1);
    for (const [index, { changes }] of elements.entries()) {
      this.#changesFrom[index + 1] = this.#changesFrom[index]! + changes.length;
    }
    this.#fragments = new FragmentList(
      elements.map((_, index) => (this.#varies[index] ? null : write(index))),
    );
  }

  get byteLength(): number {
    return this.#fragments.byteLength;
  }

  /** `seen` is of `seenAt`; `write` gives the JSON of an element as this player sees it now. */
  pick(sight: Sight, seen: Uint8Array, write: (index: number) => string) {
    const picked = this.#fragments.pick();
    for (let index = 0; index < this.#entries.length; index++) {
      const entry = this.#entries[index]!;
      if (entry >= 0 && seen[entry] === 0) continue;
      if (this.#varies[index] === 0) picked.take(index);
      else {
        const look = this.#lookOf(index, sight, seen);
        const known = this.#fragments.variant(index, look);
        picked.add(known ?? this.#fragments.addVariant(index, look, write(index)));
      }
    }
    return picked.end();
  }

  /**
   * All that the look of an element depends on: which of its changes are open to the player, which
   * level is next, and the zone when it tells times of it.
   */
  #lookOf(index: number, sight: Sight, seen: Uint8Array): Look {
    const from = this.#changesFrom[index]!;
    const count = this.#changesFrom[index + 1]! - from;
    const upgrade = this.#upgrades[index]!;
    const step = upgrade < 0 ? 0 : sight.steps[upgrade]!;
    let mask = 0;
    for (let at = 0; at < Math.min(count, MASK_BITS); at++) {
      mask |= seen[this.#changes[from + at]!]! << at;
    }
    const look = step * 2 ** MASK_BITS + mask;
    if (count <= MASK_BITS && this.#zoned[index] === 0) return look;
    const rest = this.#changes.subarray(from + MASK_BITS, from + count);
    const zone = this.#zoned[index] ? sight.facts.timeZone : '';
    return `${look} ${rest.map((entry) => seen[entry]!).join('')} ${zone}`;
  }
}

function variesFor({ changes, upgrade, zoned }: Element): boolean {
  return zoned || upgrade >= 0 || changes.length > 0;
}
