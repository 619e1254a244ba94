import { timestamp } from '../../kernel/clock.js';

/** Kept: `toLocaleString` makes a new one for each of ten thousand sentences. */
const FORMAT = new Intl.NumberFormat('en-US');

/** `1,234,567`. */
export function grouped(value: number | bigint): string {
  return FORMAT.format(value);
}

/** `“a”, “b” and 7 more`: a sentence stays one, however many there are. */
export function named(keys: readonly string[], most = 3): string {
  const shown = keys.slice(0, most).map((key) => `“${key}”`);
  if (keys.length > most) return `${shown.join(', ')} and ${grouped(keys.length - most)} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `1 offer`, `2 offers`. */
export function counted(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** A moment, or a wall-clock time that is kept as if it were UTC, without needless parts. */
export function timeText(time: number, isWallClock: boolean): string {
  const text = timestamp(time).replace(':00.000Z', 'Z');
  return isWallClock ? text.replace('Z', '') : text;
}
