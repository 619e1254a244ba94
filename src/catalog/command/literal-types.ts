import { type CatalogDocument, thingsOf } from './document.js';

const UNIONS: readonly (readonly [type: string, section: string, words: string])[] = [
  ['CurrencyCode', 'currencies', 'What players pay with.'],
  ['ProductKey', 'products', 'What the stores sell for real money.'],
  ['Sku', 'items', 'What a player can own.'],
  ['OfferKey', 'offers', 'What is sold for a currency; some only for a while, or to some players.'],
];

/** A line that is longer is broken. */
const LINE_LENGTH_MAX = 100;

/**
 * The keys of a catalog as TypeScript unions, so that a game that names an offer which is not there
 * does not compile. Archived items and products stay: players may have them.
 */
export function literalTypes(document: CatalogDocument, hash: string): string {
  const lines = UNIONS.map(([type, section, words]) => {
    const things = thingsOf(document, section);
    const sold = section === 'offers' ? things.filter(([, thing]) => !thing.archived) : things;
    return `/** ${words} */\n${union(
      type,
      sold.map(([key]) => `'${key}'`),
    )}\n`;
  });
  const head = `// Written by “npm run catalog -- types” from the catalog ${hash.slice(0, 12)}.\n`;
  return `${head}\n${lines.join('\n')}`;
}

function union(type: string, words: readonly string[]): string {
  const line = `export type ${type} = ${words.join(' | ') || 'never'};`;
  if (line.length <= LINE_LENGTH_MAX) return line;
  return `export type ${type} =\n${words.map((word) => `  | ${word}`).join('\n')};`;
}
