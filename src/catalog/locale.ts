import type { CatalogModel, LocalizedText } from './model.js';
import { canonicalLocale } from './reading/localized-text.js';

export const FALLBACK_LOCALE = 'en';
const HEADER_LENGTH_MAX = 1_000;
const PREFERENCES_MAX = 20;

/** Every locale that the catalog has any text in. */
export function localesOf(model: CatalogModel): ReadonlySet<string> {
  const locales = new Set([FALLBACK_LOCALE]);
  const { currencies, products, items, offers, sales, promotions, draws } = model;
  for (const things of [currencies, products, items, offers, sales, promotions, draws]) {
    for (const { name } of things.values()) addAll(locales, name);
  }
  for (const { description } of items.values()) if (description) addAll(locales, description);
  return locales;
}

/** A tag and what it falls back to (RFC 4647 §3.4, Lookup): `zh-Hant-TW`, `zh-Hant`, `zh`. */
export function fallbackChain(tag: string): string[] {
  const chain: string[] = [];
  const subtags = tag.split('-');
  while (subtags.length > 0) {
    chain.push(subtags.join('-'));
    subtags.pop();
    if (subtags.at(-1)?.length === 1) subtags.pop(); // a lone `x` or `u` means nothing
  }
  return chain;
}

/** The first locale in the order of preference that the catalog has; else English. */
export function chosenLocale(
  preferences: readonly string[],
  available: ReadonlySet<string>,
): string {
  for (const preference of preferences) {
    const found = fallbackChain(preference).find((tag) => available.has(tag));
    if (found !== undefined) return found;
  }
  return FALLBACK_LOCALE;
}

/** The text in this locale, or in the nearest one above it, or in English. */
export function localized(text: LocalizedText, chain: readonly string[]): string {
  for (const tag of chain) {
    if (Object.hasOwn(text, tag)) return text[tag]!;
  }
  return text[FALLBACK_LOCALE]!;
}

/** The tags of Accept-Language (RFC 9110 §12.5.4), dearest first; what is odd is ignored. */
export function acceptedLocales(header: string | undefined): string[] {
  const ranges = (header ?? '').slice(0, HEADER_LENGTH_MAX).split(',').slice(0, PREFERENCES_MAX);
  return ranges
    .flatMap((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
      const canonical = canonicalLocale(tag);
      return canonical !== null && Number(weight) > 0
        ? [{ canonical, weight: Number(weight) }]
        : [];
    })
    .sort((left, right) => right.weight - left.weight) // stable: the first of equals stays first
    .map(({ canonical }) => canonical);
}

function addAll(locales: Set<string>, text: LocalizedText): void {
  for (const tag of Object.keys(text)) locales.add(tag);
}
