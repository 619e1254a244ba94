import { type Purchase, type Refund, visibleOrderId } from '../purchases/purchase.js';

/** The query of `voidedpurchases.list`, as it arrives. */
export interface VoidedQuery {
  startTime?: string;
  endTime?: string;
  type?: string;
  includeQuantityBasedPartialRefund?: string;
  maxResults?: string;
  token?: string;
}

/** What one page shows, and what a token brings to the next. */
interface Range {
  start: number;
  end: number;
  partial: boolean;
  max: number;
  skip: number;
}

const daysKept = 30;
const keptMs = daysKept * 24 * 3_600_000;
const pageMax = 1000;
/** Requests take a moment: what was thirty days old when it was sent is a little older here. */
const graceMs = 60_000;

/**
 * A page of the purchases of one app that were given back, in the order in which Google took
 * notice of it.
 *
 * @returns undefined when the query is not valid.
 */
export function voidedPage(
  purchases: readonly Purchase[],
  query: VoidedQuery,
  now: number,
): object | undefined {
  const range = query.token === undefined ? rangeOf(query, now) : readToken(query.token);
  if (!range) return undefined;
  const found = purchases
    .flatMap((purchase) => purchase.refunds.map((refund) => ({ purchase, refund })))
    .filter(({ refund }) => refund.revoked && (range.partial || refund.quantity === null))
    .filter(({ refund: { recordedAt: at } }) => at >= range.start && at <= range.end)
    .sort((one, other) => one.refund.recordedAt - other.refund.recordedAt);
  const page = found.slice(range.skip, range.skip + range.max);
  const next = range.skip + page.length;
  return {
    pageInfo: { totalResults: found.length, resultPerPage: page.length, startIndex: range.skip },
    ...(next < found.length && {
      tokenPagination: { nextPageToken: writeToken({ ...range, skip: next }) },
    }),
    ...(page.length > 0 && {
      voidedPurchases: page.map(({ purchase, refund }) => voidedPurchase(purchase, refund)),
    }),
  };
}

function voidedPurchase(purchase: Purchase, refund: Refund): object {
  const orderId = visibleOrderId(purchase);
  return {
    kind: 'androidpublisher#voidedPurchase',
    purchaseToken: purchase.id,
    purchaseTimeMillis: String(purchase.purchasedAt),
    voidedTimeMillis: String(refund.at),
    ...(orderId !== null && { orderId }),
    voidedSource: refund.source,
    voidedReason: refund.reason,
    ...(refund.quantity !== null && { voidedQuantity: refund.quantity }),
  };
}

function rangeOf(query: VoidedQuery, now: number): Range | undefined {
  const start = numberOf(query.startTime) ?? now - keptMs;
  const end = numberOf(query.endTime) ?? now;
  const max = numberOf(query.maxResults) ?? pageMax;
  const known = query.type === undefined || query.type === '0' || query.type === '1';
  const valid = known && start >= now - keptMs - graceMs && end <= now && start <= end && max >= 1;
  if (!valid) return undefined;
  const partial = query.includeQuantityBasedPartialRefund === 'true';
  return { start, end, partial, max: Math.min(max, pageMax), skip: 0 };
}

/** Absent is absent; what is no whole number is not a number at all. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** A token holds the whole query: Google ignores all other parameters beside it. */
function writeToken({ start, end, partial, max, skip }: Range): string {
  return Buffer.from(JSON.stringify([start, end, partial, max, skip])).toString('base64url');
}

function readToken(token: string): Range | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const [start, end, partial, max, skip] = parsed as [number, number, boolean, number, number];
    const whole = [start, end, max, skip].every(Number.isSafeInteger);
    return whole && typeof partial === 'boolean' ? { start, end, partial, max, skip } : undefined;
  } catch {
    return undefined;
  }
}
