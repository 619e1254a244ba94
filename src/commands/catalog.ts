import 'reflect-metadata';
import type { Transport } from '../catalog/command/admin-catalog.js';
import { HttpTransport } from '../catalog/command/admin-http.gateway.js';
import type { CatalogPlace } from '../catalog/command/arguments.js';
import { runCatalogCommand } from '../catalog/command/catalog-command.js';
import { CannotConnect } from '../catalog/command/outcome.js';
import type { Configuration } from '../platform/config/configuration.js';
import { isServiceRunning, runCommand } from './command-context.js';

runCommand((argv, configuration) =>
  runCatalogCommand(argv, {
    print: console.log,
    complain: console.error,
    now: Date.now(),
    connect: (place) => connect(configuration, place),
  }),
);

/**
 * A server that was named, else this machine's own data. While the service runs on the embedded
 * database nobody else may write to it: the command then goes through it, with an operator that
 * everybody knows on a developer's machine.
 */
async function connect(configuration: Configuration, place: CatalogPlace): Promise<Transport> {
  const { storeMode, port, remote } = configuration;
  const url = place.url ?? remote.url;
  const token = place.token ?? remote.token;
  if (url !== null) {
    if (token !== null) return new HttpTransport({ ...place, url, token });
    throw new CannotConnect('A running server wants --token, or GEMTILL_TOKEN.');
  }
  if (!(await isServiceRunning(configuration))) {
    // The whole application: loaded only where it is needed, since that takes a second.
    const { openInProcess } = await import('./in-process-catalog.js');
    return openInProcess(configuration, place);
  }
  if (storeMode !== 'simulator' && token === null) {
    throw new CannotConnect('The service is running on this data: name --url and --token.');
  }
  const known = token ?? 'ot_demo_admin';
  return new HttpTransport({ ...place, url: `http://127.0.0.1:${port}`, token: known });
}
