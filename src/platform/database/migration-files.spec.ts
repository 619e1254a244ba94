import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryRunner } from 'typeorm';
import { migrationsOf } from './migration-files.js';

describe('migration files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gemtill-migrations-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function statementsOf(dialect: 'mysql' | 'sqlite'): Promise<string[]> {
    const texts: string[] = [];
    const runner = {
      query: async (text: string) => {
        if (!text.includes('migration_progress')) texts.push(text);
        return [];
      },
    } as unknown as QueryRunner;
    for (const Migration of migrationsOf(folder, dialect)) await new Migration().up(runner);
    return texts;
  }
  const put = (file: string, text: string) => writeFileSync(join(folder, file), text);

  it('say the same in the words of each dialect', async () => {
    put('0001-a.sql', '-- why\nCREATE TABLE a (\n  id {{id}}, at {{time}}\n) {{table}};\n');
    expect(await statementsOf('sqlite')).toEqual([
      'CREATE TABLE a (\n  id BLOB, at INTEGER\n) STRICT, WITHOUT ROWID',
    ]);
    const [text] = await statementsOf('mysql');
    expect(text).toContain('id BINARY(16), at BIGINT');
    expect(text).toContain('ENGINE=InnoDB');
  });

  it('run oldest first, each statement alone, by a name that TypeORM sorts the same way', async () => {
    put('0010-later.sql', 'C;\n');
    put('0002-first.sql', 'A;\n\n-- between; not a statement\nB;\n');
    expect(await statementsOf('sqlite')).toEqual(['A', 'B', 'C']);
    const names = migrationsOf(folder, 'sqlite').map((Migration) => new Migration().name);
    expect(names).toEqual(['first-0000000000002', 'later-0000000000010']);
  });

  it('fail for a word that nobody defined, before anything runs', () => {
    put('0001-a.sql', 'A {{jsonb}};\n');
    expect(() => migrationsOf(folder, 'mysql')).toThrow('{{jsonb}} is not a word');
  });

  it('never go back', async () => {
    put('0001-a.sql', 'A;\n');
    const [Migration] = migrationsOf(folder, 'mysql');
    await expect(new Migration!().down({} as QueryRunner)).rejects.toThrow('forward only');
  });
});
