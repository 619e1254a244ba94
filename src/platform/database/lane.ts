import type { DataSource, QueryRunner } from 'typeorm';
import type { Dialect } from './dialect.js';
import { mysqlText } from './mysql-text.js';
import { placedStatements } from './placed-statements.js';
import { type SqlRow, type SqlStatement, type Statement, statement } from './statement.js';
import type { Turnstile } from './turnstile.js';

/** A transaction in two round trips: what to load, then what to write in view of it. */
export interface LaneWork {
  /** Statements that read and lock; their rows are handed to `decide` in the same order. */
  readonly load: readonly SqlStatement[];
  /** Returns what to write; nothing at all when the list is empty. */
  decide(loaded: readonly SqlRow[][]): readonly Statement[];
}

/** A connection of its own on which one such transaction runs at a time, at READ COMMITTED. */
export interface Lane {
  /** Commits, or throws and leaves nothing; after a lost connection the end is unknown. */
  transact(work: LaneWork): Promise<void>;
  close(): Promise<void>;
}

/**
 * MySQL: each round trip is one text of several statements. The server stops at the first that
 * fails, so COMMIT never follows a failed write. MariaDB takes the text as one block and answers
 * once, where each statement had an answer of its own that woke up both sides.
 */
export class MysqlLane implements Lane {
  #runner: QueryRunner | null = null;

  constructor(private readonly source: DataSource) {}

  async transact(work: LaneWork): Promise<void> {
    try {
      this.#runner ??= this.source.createQueryRunner('master');
      const runner = this.#runner;
      const results = await send(runner, [START, ...work.load]);
      await send(runner, [...work.decide(rowsOf(results)), COMMIT]);
    } catch (error) {
      await this.#abandon();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#abandon();
  }

  /** ROLLBACK, then give the connection back; a connection that cannot roll back is broken. */
  async #abandon(): Promise<void> {
    const runner = this.#runner;
    this.#runner = null;
    if (!runner) return;
    try {
      await runner.query('ROLLBACK');
    } catch {
      // The connection is gone, and its transaction with it.
    } finally {
      await runner.release();
    }
  }
}

const START = statement('START TRANSACTION');
const COMMIT = statement('COMMIT');

/**
 * Read by MariaDB alone; elsewhere a comment around the same statements. A block stops at its first
 * failure as well. It answers with the rows of its SELECTs and once for all that have none.
 */
const BLOCK = '/*M! BEGIN NOT ATOMIC */ ';
const BLOCK_END = '/*M! ; END */';

/** What mysql2 offers below its promises and TypeORM's runner, which look at every text again. */
interface RawConnection {
  query(
    options: { sql: string; values: null },
    done: (error: Error | null, results: unknown) => void,
  ): void;
}

async function send(runner: QueryRunner, statements: readonly Statement[]): Promise<unknown> {
  const connection = (await runner.connect()) as RawConnection;
  // null, not undefined: the driver would search the whole text for placeholders otherwise.
  const options = { sql: BLOCK + mysqlText(statements) + BLOCK_END, values: null };
  return new Promise((resolve, reject) => {
    connection.query(options, (error, results) => (error ? reject(error) : resolve(results)));
  });
}

/** What each SELECT found; a statement without rows answers with a header that is no list. */
function rowsOf(results: unknown): SqlRow[][] {
  return Array.isArray(results) ? results.filter((one): one is SqlRow[] => Array.isArray(one)) : [];
}

/** SQLite: the one writing connection, taken in turn. */
export class SqliteLane implements Lane {
  constructor(
    private readonly source: DataSource,
    private readonly turnstile: Turnstile,
  ) {}

  transact(work: LaneWork): Promise<void> {
    return this.turnstile.through(async () => {
      const runner = this.source.createQueryRunner();
      await runner.query('BEGIN IMMEDIATE');
      try {
        const loaded: SqlRow[][] = [];
        for (const one of work.load) {
          loaded.push((await runner.query(one.sql, [...one.values])) as SqlRow[]);
        }
        for (const one of work.decide(loaded).flatMap(placedStatements)) {
          await runner.query(one.sql, [...one.values]);
        }
        await runner.query('COMMIT');
      } catch (error) {
        await runner.query('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  async close(): Promise<void> {}
}

export function laneOf(source: DataSource, dialect: Dialect, turnstile: Turnstile): Lane {
  return dialect.name === 'mysql' ? new MysqlLane(source) : new SqliteLane(source, turnstile);
}
