import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds the project's `migrations`, from the sources as from the build. */
export function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'migrations', 'README.md'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the migrations folder is missing');
    folder = parent;
  }
  return folder;
}
