import { CatalogFolderUnreadable } from '../catalog-folder.gateway.js';
import { AdminCatalog, AdminRefusal, type Transport } from './admin-catalog.js';
import { type CatalogPlace, type Order, orderOf } from './arguments.js';
import type { Desk } from './desk.js';
import { diff } from './diff-action.js';
import { CannotConnect, EXIT, Misused, type Outcome } from './outcome.js';
import { apply, plan } from './plan-actions.js';
import { preview } from './preview-action.js';
import { approve, publish, rollback } from './publish-actions.js';
import { pull } from './pull-action.js';
import { refusalOutcome } from './refusal-outcome.js';
import { Faulty } from './source.js';
import { exportFiles, importFiles } from './spreadsheet-actions.js';
import { types } from './types-action.js';
import { type Action, USAGE } from './usage.js';
import { validate } from './validate-action.js';

export interface CatalogCommandDependencies {
  /** One line to standard output, one to standard error. */
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly now: number;
  /** Opens the way to the admin routes of a title. Throws `CannotConnect`. */
  readonly connect: (place: CatalogPlace) => Promise<Transport>;
}

const RUN: Readonly<Record<Action, (desk: Desk) => Promise<Outcome>>> = {
  pull,
  validate,
  plan,
  apply,
  approve,
  publish,
  diff,
  rollback,
  preview,
  export: exportFiles,
  import: importFiles,
  types,
};

/** Runs one action and returns the exit code (`outcome.ts`). */
export async function runCatalogCommand(
  argv: readonly string[],
  dependencies: CatalogCommandDependencies,
): Promise<number> {
  const { print, complain } = dependencies;
  if (argv.includes('--help') || argv[0] === 'help') {
    print(USAGE.trimEnd());
    return EXIT.ok;
  }
  const json = argv.includes('--json');
  const { code, lines, json: facts } = await outcomeOf(argv, dependencies);
  if (json) print(JSON.stringify(facts, null, 2));
  else for (const line of lines) (code === EXIT.ok ? print : complain)(line);
  return code;
}

async function outcomeOf(
  argv: readonly string[],
  dependencies: CatalogCommandDependencies,
): Promise<Outcome> {
  try {
    return await run(orderOf(argv), dependencies);
  } catch (error) {
    if (error instanceof Faulty) return error.outcome;
    if (error instanceof AdminRefusal) return refusalOutcome(error);
    const expected = [Misused, CannotConnect, CatalogFolderUnreadable];
    const known = expected.some((kind) => error instanceof kind);
    const words = error instanceof Error ? error.message : 'unknown error';
    const detail = known ? words.trimEnd() : `The command failed: ${words}`;
    return { code: EXIT.couldNotRun, lines: detail.split('\n'), json: { ok: false, detail } };
  }
}

async function run(order: Order, { now, connect }: CatalogCommandDependencies): Promise<Outcome> {
  let opened: Promise<AdminCatalog> | null = null;
  const desk: Desk = {
    order,
    now,
    connect: () => {
      opened ??= connect(order.place).then((transport) => new AdminCatalog(transport));
      return opened;
    },
  };
  try {
    return await RUN[order.action](desk);
  } finally {
    // One that could not be opened was told already.
    const catalog = await (opened as Promise<AdminCatalog> | null)?.catch(() => null);
    await catalog?.close();
  }
}
