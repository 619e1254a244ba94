import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { failureOf } from './failure.js';

/** Another process owns the data folder. */
export class DataFolderTaken extends Error {
  constructor(folder: string) {
    super(`another Gemtill process is using the data folder ${folder}; stop it or set DATA_DIR`);
    this.name = 'DataFolderTaken';
  }
}

/**
 * Makes this process the only owner of a data folder, or throws `DataFolderTaken`. The lock is an
 * exclusive transaction on a file of its own, so the operating system holds it and lets go of it
 * when the process ends in whatever way: there is no stale lock to clean up.
 */
export async function ownDataFolder(folder: string): Promise<{ release(): Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const source = new DataSource({
    type: 'better-sqlite3',
    database: join(folder, 'owner.lock'),
    timeout: 0,
  });
  await source.initialize();
  try {
    await source.query('BEGIN EXCLUSIVE');
  } catch (error) {
    await source.destroy();
    if (failureOf(error) === 'repeat') throw new DataFolderTaken(folder);
    throw error;
  }
  return { release: () => source.destroy() };
}
