import 'reflect-metadata';
import type { Environment } from '../kernel/environment.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { runReconcileCommand } from '../payments/reconciliation/reconcile-command.js';
import { reconciledView } from '../payments/reconciliation/reconciled.js';
import { ReconciliationService } from '../payments/reconciliation/reconciliation.service.js';
import type { Configuration } from '../platform/config/configuration.js';
import { TitlesService } from '../titles/titles.service.js';
import { isServiceRunning, openCommandContext, runCommand } from './command-context.js';

const DEMO_KEYS: Readonly<Record<Environment, string>> = {
  production: 'sk_demo',
  sandbox: 'sk_demo_sandbox',
};

runCommand((argv, configuration) =>
  runReconcileCommand(argv, {
    print: console.log,
    complain: console.error,
    services: (title, environments) => servicesOf(configuration, title, environments),
    reconcile: (title, environments) => reconcile(configuration, title, environments),
  }),
);

/**
 * While the service runs on the embedded database it must do the work. On a developer's machine the
 * keys of the demo title are known.
 */
async function servicesOf(
  configuration: Configuration,
  title: string | null,
  environments: readonly Environment[],
) {
  const { storeMode, port } = configuration;
  if (storeMode !== 'simulator' || !(await isServiceRunning(configuration))) return [];
  if (title !== null && title !== 'demo') {
    throw new Error('The service is running: reconcile with --url and a secret key of the title.');
  }
  const url = `http://127.0.0.1:${port}`;
  return environments.map((environment) => ({ url, key: DEMO_KEYS[environment] }));
}

async function reconcile(
  configuration: Configuration,
  slug: string | null,
  environments: readonly Environment[],
) {
  const context = await openCommandContext(configuration, [LedgerModule, PaymentsModule]);
  try {
    const titles = context.get(TitlesService);
    const reconciliation = context.get(ReconciliationService, { strict: false });
    const named = slug === null ? await titles.list() : [await titles.bySlug(slug)];
    const reconciled = [];
    for (const title of named) {
      if (title === null) return null;
      for (const environment of environments) {
        const scope = { titleId: title.id, environment };
        const views = (await reconciliation.all(scope)).map(reconciledView);
        reconciled.push(...views.map((view) => ({ title: title.slug, ...view })));
      }
    }
    return reconciled;
  } finally {
    await context.close();
  }
}
