import { parseArgs } from 'node:util';
import { ENVIRONMENTS, type Environment } from '../../kernel/environment.js';
import { type ReconciledView, reconcileOverHttp } from './reconcile-http.gateway.js';

export const RECONCILE_USAGE = `usage: npm run reconcile [-- --title <slug>] [--environment production|sandbox] [--json]
       npm run reconcile -- --url <server> --key <secret key> [--json]`;

export interface ReconcileDependencies {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /**
   * Reconciles in this process: one title or all, one environment or both; null when there is no
   * such title.
   */
  readonly reconcile: (
    title: string | null,
    environments: readonly Environment[],
  ) => Promise<readonly (ReconciledView & { readonly title: string })[] | null>;
  /**
   * Running services that must do it instead, since they own the database; else empty. Throws when
   * there is one whose keys are not known here.
   */
  readonly services: (
    title: string | null,
    environments: readonly Environment[],
  ) => Promise<readonly { readonly url: string; readonly key: string }[]>;
}

/**
 * Compares with every store once. Returns the exit code: 0 all stores that can be asked were, 1 one
 * of them did not answer about everything, 2 the command could not run.
 */
export async function runReconcileCommand(
  argv: readonly string[],
  dependencies: ReconcileDependencies,
): Promise<number> {
  const { print, complain } = dependencies;
  try {
    const { title, environments, remote, json } = orderOf(argv);
    const services = remote ? [remote] : await dependencies.services(title, environments);
    const reconciled: (ReconciledView & { title?: string })[] = [];
    for (const { url, key } of services) reconciled.push(...(await reconcileOverHttp(url, key)));
    if (services.length === 0) {
      const done = await dependencies.reconcile(title, environments);
      if (done === null) throw new Error(`There is no title “${title}”.`);
      reconciled.push(...done);
    }
    if (json) print(JSON.stringify(reconciled, null, 2));
    else for (const line of reconciled.flatMap(linesOf)) print(line);
    return reconciled.some(({ outcome }) => outcome === 'unavailable') ? 1 : 0;
  } catch (error) {
    complain((error as Error).message);
    return 2;
  }
}

function linesOf(one: ReconciledView & { title?: string }): string[] {
  const { title, store, environment, outcome, listed, asked, differences, found } = one;
  const name = [title, store, environment].filter(Boolean).join(' ');
  if (outcome === 'not_configured') return [`${name}: nothing to ask with`];
  const lines = differences.map(
    (one) => `  ${one.state}: ${one.kind}: ours ${one.ours}; theirs ${one.theirs} (${one.id})`,
  );
  const told = found === 0 ? 'no differences' : `${found} new`;
  if (outcome === 'unavailable') {
    // What could not be compared is compared by the next run, which begins where this one did.
    const how = found === 0 ? 'the store does not answer' : `not all could be compared, ${told}`;
    return [`${name}: ${how}; nothing is lost`, ...lines];
  }
  return [`${name}: ${listed} listed, ${asked} customers asked about, ${told}`, ...lines];
}

function orderOf(argv: readonly string[]) {
  const { values, positionals } = parsed(argv);
  const { title = null, environment, url, key, json } = values;
  if (positionals.length > 0) throw new Error(RECONCILE_USAGE);
  if ((url === undefined) !== (key === undefined)) {
    throw new Error('--url and --key belong together.');
  }
  const environments = ENVIRONMENTS.filter(
    (one) => environment === undefined || one === environment,
  );
  if (environments.length === 0) {
    throw new Error(`--environment is one of: ${ENVIRONMENTS.join(', ')}.`);
  }
  const remote = url !== undefined && key !== undefined ? { url, key } : null;
  return { title, environments, remote, json };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        title: { type: 'string' },
        environment: { type: 'string' },
        url: { type: 'string' },
        key: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch {
    throw new Error(RECONCILE_USAGE);
  }
}
