import { Temporal } from 'temporal-polyfill';
import type { LimitPeriod } from './model.js';
import { DEFAULT_ZONE } from './window.js';

/**
 * The name of the calendar period that a moment lies in for a player of this zone: `2026-11-26` for
 * a day, `2026-W48` for a week (ISO 8601, from Monday), `2026-11` for a month.
 */
export function limitPeriodAt(period: LimitPeriod, now: number, zone: string | null): string {
  const date = dateAt(now, zone);
  if (period === 'day') return date.toString();
  if (period === 'month') return date.toPlainYearMonth().toString();
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
}

/** When the next period begins: at midnight of the player's zone. Milliseconds since 1970 UTC. */
export function nextPeriodAt(period: LimitPeriod, now: number, zone: string | null): number {
  const date = dateAt(now, zone);
  const next =
    period === 'day'
      ? date.add({ days: 1 })
      : period === 'week'
        ? date.add({ days: 8 - date.dayOfWeek })
        : date.with({ day: 1 }).add({ months: 1 });
  return next.toZonedDateTime(zone ?? DEFAULT_ZONE).epochMilliseconds;
}

function dateAt(now: number, zone: string | null): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zone ?? DEFAULT_ZONE)
    .toPlainDate();
}
