import { type Fault, type FaultCode, NOWHERE, type Place, printable, toldFaults } from './fault.js';

/** More faults are only counted. */
const KEPT_MAX = 10_000;
/** What a catalog needs is half of it. */
export const DEPTH_MAX = 16;

interface SourceBase {
  /** RFC 6901, within the merged catalog. */
  readonly pointer: string;
  readonly place: Place;
  /** Where its key stands; for the root and for list items the value itself. */
  readonly heading: Place;
}

export interface SourceMap extends SourceBase {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, SourceNode>;
}

export interface SourceList extends SourceBase {
  readonly type: 'list';
  readonly items: readonly SourceNode[];
}

export interface SourceScalar extends SourceBase {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
}

/** A catalog as it was written, whatever it was written in: each value knows where it stands. */
export type SourceNode = SourceMap | SourceList | SourceScalar;

/** Everything that is wrong so far; reading goes on so that all faults are told at once. */
export class Faults {
  readonly #kept: Fault[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** In reading order, not more than a person wants to see. */
  told(): Fault[] {
    return toldFaults(this.#kept, this.#count);
  }

  at(place: Place, pointer: string, code: FaultCode, message: string): void {
    this.#count += 1;
    if (this.#kept.length >= KEPT_MAX) return;
    this.#kept.push({ ...place, pointer: printable(pointer), code, message: printable(message) });
  }

  of(node: SourceNode, code: FaultCode, message: string): undefined {
    this.at(node.place, node.pointer, code, message);
  }

  /** About the key, or about the thing as a whole. */
  ofKey(node: SourceNode, code: FaultCode, message: string): undefined {
    this.at(node.heading, node.pointer, code, message);
  }
}

/** The pointer of a member, with `~` and `/` escaped as RFC 6901 wants. */
export function below(pointer: string, key: string | number): string {
  if (typeof key === 'number' || !/[~/]/.test(key)) return `${pointer}/${key}`;
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Turns parsed JSON into a tree without places. The caller has bounded its size. */
export function treeOfJson(value: unknown, faults: Faults, pointer = '', depth = 0): SourceNode {
  const [place, heading] = [NOWHERE, NOWHERE];
  if (typeof value !== 'object' || value === null) {
    return { type: 'scalar', pointer, place, heading, value: value as SourceScalar['value'] };
  }
  if (depth > DEPTH_MAX) {
    faults.at(place, pointer, 'too_deep', 'This is nested too deeply.');
    return { type: 'scalar', pointer, place, heading, value: null };
  }
  if (Array.isArray(value)) {
    const items: SourceNode[] = [];
    for (const item of value) {
      items.push(treeOfJson(item, faults, below(pointer, items.length), depth + 1));
    }
    return { type: 'list', pointer, place, heading, items };
  }
  const entries = new Map<string, SourceNode>();
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    if (members[key] === undefined) continue; // as JSON.stringify leaves it out
    entries.set(key, treeOfJson(members[key], faults, below(pointer, key), depth + 1));
  }
  return { type: 'map', pointer, place, heading, entries };
}
