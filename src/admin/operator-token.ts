import { chanceText } from '../titles/api-key.js';

const FORM = /^ot_(?:[A-Za-z0-9]{32}|demo_(?:admin|liveops|publisher))$/;

/** Known to everybody, so they open nothing outside simulator mode. */
const WELL_KNOWN = /^ot_demo_/;

/** True when the text has the form of an operator's token; spares a look-up otherwise. */
export function hasTokenForm(text: string): boolean {
  return FORM.test(text);
}

export function isWellKnownToken(text: string): boolean {
  return WELL_KNOWN.test(text);
}

/** A new token of 190 random bits, from a source of random bytes. */
export function newOperatorToken(random: (size: number) => Uint8Array): string {
  return `ot_${chanceText(random)}`;
}
