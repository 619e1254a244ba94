import type { Money } from '../../../sdk/src/shapes.js';

/** What the player's browser speaks; the server picks the closest language that it has. */
export const locale = navigator.language || 'en';

const whole = new Intl.NumberFormat(locale);
const signedWhole = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

export const gems = (amount: number): string => whole.format(amount);
export const signed = (amount: number): string => signedWhole.format(amount);
export const timeOf = (iso: string): string => clock.format(new Date(iso));
export const momentOf = (iso: string): string => day.format(new Date(iso));

export function money({ currency, micros }: Money): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(micros / 1_000_000);
}

/** Ids are long; the end tells them apart. */
export function shortId(id: string): string {
  const cut = id.lastIndexOf('_');
  return cut < 0 ? id : `${id.slice(0, cut)}…${id.slice(-6)}`;
}
