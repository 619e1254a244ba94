import type { Place } from '../reading/fault.js';
import type { SourceNode } from '../reading/source-tree.js';

/** Where in the files a pointer leads: to the value, or to the nearest thing around it. */
export function placesOf(root: SourceNode): (pointer: string) => Place {
  return (pointer) => {
    let node = root;
    for (const step of stepsOf(pointer)) {
      const next =
        node.type === 'map'
          ? node.entries.get(step)
          : node.type === 'list'
            ? node.items[Number(step)]
            : undefined;
      if (!next) break;
      node = next;
    }
    return node.type === 'scalar' ? node.place : node.heading;
  };
}

/** RFC 6901 §4. */
function stepsOf(pointer: string): string[] {
  const steps = pointer.split('/').slice(1);
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
