import { failureText } from '../platform/database/failure.js';
import type { SqlRow } from '../platform/database/statement.js';
import { ACCOUNT_INVARIANTS } from './account-invariants.js';
import { BONUS_INVARIANTS } from './bonus-invariants.js';
import { CATALOG_INVARIANTS } from './catalog-invariants.js';
import { COUPON_INVARIANTS } from './coupon-invariants.js';
import { DATABASE_INVARIANTS } from './database-invariants.js';
import { DRAW_INVARIANTS } from './draw-invariants.js';
import { EVENT_INVARIANTS } from './event-invariants.js';
import type { Check } from './invariant.js';
import { LOT_INVARIANTS } from './lot-invariants.js';
import { ORDER_INVARIANTS } from './order-invariants.js';
import { PAYMENT_INVARIANTS } from './payment-invariants.js';
import { REFUND_INVARIANTS } from './refund-invariants.js';
import type { Snapshot } from './snapshot.store.js';
import { TIME_INVARIANTS } from './time-invariants.js';
import { TRANSACTION_INVARIANTS } from './transaction-invariants.js';
import { TRANSFER_INVARIANTS } from './transfer-invariants.js';

/** Everything that is looked at, by id. */
export const CHECKS: readonly Check[] = [
  ...TRANSACTION_INVARIANTS,
  ...ACCOUNT_INVARIANTS,
  ...PAYMENT_INVARIANTS,
  ...REFUND_INVARIANTS,
  ...BONUS_INVARIANTS,
  ...ORDER_INVARIANTS,
  ...DRAW_INVARIANTS,
  ...COUPON_INVARIANTS,
  ...LOT_INVARIANTS,
  ...TRANSFER_INVARIANTS,
  ...EVENT_INVARIANTS,
  ...TIME_INVARIANTS,
  ...CATALOG_INVARIANTS,
  ...DATABASE_INVARIANTS,
].sort((left, right) => (left.id < right.id ? -1 : 1));

export const ROWS_SHOWN_MAX = 20;

/** What one check found. */
export interface Finding {
  readonly check: Check;
  readonly milliseconds: number;
  /** How many rows break it; 0: it holds. */
  readonly violations: number;
  /** The first of them. */
  readonly rows: readonly SqlRow[];
  /** Why it could not be looked at; null: it was. */
  readonly failure: string | null;
}

/** Runs checks one after another on one snapshot, so that all speak of one moment. */
export async function audited(
  snapshot: Snapshot,
  checks: readonly Check[] = CHECKS,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(await findingOf(snapshot, check));
  return findings;
}

async function findingOf(snapshot: Snapshot, check: Check): Promise<Finding> {
  const started = performance.now();
  const measured = (found: Pick<Finding, 'violations' | 'rows' | 'failure'>) => {
    return { check, milliseconds: Math.round(performance.now() - started), ...found };
  };
  try {
    const { violations, rows } = await violationsOf(snapshot, check);
    return measured({ violations, rows, failure: null });
  } catch (error) {
    // One question that fails, such as by an overflow of a planted number, must not hide the
    // others.
    return measured({ violations: 0, rows: [], failure: failureText(error) });
  }
}

async function violationsOf(
  snapshot: Snapshot,
  check: Check,
): Promise<{ violations: number; rows: readonly SqlRow[] }> {
  if ('find' in check) {
    const rows = await check.find(snapshot);
    return { violations: rows.length, rows: rows.slice(0, ROWS_SHOWN_MAX) };
  }
  const question = check.sql.replaceAll('{{now}}', String(Math.trunc(snapshot.now)));
  const rows = await snapshot.rows(
    `SELECT found.*, COUNT(*) OVER () AS violations FROM (${question}) found
     LIMIT ${ROWS_SHOWN_MAX}`,
  );
  const shown = rows.map(({ violations, ...row }) => row as SqlRow);
  return { violations: Number(rows[0]?.violations ?? 0), rows: shown };
}
