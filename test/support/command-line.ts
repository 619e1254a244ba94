import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCatalogCommand } from '../../src/catalog/command/catalog-command.js';

type Dependencies = Parameters<typeof runCatalogCommand>[1];

/** Runs catalog commands and keeps what they said. */
export function commandLine(connect: Dependencies['connect']) {
  const said = { out: [] as string[], complaints: [] as string[] };
  return {
    said,
    run(...argv: string[]): Promise<number> {
      said.out = [];
      said.complaints = [];
      return runCatalogCommand(argv, {
        print: (line) => said.out.push(line),
        complain: (line) => said.complaints.push(line),
        now: Date.now(),
        connect,
      });
    },
    json: () => JSON.parse(said.out.join('\n')),
  };
}

export type WorkFolder = ReturnType<typeof workFolder>;

/** A folder of its own, with folders of files in it; `remove` takes it away. */
export function workFolder() {
  const root = mkdtempSync(join(tmpdir(), 'gemtill-command-'));
  const text = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
  return {
    root,
    text,
    at: (...path: string[]) => join(root, ...path),
    /** Makes a folder with these files, and tells where it is. */
    written(name: string, files: Readonly<Record<string, string | Buffer>>): string {
      const path = join(root, name);
      mkdirSync(path, { recursive: true });
      for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
      return path;
    },
    /** Throws when there is nothing to edit: a test would otherwise prove nothing. */
    edit(path: readonly string[], from: string | RegExp, to: string): void {
      const before = text(...path);
      const after = before.replace(from, to);
      if (after === before) throw new Error(`nothing to edit in ${path.join('/')}`);
      writeFileSync(join(root, ...path), after);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
