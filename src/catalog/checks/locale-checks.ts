import type { LocalizedText } from '../model.js';
import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';

interface Text {
  readonly path: readonly string[];
  readonly text: LocalizedText;
}

/** A locale that more than half of all names (or descriptions) have, and this one has not. */
export function checkLocales({ model }: CheckedCatalog): Finding[] {
  const names: Text[] = [];
  const descriptions: Text[] = [];
  for (const [section, things] of Object.entries(model)) {
    for (const [key, thing] of things as ReadonlyMap<string, Named>) {
      if (thing.archived === true) continue; // nobody sees it any more
      names.push({ path: [section, key, 'name'], text: thing.name });
      const { description } = thing;
      if (description)
        descriptions.push({ path: [section, key, 'description'], text: description });
    }
  }
  return [...missingIn(names), ...missingIn(descriptions)];
}

interface Named {
  readonly name: LocalizedText;
  readonly description?: LocalizedText | null;
  readonly archived?: boolean;
}

function missingIn(texts: readonly Text[]): Finding[] {
  const counts = new Map<string, number>();
  for (const { text } of texts) {
    for (const locale of Object.keys(text)) counts.set(locale, (counts.get(locale) ?? 0) + 1);
  }
  const usual = [...counts]
    .filter(([, count]) => count * 2 > texts.length)
    .map(([locale]) => locale)
    .sort();
  return texts.flatMap(({ path, text }) => {
    const missing = usual.filter((locale) => !isThere(locale, text));
    if (missing.length === 0) return [];
    const [, key, field] = path;
    const most = missing.map((locale) => `${locale} (${counts.get(locale)} of ${texts.length})`);
    const detail = `The ${field} of “${key}” lacks a language that most have: ${most.join(', ')}.`;
    return [finding('missing_locale', path, detail, { missing: missing.join(', ') })];
  });
}

/** `de` serves players of `de-AT` too. */
function isThere(locale: string, text: LocalizedText): boolean {
  for (let tag = locale; tag !== ''; tag = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0))) {
    if (text[tag] !== undefined) return true;
  }
  return false;
}
