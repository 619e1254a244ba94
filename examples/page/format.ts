import type { Money } from '../../sdk/src/shapes.js';

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

const decimal = new Intl.NumberFormat(locale).formatToParts(1.5)[1]?.value ?? '.';

/** The server's text of a share, such as `12.5%`, with the player's decimal mark. */
export const percent = (text: string): string => text.replace('.', decimal);

const units = (['day', 'hour', 'minute', 'second'] as const).map((unit) => ({
  size: { day: 86_400, hour: 3_600, minute: 60, second: 1 }[unit],
  text: new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
}));

/** How long something lasts, in its two largest units: `2 days 3 hr`. */
export function duration(milliseconds: number): string {
  let seconds = Math.ceil(milliseconds / 1000);
  const first = Math.max(
    units.findIndex(({ size }) => seconds >= size),
    0,
  );
  const parts = units.slice(first, first + 2).map(({ size, text }) => {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    return count > 0 ? text.format(count) : '';
  });
  return parts.filter(Boolean).join(' ');
}

/** Ids are long; the end tells them apart. */
export function shortId(id: string): string {
  const cut = id.lastIndexOf('_');
  return cut < 0 ? id : `${id.slice(0, cut)}…${id.slice(-6)}`;
}
