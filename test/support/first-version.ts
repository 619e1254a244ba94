import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { LOT_CHANGES } from '../../src/ledger/lot-changes.js';
import { dataSourceOptions, WRITER } from '../../src/platform/database/data-sources.js';
import { migrationsOf } from '../../src/platform/database/migration-files.js';
import { testConfiguration } from './databases.js';

type Row = Record<string, unknown>;

/** What the first version kept otherwise: the query that tells its rows from today's. */
const OTHERWISE: Readonly<Record<string, string>> = {
  lot_movement: `SELECT transaction_id, lot_id, player_id, amount FROM ${LOT_CHANGES} m`,
  idempotency: `
    SELECT i.caller, i.key_hash, i.fingerprint, i.status, i.transaction_id, i.created_at,
      CASE WHEN i.event_number IS NULL THEN i.body ELSE v.data END AS body
    FROM idempotency i LEFT JOIN event v ON v.player_id = i.caller AND v.number = i.event_number`,
};

/**
 * Turns the database of a service that has ended into one of the first version, with the same rows
 * as far as that version could keep them: it knew neither refunds nor notifications.
 */
export async function firstVersionOf(env: Readonly<Record<string, string>>): Promise<void> {
  const configuration = testConfiguration({ ...env });
  const mysql = configuration.databaseUrl !== null;
  const [first] = migrationsOf(
    join(__dirname, '..', '..', 'migrations'),
    mysql ? 'mysql' : 'sqlite',
  );
  const options = dataSourceOptions(configuration, WRITER);
  const source = await new DataSource({ ...options, migrations: [first!] }).initialize();
  try {
    const names = await tablesOf(source, mysql);
    const rows = new Map<string, Row[]>();
    for (const name of names) {
      rows.set(name, await source.query(OTHERWISE[name] ?? `SELECT * FROM ${name}`));
    }
    for (const name of names) await source.query(`DROP TABLE ${name}`);
    await source.runMigrations({ transaction: mysql ? 'none' : 'each' });
    const kept = (await tablesOf(source, mysql)).filter((name) => !name.startsWith('migration'));
    for (const name of kept) await fill(source, name, rows.get(name)!);
  } finally {
    await source.destroy();
  }
}

async function tablesOf(source: DataSource, mysql: boolean): Promise<string[]> {
  const text = mysql
    ? 'SELECT TABLE_NAME AS name FROM information_schema.tables WHERE TABLE_SCHEMA = DATABASE()'
    : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
  return ((await source.query(text)) as { name: string }[]).map(({ name }) => name);
}

async function fill(source: DataSource, table: string, rows: readonly Row[]): Promise<void> {
  const empty = source.createQueryRunner();
  const described = await empty.getTable(table);
  await empty.release();
  const columns = described!.columns.map(({ name }) => name);
  const text = `INSERT INTO ${table} (${columns.join(', ')})
    VALUES (${columns.map(() => '?').join(', ')})`;
  for (const row of rows) {
    await source.query(
      text,
      columns.map((name) => row[name] ?? null),
    );
  }
}
