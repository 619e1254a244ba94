import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { Place } from './fault.js';
import { narrow } from './narrow.js';
import { below, DEPTH_MAX, type Faults, type SourceNode } from './source-tree.js';

/**
 * Reads one YAML 1.2 file (JSON is a part of it) as a tree. Anchors, aliases, tags, directives and
 * further documents are refused: they make a short file mean something long or surprising. Null
 * when the text is no YAML at all; then the faults say where it ends to be.
 */
export function yamlTree(file: string, text: string, faults: Faults): SourceNode | null {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false, // told by our own reading, with a pointer
      prettyErrors: false,
      lineCounter: lines,
    });
    const error = document.errors[0]; // those after it are mostly its consequences
    if (error) {
      faults.at(place(error.pos[0]), '', 'syntax', sentence(error));
      return null;
    }
    if (/^%/m.test(text) && document.directives?.yaml.explicit) {
      faults.at(place(0), '', 'directive_refused', 'Leave out the %YAML line.');
    }
    if (!document.contents) return emptyMap(place(0)); // nothing but comments
    return new TreeMaker(place, faults).node(document.contents, '', null);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the parser ran out of stack
    faults.at(place(0), '', 'too_deep', 'The file is nested too deeply.');
    return null;
  }
}

function sentence(error: { readonly message: string }): string {
  return `The file is not valid YAML: ${error.message.replace(/\.?$/, '.')}`;
}

function emptyMap(place: Place): SourceNode {
  return { type: 'map', pointer: '', place, heading: place, entries: new Map() };
}

class TreeMaker {
  constructor(
    private readonly place: (offset: number) => Place,
    private readonly faults: Faults,
  ) {}

  node(node: Node | null, pointer: string, above: Place | null, depth = 0): SourceNode | null {
    const place = node?.range ? this.place(node.range[0]) : (above ?? this.place(0));
    const heading = above ?? place;
    if (!node) return { type: 'scalar', pointer, place, heading, value: null };
    if (depth > DEPTH_MAX) {
      this.faults.at(place, pointer, 'too_deep', 'This is nested too deeply.');
      return null;
    }
    if (isAlias(node)) {
      this.faults.at(place, pointer, 'alias_refused', 'Write the value out instead of an alias.');
      return null;
    }
    if (node.anchor) {
      this.faults.at(place, pointer, 'alias_refused', 'Leave out the anchor.');
    }
    if (node.tag) this.faults.at(place, pointer, 'tag_refused', 'Leave out the tag.');
    if (isMap(node)) {
      const entries = this.entries(node, pointer, depth);
      return { type: 'map', pointer, place, heading, entries };
    }
    if (isSeq(node)) {
      const items: SourceNode[] = [];
      for (const [index, item] of node.items.entries()) {
        const made = this.node(item as Node | null, below(pointer, index), null, depth + 1);
        if (made) items.push(made);
      }
      return { type: 'list', pointer, place, heading, items };
    }
    const value = isScalar(node) ? (node.value as string | number | boolean | null) : null;
    const kept = typeof value === 'string' ? narrow(value) : value;
    return { type: 'scalar', pointer, place, heading, value: kept };
  }

  private entries(map: YAMLMap, pointer: string, depth: number): Map<string, SourceNode> {
    const entries = new Map<string, SourceNode>();
    for (const pair of map.items as Pair<Node | null, Node | null>[]) {
      const heading = pair.key?.range ? this.place(pair.key.range[0]) : this.place(0);
      const key = this.key(pair.key, pointer, heading);
      if (key === null) continue;
      const path = below(pointer, key);
      if (entries.has(key)) {
        this.faults.at(heading, path, 'duplicate_key', `“${key}” stands here a second time.`);
        continue;
      }
      const value = this.node(pair.value, path, heading, depth + 1);
      if (value) entries.set(key, value);
    }
    return entries;
  }

  /** A number such as 2 is taken as the text it was written as, so that a key may be a number. */
  private key(node: Node | null, pointer: string, heading: Place): string | null {
    if (!isScalar(node)) {
      this.faults.at(heading, pointer, 'invalid_key', 'A key is a plain text.');
      return null;
    }
    if (node.anchor) this.faults.at(heading, pointer, 'alias_refused', 'Leave out the anchor.');
    if (node.tag) this.faults.at(heading, pointer, 'tag_refused', 'Leave out the tag.');
    return narrow(typeof node.value === 'string' ? node.value : (node.source ?? ''));
  }
}
