import type { Faults, SourceNode } from './source-tree.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what they are looked for with
const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Surrogate}]/u;

/**
 * No text holds a control character or half of a surrogate pair: the one ends texts or moves the
 * cursor somewhere else, the other is no character and comes back as a different one. A rule for
 * what is written anew; older versions that are stored may hold such texts.
 */
export function checkTexts(node: SourceNode, faults: Faults): void {
  if (node.type === 'map') {
    for (const member of node.entries.values()) checkTexts(member, faults);
  } else if (node.type === 'list') {
    for (const item of node.items) checkTexts(item, faults);
  } else if (typeof node.value === 'string') {
    if (!UNFIT.test(node.value)) return;
    faults.of(node, 'invalid_text', 'The text holds a control character or half a character.');
  }
}
