import type { Draw, DrawEntry } from '../model.js';
import { checkGifts } from './gift-rules.js';
import type { Rules } from './rules.js';

/**
 * What draws give is there and can be held; at most one row gives nothing, and what a player waits
 * for is a part of the table that gives something.
 */
export function checkDraws(rules: Rules): void {
  for (const draw of rules.model.draws.values()) {
    for (const entry of draw.entries) {
      const { archived } = draw;
      checkGifts({ ...entry, path: ['draws', draw.key, 'entries', entry.key], archived }, rules);
    }
    checkBlanks(draw, rules);
    checkPity(draw, rules);
  }
}

function checkBlanks({ key, entries }: Draw, { source, faults }: Rules): void {
  const [first, second] = entries.filter(isBlank);
  if (entries.every(isBlank)) {
    const node = source.node('draws', key, 'entries');
    faults.of(node, 'gives_nothing', 'The draw gives nothing at all.');
  } else if (first && second) {
    const node = source.node('draws', key, 'entries', second.key);
    const message = `“${first.key}” gives nothing already: add this weight to it.`;
    faults.ofKey(node, 'gives_nothing', message);
  }
}

function checkPity({ key, entries, pity }: Draw, { source, faults }: Rules): void {
  if (pity === null) return;
  const known = new Map(entries.map((entry) => [entry.key, entry]));
  for (const [index, name] of pity.entries.entries()) {
    const node = source.node('draws', key, 'pity', 'entries', index);
    const entry = known.get(name);
    if (!entry) {
      faults.of(node, 'unknown_entry', `The draw has no entry “${name}”.`);
    } else if (isBlank(entry)) {
      faults.of(node, 'gives_nothing', `“${name}” gives nothing: nobody waits for it.`);
    }
  }
  if (pity.entries.length === known.size && pity.entries.every((name) => known.has(name))) {
    const node = source.node('draws', key, 'pity', 'entries');
    const message = 'These are all entries, so that there is nothing to wait for.';
    faults.of(node, 'pity_of_all', message);
  }
}

function isBlank({ grants, gives }: DrawEntry): boolean {
  return grants.length === 0 && Object.keys(gives).length === 0;
}
