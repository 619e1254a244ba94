import { NOWHERE } from './fault.js';
import type { Faults, SourceMap, SourceNode } from './source-tree.js';

/**
 * Merges files section by section: `offers` may be spread over as many files as people like. A key
 * that stands in two files is a fault, since one of the two would silently win.
 */
export function mergedTree(files: readonly SourceNode[], faults: Faults): SourceMap {
  const sections = new Map<string, SourceNode>();
  for (const file of files) {
    if (file.type !== 'map') {
      faults.of(file, 'wrong_type', 'A file holds sections such as “items:” and “offers:”.');
      continue;
    }
    for (const [name, section] of file.entries) {
      if (name === '$schema') continue; // for the editor of a JSON file
      const known = sections.get(name);
      if (known?.type === 'map' && section.type === 'map') {
        sections.set(name, { ...known, entries: united(known, section, faults) });
      } else if (known === undefined) {
        sections.set(name, section);
      } else {
        faults.ofKey(section, 'wrong_type', 'A section is a map from keys to things.');
      }
    }
  }
  const place = files[0]?.place ?? NOWHERE;
  return { type: 'map', pointer: '', place, heading: place, entries: sections };
}

function united(first: SourceMap, second: SourceMap, faults: Faults): Map<string, SourceNode> {
  const entries = new Map(first.entries);
  for (const [key, node] of second.entries) {
    const known = entries.get(key);
    if (!known) {
      entries.set(key, node);
      continue;
    }
    const { file, line } = known.heading;
    faults.ofKey(node, 'duplicate_key', `“${key}” stands in ${file}, line ${line}, already.`);
  }
  return entries;
}
