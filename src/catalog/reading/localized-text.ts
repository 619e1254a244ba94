import type { LocalizedText } from '../model.js';
import type { ValueReader } from './fields.js';
import { NAME_MAX } from './limits.js';
import { below } from './source-tree.js';
import { text } from './values.js';

const LOCALES_MAX = 100;

/** A map from BCP 47 tags to texts. `en` has to be there: it is what everybody falls back to. */
export function localizedText(most: number): ValueReader<LocalizedText> {
  const readText = text(most);
  return (node, faults) => {
    if (node.type !== 'map') {
      return faults.of(node, 'wrong_type', 'Write a text per language, such as { en: Dragon }.');
    }
    if (node.entries.size > LOCALES_MAX) {
      return faults.of(node, 'too_many', `There are more than ${LOCALES_MAX} languages.`);
    }
    const texts: [string, string][] = [];
    for (const [locale, member] of node.entries) {
      if (canonicalLocale(locale) !== locale) {
        faults.ofKey(member, 'invalid_locale', localeSentence(locale));
        continue;
      }
      const read = readText(member, faults);
      if (read !== undefined) texts.push([locale, read]);
    }
    if (!node.entries.has('en')) {
      const message = 'The English text “en” is missing: other languages fall back to it.';
      faults.at(node.heading, below(node.pointer, 'en'), 'missing_locale', message);
    }
    const sound = texts.length === node.entries.size && node.entries.has('en');
    return sound ? Object.fromEntries(texts) : undefined;
  };
}

/** What players read: the name of anything. */
export const readName = localizedText(NAME_MAX);

const TAGS_KNOWN_MAX = 1_000;
const canonicalTags = new Map<string, string | null>();

/** `pt-br` → `pt-BR`; null when it is no language tag. Remembered: asking Intl costs 20 µs. */
export function canonicalLocale(tag: string): string | null {
  let canonical = canonicalTags.get(tag);
  if (canonical === undefined) {
    canonical = askIntl(tag);
    if (canonicalTags.size >= TAGS_KNOWN_MAX) canonicalTags.clear(); // tags come from outside
    canonicalTags.set(tag, canonical);
  }
  return canonical;
}

function askIntl(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

function localeSentence(tag: string): string {
  const canonical = canonicalLocale(tag);
  if (canonical !== null) return `Write the language as ${canonical}.`;
  return 'Write a language tag such as en, de or pt-BR.';
}
