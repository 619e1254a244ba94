import type { Purchase } from '../purchases/purchase.js';
import { AppleRefusal, appleErrors } from './errors.js';

/** A page of an answer: what is on it, and where the next one goes on. */
export interface HistoryPage {
  purchases: Purchase[];
  revision: string;
  hasMore: boolean;
}

/** The query string as it arrives: a field that is given twice is a list. */
export type Query = Record<string, string | string[] | undefined>;

const pageSize = 20;
const productTypes: Record<string, string> = {
  AUTO_RENEWABLE: 'Auto-Renewable Subscription',
  NON_RENEWABLE: 'Non-Renewing Subscription',
  CONSUMABLE: 'Consumable',
  NON_CONSUMABLE: 'Non-Consumable',
};
const ownerships = ['PURCHASED', 'FAMILY_SHARED', 'ASSIGNED'];

type Wanted = (purchase: Purchase) => boolean;
/** Where something stands in a list; the second number decides between equals. */
type Position = readonly [number, number];
const beginning: Position = [Number.NEGATIVE_INFINITY, 0];

/**
 * A customer's transactions, by when each was modified last. The revision of an answer leads to
 * what comes behind it, also to what is modified later.
 */
export function historyPage(purchases: readonly Purchase[], query: Query): HistoryPage {
  const wanted = filtersOf(query);
  const sort = single(query.sort) ?? 'ASCENDING';
  if (sort !== 'ASCENDING' && sort !== 'DESCENDING') {
    throw new AppleRefusal(appleErrors.invalidSort);
  }
  const sign = sort === 'ASCENDING' ? 1 : -1;
  const position = ({ revision }: Purchase) => [sign * revision, 0] as const;
  return page(purchases.filter(wanted), { kind: `history ${sort}`, query, position });
}

/** A customer's refunded transactions, those that were refunded first at the beginning. */
export function refundPage(purchases: readonly Purchase[], query: Query): HistoryPage {
  const refunded = purchases.filter((purchase) => purchase.revokedAt !== null);
  const position = ({ revokedAt, number }: Purchase) => [revokedAt!, number] as const;
  return page(refunded, { kind: 'refunds', query, position });
}

function page(
  purchases: Purchase[],
  order: { kind: string; query: Query; position: (purchase: Purchase) => Position },
): HistoryPage {
  const { kind, query, position } = order;
  const given = single(query.revision);
  const after = given === undefined ? beginning : readRevision(given, kind);
  const rest = purchases
    .filter((purchase) => compare(position(purchase), after) > 0)
    .sort((one, other) => compare(position(one), position(other)));
  const taken = rest.slice(0, pageSize);
  const last = taken.at(-1);
  return {
    purchases: taken,
    revision: last ? writeRevision(kind, position(last)) : (given ?? writeRevision(kind)),
    hasMore: rest.length > taken.length,
  };
}

function compare(one: Position, other: Position): number {
  return one[0] === other[0] ? one[1] - other[1] : one[0] - other[0];
}

function writeRevision(kind: string, after: Position | null = null): string {
  return Buffer.from(JSON.stringify([kind, after])).toString('base64url');
}

function readRevision(text: string, kind: string): Position {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const [made, after] = parsed as [unknown, [unknown, unknown] | null];
    if (made === kind && after === null) return beginning;
    if (made === kind && typeof after?.[0] === 'number' && typeof after[1] === 'number') {
      return [after[0], after[1]];
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new AppleRefusal(appleErrors.invalidRevision);
}

function filtersOf(query: Query): Wanted {
  const start = time(query.startDate, appleErrors.invalidStartDate);
  const end = time(query.endDate, appleErrors.invalidEndDate);
  if (start !== undefined && end !== undefined && start >= end) {
    throw new AppleRefusal(appleErrors.startAfterEnd);
  }
  const ids = list(query.productId);
  if (ids.includes('')) throw new AppleRefusal(appleErrors.invalidProductId);
  const types = list(query.productType).map((name) => productTypes[name]);
  if (types.includes(undefined)) throw new AppleRefusal(appleErrors.invalidProductType);
  const groups = list(query.subscriptionGroupIdentifier);
  if (groups.some((group) => !/^\d+$/.test(group))) {
    throw new AppleRefusal(appleErrors.invalidSubscriptionGroup);
  }
  const ownership = single(query.inAppOwnershipType);
  if (ownership !== undefined && !ownerships.includes(ownership)) {
    throw new AppleRefusal(appleErrors.invalidOwnership);
  }
  const revoked = single(query.revoked);
  if (revoked !== undefined && revoked !== 'true' && revoked !== 'false') {
    throw new AppleRefusal(appleErrors.invalidRevoked);
  }
  const conditions: Wanted[] = [
    ({ purchasedAt }) => start === undefined || purchasedAt! >= start,
    ({ purchasedAt }) => end === undefined || purchasedAt! < end,
    ({ lineItems }) => ids.length === 0 || ids.includes(lineItems[0]!.productId),
    ({ type }) => types.length === 0 || types.includes(type),
    // Nothing that is sold here belongs to a group.
    () => groups.length === 0,
    (purchase) => ownership === undefined || purchase.ownership === ownership,
    ({ revokedAt }) => revoked === undefined || (revokedAt !== null) === (revoked === 'true'),
  ];
  return (purchase) => conditions.every((holds) => holds(purchase));
}

function time(
  value: Query[string],
  error: (typeof appleErrors)[keyof typeof appleErrors],
): number | undefined {
  const text = single(value);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new AppleRefusal(error);
  return Number(text);
}

function single(value: Query[string]): string | undefined {
  return Array.isArray(value) ? value.at(-1) : value;
}

function list(value: Query[string]): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
