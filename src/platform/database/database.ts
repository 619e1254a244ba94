import type { DataSource, QueryRunner } from 'typeorm';
import { type Dialect, MYSQL, SQLITE } from './dialect.js';
import { type Lane, laneOf } from './lane.js';
import { placedStatements } from './placed-statements.js';
import { repeated } from './retry.js';
import { type SqlSession, sealed } from './sql.js';
import type { SqlRow, SqlStatement, Statement } from './statement.js';
import type { Reader, Transaction } from './transaction.js';
import { Turnstile } from './turnstile.js';

/** The database as the rooms see it: a reader, transactions, and the till's lanes. */
export class Database {
  readonly dialect: Dialect;
  /** Reads what is committed, one statement at a time. */
  readonly reader: Reader;
  readonly #turnstile = new Turnstile();

  constructor(
    reader: DataSource,
    private readonly writer: DataSource,
  ) {
    this.dialect = writer.options.type === 'mysql' ? MYSQL : SQLITE;
    this.reader = sealed<Reader>(new Session(this.dialect, reader));
  }

  /**
   * Runs the work in a transaction at READ COMMITTED and commits; rolls back when it throws. The
   * work may run several times (at most eight), so it has no effect outside the transaction.
   */
  write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    if (this.dialect.name === 'mysql') return repeated(() => this.#transact(work));
    return repeated(() => this.#turnstile.through(() => this.#transact(work)));
  }

  /** A new lane for the till. The caller closes it. */
  lane(): Lane {
    return laneOf(this.writer, this.dialect, this.#turnstile);
  }

  async #transact<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const runner = this.writer.createQueryRunner('master');
    try {
      await runner.startTransaction(); // the session is at READ COMMITTED already
      const session = new Session(this.dialect, runner);
      const result = await work(sealed<Transaction>(session));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {});
      throw error;
    } finally {
      await runner.release();
    }
  }
}

class Session implements SqlSession {
  constructor(
    readonly dialect: Dialect,
    private readonly source: DataSource | QueryRunner,
  ) {}

  async rows(statement: SqlStatement): Promise<SqlRow[]> {
    return (await this.source.query(statement.sql, [...statement.values])) as SqlRow[];
  }

  async run(statement: Statement): Promise<number> {
    const runner = this.source as QueryRunner;
    let touched = 0;
    for (const { sql, values } of placedStatements(statement)) {
      const result = await runner.query(sql, [...values], true);
      touched += Number(result.affected ?? 0);
    }
    return touched;
  }
}
