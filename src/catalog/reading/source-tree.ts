import { type Fault, type FaultCode, NOWHERE, type Place } from './fault.js';

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
  readonly all: Fault[] = [];

  at(place: Place, pointer: string, code: FaultCode, message: string): void {
    this.all.push({ ...place, pointer, code, message });
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

/** Turns parsed JSON into a tree without places. The caller has bounded its size and depth. */
export function treeOfJson(value: unknown, pointer = ''): SourceNode {
  const place = NOWHERE;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => treeOfJson(item, below(pointer, index)));
    return { type: 'list', pointer, place, heading: place, items };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map<string, SourceNode>();
    const members = value as Record<string, unknown>;
    for (const key of Object.keys(members)) {
      entries.set(key, treeOfJson(members[key], below(pointer, key)));
    }
    return { type: 'map', pointer, place, heading: place, entries };
  }
  return { type: 'scalar', pointer, place, heading: place, value: value as SourceScalar['value'] };
}
