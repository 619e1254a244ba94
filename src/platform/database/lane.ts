import type { DataSource, QueryRunner } from 'typeorm';
import type { Dialect } from './dialect.js';
import type { SqlRow, Statement } from './statement.js';
import type { Turnstile } from './turnstile.js';

/** A transaction in two round trips: what to load, then what to write in view of it. */
export interface LaneWork {
  /** Statements that read and lock; their rows are handed to `decide` in the same order. */
  readonly load: readonly Statement[];
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
 * fails, so COMMIT never follows a failed write.
 */
export class MysqlLane implements Lane {
  #runner: QueryRunner | null = null;

  constructor(private readonly source: DataSource) {}

  async transact(work: LaneWork): Promise<void> {
    try {
      this.#runner ??= this.source.createQueryRunner('master');
      const runner = this.#runner;
      const results = await run(runner, [{ sql: 'START TRANSACTION', values: [] }, ...work.load]);
      const writes = work.decide(results.slice(1) as SqlRow[][]);
      await run(runner, [...writes, { sql: 'COMMIT', values: [] }]);
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

async function run(runner: QueryRunner, statements: readonly Statement[]): Promise<unknown[]> {
  const text = statements.map((one) => one.sql).join(';\n');
  const values = statements.flatMap((one) => one.values);
  const result = await runner.query(text, values);
  return statements.length === 1 ? [result] : (result as unknown[]);
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
        for (const one of work.decide(loaded)) await runner.query(one.sql, [...one.values]);
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
