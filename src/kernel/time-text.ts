const CLOCK_TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const RFC_3339 = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T${CLOCK_TIME}:[0-5]\\d(?:\\.\\d{1,3})?(?:Z|[+-]${CLOCK_TIME})$`,
);

/**
 * Milliseconds since 1970 UTC of a time in RFC 3339 with its offset; null when it is not one.
 * Without an offset, Friday 18:00 would be many moments.
 */
export function timeOfText(text: string): number | null {
  const [, date] = RFC_3339.exec(text) ?? [];
  if (date === undefined) return null;
  const day = Date.parse(`${date}T00:00:00Z`);
  // 31 February is read as 2 March: the day has to come back as it was written.
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}
