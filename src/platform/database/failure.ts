/** What a failed statement means for the work that it belonged to. */
export type Failure =
  /** Rolled back or unknown: run all of it again in a new transaction. */
  | 'repeat'
  /** A unique key refused the row: another writer was first. */
  | 'duplicate'
  /** Will fail again: a defect or a broken constraint. */
  | 'final';

/**
 * MySQL and MariaDB numbers: lock timeout, deadlock, snapshot conflict, Galera not ready, server
 * gone (two forms), too many connections, shutdown, killed query or connection, read-only after a
 * failover.
 */
const REPEAT_NUMBERS = new Set([
  1205, 1213, 1020, 1047, 2006, 2013, 1040, 1053, 1152, 1158, 1159, 1160, 1161, 1290, 1317, 1836,
  1927, 4031,
]);
const REPEAT_CODES = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'POOL_CLOSED',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_LOCKED',
]);
const DUPLICATE_CODES = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

export function failureOf(error: unknown): Failure {
  const { errno, code } = rootOf(error);
  if (REPEAT_NUMBERS.has(errno) || REPEAT_CODES.has(code)) return 'repeat';
  if (errno === 1062 || DUPLICATE_CODES.has(code)) return 'duplicate';
  const closed = error instanceof Error && /closed state|Pool is closed/.test(error.message);
  return closed ? 'repeat' : 'final';
}

/** A sentence for the log: the driver's number and code, never its SQL, which holds player data. */
export function failureText(error: unknown): string {
  const { errno, code } = rootOf(error);
  if (errno || code) return `database error ${errno || ''} ${code}`.trim();
  return error instanceof Error ? error.message : 'unknown database error';
}

/** The number that MySQL gives a failure; 0 for a failure of anything else. */
export function numberOfFailure(error: unknown): number {
  return rootOf(error).errno;
}

function rootOf(error: unknown): { errno: number; code: string } {
  const outer = (error ?? {}) as { driverError?: unknown; errno?: unknown; code?: unknown };
  const inner = (outer.driverError ?? outer) as { errno?: unknown; code?: unknown };
  return {
    errno: Number(inner.errno) || 0,
    code: typeof inner.code === 'string' ? inner.code : '',
  };
}
