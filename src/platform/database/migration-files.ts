import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runRestartable } from './restartable-migration.js';

type DialectName = 'mysql' | 'sqlite';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const UTF8 = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** The words of `migrations/README.md` in each dialect. */
const WORDS: Readonly<Record<DialectName, Readonly<Record<string, string>>>> = {
  mysql: {
    id: 'BINARY(16)',
    hash16: 'BINARY(16)',
    hash32: 'BINARY(32)',
    key: `VARCHAR(64) ${ASCII}`,
    token: `VARCHAR(255) ${ASCII}`,
    name: `VARCHAR(255) ${UTF8}`,
    text: `MEDIUMTEXT ${UTF8}`,
    small: 'SMALLINT',
    integer: 'INT',
    amount: 'BIGINT',
    time: 'BIGINT',
    table: 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin',
  },
  sqlite: {
    id: 'BLOB',
    hash16: 'BLOB',
    hash32: 'BLOB',
    key: 'TEXT',
    token: 'TEXT',
    name: 'TEXT',
    text: 'TEXT',
    small: 'INTEGER',
    integer: 'INTEGER',
    amount: 'INTEGER',
    time: 'INTEGER',
    table: 'STRICT, WITHOUT ROWID',
  },
};

/**
 * Reads the migration files of a folder as TypeORM migrations for one dialect, oldest first.
 * A file is named `0001-what-it-does.sql`; an unknown word in it throws.
 */
export function migrationsOf(
  folder: string,
  dialect: DialectName,
): (new () => MigrationInterface)[] {
  const files = readdirSync(folder).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file));
  return files.sort().map((file) => {
    const statements = statementsOf(readFileSync(join(folder, file), 'utf8'), dialect);
    // TypeORM orders by the thirteen digits that a name ends with.
    const name = `${file.slice(5, -4)}-${file.slice(0, 4).padStart(13, '0')}`;
    return class implements MigrationInterface {
      readonly name = name;

      async up(runner: QueryRunner): Promise<void> {
        if (dialect === 'mysql') await runRestartable(runner, name, statements);
        else for (const text of statements) await runner.query(text);
      }

      async down(): Promise<void> {
        throw new Error('migrations go forward only');
      }
    };
  });
}

function statementsOf(text: string, dialect: DialectName): string[] {
  const words = WORDS[dialect];
  return text
    .replace(/^\s*--.*$/gm, '')
    .replace(/\{\{(\w+)\}\}/g, (whole, word: string) => {
      const replacement = words[word];
      if (replacement === undefined) throw new Error(`${whole} is not a word of the migrations`);
      return replacement;
    })
    .split(/;\s*$/m)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
