import { locale } from '../../../page/format.js';
import { english, type Words } from './english.js';
import { german } from './german.js';
import { japanese } from './japanese.js';

const languages: Readonly<Record<string, Words>> = { en: english, de: german, ja: japanese };

export const language = languages[locale.split('-')[0] ?? 'en'] ? locale.split('-')[0] : 'en';

/** The texts in the player's language. */
export const words: Words = languages[language ?? 'en'] ?? english;
