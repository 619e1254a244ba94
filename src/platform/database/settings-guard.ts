import type { DataSource } from 'typeorm';

/** The database would lose or mangle money with these settings. */
export class UnsafeDatabase extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`unsafe database settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'UnsafeDatabase';
  }
}

const WANTED: readonly { variable: string; safe(value: string): boolean; advice: string }[] = [
  {
    variable: 'innodb_flush_log_at_trx_commit',
    safe: (value) => value === '1',
    advice: 'must be 1: a power cut would lose payments that were acknowledged',
  },
  {
    variable: 'innodb_doublewrite',
    safe: (value) => !/^(OFF|0)$/i.test(value),
    advice: 'must be on: a power cut could tear a page',
  },
  {
    variable: 'sql_mode',
    safe: (value) => /STRICT_(TRANS|ALL)_TABLES/.test(value),
    advice: 'must contain STRICT_TRANS_TABLES: values out of range would be cut silently',
  },
  {
    variable: 'sql_mode',
    safe: (value) => !/NO_BACKSLASH_ESCAPES/.test(value),
    advice: 'must not contain NO_BACKSLASH_ESCAPES: text would be quoted wrongly',
  },
];

/**
 * Names every setting of a MySQL or MariaDB server that endangers money; an empty list is safe.
 * SQLite needs no look: its settings are ours (WAL, synchronous FULL).
 */
export async function databaseFaults(source: DataSource): Promise<string[]> {
  if (source.options.type !== 'mysql') return [];
  const rows: { Variable_name: string; Value: string }[] = await source.query('SHOW VARIABLES');
  const value = new Map(rows.map((row) => [row.Variable_name, row.Value]));
  const faults = WANTED.filter((want) => !want.safe(value.get(want.variable) ?? '')).map(
    (want) => `${want.variable} ${want.advice}`,
  );
  if (value.get('log_bin') === 'ON' && value.get('sync_binlog') !== '1') {
    faults.push('sync_binlog must be 1 while the binary log is on');
  }
  if (Number(value.get('max_allowed_packet')) < 4 * 1024 * 1024) {
    faults.push('max_allowed_packet must be at least 4M: a batch is one packet');
  }
  const tables: { name: string }[] = await source.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND engine <> 'InnoDB'`,
  );
  for (const table of tables) faults.push(`table ${table.name} must use the InnoDB engine`);
  return faults;
}
