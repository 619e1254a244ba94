import { isTimeZone, momentOf } from '../catalog/window.js';
import { timeOfText } from '../kernel/time-text.js';

/** A moment as RFC 3339, or as what the clocks of a zone show then. */
export type PreviewMoment = string | { readonly local: string; readonly zone: string };

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;

/**
 * Milliseconds since 1970 UTC; null for what is neither. A local time that the clocks skip is moved
 * on by what they skip, one that comes twice is the first, as for windows of the catalog.
 */
export function momentOfPreview(value: unknown): number | null {
  if (typeof value === 'string') return timeOfText(value);
  if (typeof value !== 'object' || value === null) return null;
  const { local, zone, ...rest } = value as Record<string, unknown>;
  if (typeof local !== 'string' || typeof zone !== 'string') return null;
  if (Object.keys(rest).length > 0 || !LOCAL.test(local) || !isTimeZone(zone)) return null;
  const wallClock = timeOfText(`${local.length === 16 ? `${local}:00` : local}Z`);
  return wallClock === null ? null : momentOf(wallClock, zone);
}
