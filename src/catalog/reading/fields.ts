import { below, type Faults, type SourceMap, type SourceNode } from './source-tree.js';

/** Reads one value; undefined when it is faulty, and then the fault was told. */
export type ValueReader<Value> = (node: SourceNode, faults: Faults) => Value | undefined;

/** Reads the members of one map and knows which of them nobody asked for. */
export class Fields {
  readonly #asked = new Set<string>();

  constructor(
    readonly node: SourceMap,
    private readonly faults: Faults,
  ) {}

  required<Value>(name: string, read: ValueReader<Value>): Value | undefined {
    this.#asked.add(name);
    const member = this.node.entries.get(name);
    if (member) return read(member, this.faults);
    const pointer = below(this.node.pointer, name);
    this.faults.at(this.node.heading, pointer, 'missing_field', `“${name}” is missing.`);
    return undefined;
  }

  /** `fallback` when the member is absent. */
  optional<Value, Fallback>(
    name: string,
    read: ValueReader<Value>,
    fallback: Fallback,
  ): Value | Fallback | undefined {
    this.#asked.add(name);
    const member = this.node.entries.get(name);
    return member ? read(member, this.faults) : fallback;
  }

  /** Tells every member that was not asked for: most of them are misspelt. */
  finish(): void {
    for (const [name, member] of this.node.entries) {
      if (this.#asked.has(name)) continue;
      const known = [...this.#asked].join(', ');
      this.faults.ofKey(member, 'unknown_field', `“${name}” is not known here; known: ${known}.`);
    }
  }
}

/** True when no part is undefined, that is, when no part was faulty. */
export function complete<Parts extends object>(
  parts: Parts,
): parts is { [Name in keyof Parts]: Exclude<Parts[Name], undefined> } & Parts {
  return Object.values(parts).every((part) => part !== undefined);
}
