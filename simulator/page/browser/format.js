const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const hourOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** @type {[milliseconds: number, name: string][]} */
const units = [
  [day, 'd'],
  [hour, 'h'],
  [minute, 'min'],
  [second, 's'],
];

/** @param {string} iso */
export function timeText(iso) {
  return clock.format(new Date(iso));
}

/**
 * Only the time of a day that is named already.
 *
 * @param {string} iso
 * @param {string} beside
 */
export function shortTimeText(iso, beside) {
  const [one, other] = [new Date(iso), new Date(beside)];
  return one.toDateString() === other.toDateString() ? hourOnly.format(one) : clock.format(one);
}

/**
 * Such as `2 d 23 h`: the two largest units.
 *
 * @param {number} milliseconds
 */
export function spanText(milliseconds) {
  let left = Math.max(0, Math.round(milliseconds / second) * second);
  const parts = [];
  for (const [length, name] of units) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** @param {{ currency: string, micros: number }} price */
export function moneyText({ currency, micros }) {
  const options = /** @type {const} */ ({ style: 'currency', currency });
  return new Intl.NumberFormat(undefined, options).format(micros / 1_000_000);
}

/**
 * Enough of a long id to tell it from others.
 *
 * @param {string} id
 */
export function shortText(id) {
  return id.length <= 18 ? id : `${id.slice(0, 8)}…${id.slice(-6)}`;
}
