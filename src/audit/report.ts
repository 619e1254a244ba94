import { type IdPrefix, idOf } from '../kernel/id.js';
import type { SqlRow, SqlValue } from '../platform/database/statement.js';
import type { Finding } from './audit.js';
import { AWAITED } from './awaited.js';

/** A column of this name holds an id of this kind. Other bytes are shown in hexadecimal. */
const PREFIXES: Readonly<Record<string, IdPrefix>> = {
  title_id: 'title',
  player_id: 'player',
  transaction_id: 'txn',
  payment_id: 'payment',
  order_id: 'order',
  lot_id: 'lot',
  grant_id: 'grant',
  redemption_id: 'redemption',
  catalog_version_id: 'catalog',
  notification_id: 'notification',
};

export type NamedRow = Readonly<Record<string, string | number | null>>;

/** A violation as people read it. */
export function namedRow(row: SqlRow): NamedRow {
  const named: Record<string, string | number | null> = {};
  for (const [column, value] of Object.entries(row)) named[column] = shown(column, value);
  return named;
}

function shown(column: string, value: SqlValue): string | number | null {
  if (!Buffer.isBuffer(value)) return value;
  const prefix = PREFIXES[column];
  return prefix && value.length === 16 ? idOf(prefix, value) : value.toString('hex');
}

/**
 * 0: sound. 1: something is broken. 2: nothing was found, but not everything could be looked at.
 */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some((finding) => finding.violations > 0)) return 1;
  return findings.some((finding) => finding.failure !== null) ? 2 : 0;
}

/** One line per invariant; under a broken one its first rows. */
export function reportLines(findings: readonly Finding[]): string[] {
  const lines = findings.flatMap((finding) => [
    findingLine(finding),
    ...finding.rows.map((row) => `      ${rowText(namedRow(row))}`),
  ]);
  for (const { id, reason } of AWAITED)
    lines.push(`${id.padEnd(3)}  -   not applicable yet: ${reason}`);
  return [...lines, summaryOf(findings)];
}

function findingLine({ check, milliseconds, violations, failure }: Finding): string {
  const state = failure !== null ? 'not run' : violations > 0 ? 'BROKEN' : 'ok';
  const head = `${check.id.padEnd(3)}  ${check.severity}  ${state.padEnd(7)}`;
  const counts = `${String(milliseconds).padStart(6)} ms ${String(violations).padStart(6)} rows`;
  return `${head} ${counts}  ${check.title}${failure === null ? '' : ` (${failure})`}`;
}

function rowText(row: NamedRow): string {
  return Object.entries(row)
    .map(([column, value]) => `${column}=${value}`)
    .join(' ');
}

function summaryOf(findings: readonly Finding[]): string {
  const broken = findings.filter((finding) => finding.violations > 0).length;
  const unrun = findings.filter((finding) => finding.failure !== null).length;
  const milliseconds = findings.reduce((sum, finding) => sum + finding.milliseconds, 0);
  const held = findings.length - broken - unrun;
  const missing = unrun === 0 ? '' : `, ${unrun} could not be run`;
  const total = `${held} of ${findings.length} invariants hold`;
  return `${total}, ${broken} broken${missing}; ${milliseconds} ms`;
}

/** The same for machines. */
export function reportJson(findings: readonly Finding[]): string {
  return JSON.stringify({
    sound: exitCodeOf(findings) === 0,
    invariants: findings.map(({ check, milliseconds, violations, rows, failure }) => {
      const { id, severity, title } = check;
      return { id, severity, title, milliseconds, violations, failure, rows: rows.map(namedRow) };
    }),
    notApplicableYet: AWAITED,
  });
}
