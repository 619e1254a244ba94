import 'reflect-metadata';
import { CatalogService } from '../catalog/catalog.service.js';
import { runCatalogCommand } from '../catalog/catalog-command.js';
import type { Configuration } from '../platform/config/configuration.js';
import { TitlesService } from '../titles/titles.service.js';
import { isServiceRunning, openCommandContext, runCommand } from './command-context.js';

runCommand(async (argv, configuration) =>
  runCatalogCommand([...argv, ...(await throughService(argv, configuration))], {
    print: console.log,
    complain: console.error,
    async open(slug) {
      const context = await openCommandContext(configuration);
      const title = await context.get(TitlesService).bySlug(slug);
      if (title) {
        const catalogs = context.get(CatalogService);
        return { titleId: title.id, catalogs, close: () => context.close() };
      }
      await context.close();
      return null;
    },
  }),
);

/**
 * While the service runs on the embedded database nobody else may write to it. On a developer's
 * machine the catalog then goes through the service, with the key of the demo title.
 */
async function throughService(
  argv: readonly string[],
  configuration: Configuration,
): Promise<string[]> {
  const { storeMode, port } = configuration;
  const offline = argv[0] !== 'publish' || argv.includes('--url');
  if (offline || storeMode !== 'simulator' || !(await isServiceRunning(configuration))) return [];
  const sandbox = argv.includes('sandbox') || argv.includes('--environment=sandbox');
  const key = sandbox ? 'sk_demo_sandbox' : 'sk_demo';
  return ['--url', `http://127.0.0.1:${port}`, '--key', key];
}
