import type { SqlRow } from '../platform/database/statement.js';
import type { Snapshot } from './snapshot.store.js';

/** `P0`: money is wrong, stop and page somebody. `P1`: repair it the same day. */
export type Severity = 'P0' | 'P1';

interface Named {
  /** `A…` and `C…` as in the literature of this project, `G…` where the tables are our own. */
  readonly id: string;
  readonly severity: Severity;
  /** What holds, as a sentence about sound books. */
  readonly title: string;
}

/**
 * A question that finds nothing in sound books. Each row that it finds is a violation; its columns
 * name the row. Portable SQL for MySQL 8, MariaDB 10.11 and SQLite; `{{now}}` stands for the time
 * of the audit in milliseconds.
 */
export interface Invariant extends Named {
  readonly sql: string;
}

/** A check that needs more than one question, such as the content of a catalog version. */
export interface CodedInvariant extends Named {
  find(snapshot: Snapshot): Promise<readonly SqlRow[]>;
}

export type Check = Invariant | CodedInvariant;

/** What cannot be broken yet since the table that it is about does not exist. */
export interface AwaitedInvariant {
  readonly id: string;
  readonly reason: string;
}
