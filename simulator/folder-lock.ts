import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Another simulator keeps its state in this folder. */
export class FolderTaken extends Error {
  constructor(folder: string) {
    super(`Another simulator uses the folder ${folder}: stop it, or set DATA_DIR.`);
  }
}

/** Held until it is released, or the process ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Makes this simulator the only one of a folder, or throws `FolderTaken`: whoever opens the journal
 * writes it anew, and what another one appended to the old file from then on would be lost.
 *
 * The lock is an exclusive transaction on a file of its own, so the operating system holds it and
 * lets go of it when the process ends in whatever way: there is no stale lock to clean up.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'owner.lock');
  closeSync(openSync(path, 'a', 0o600));
  const file = new Database(path, { timeout: 0 });
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new FolderTaken(folder);
    throw error;
  }
  return { release: () => file.close() };
}
