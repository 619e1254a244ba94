import 'reflect-metadata';
import { AppModule } from './app.module.js';
import { readConfiguration } from './platform/config/configuration.js';
import { ConfigurationError } from './platform/config/configuration-reader.js';
import { DataFolderTaken } from './platform/database/owner-lock.js';
import { UnsafeDatabase } from './platform/database/settings-guard.js';
import { createHttpApplication } from './platform/http/http-application.js';
import { closeOnSignals } from './platform/http/shutdown.js';

/** sysexits.h EX_CONFIG: starting again cannot help, so a supervisor should not. */
const EXIT_CONFIGURATION = 78;

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const app = await createHttpApplication(AppModule.of(configuration), configuration);
  closeOnSignals(app);
  await app.listen(configuration.port, configuration.host);
}

main().catch((error: unknown) => {
  const expected =
    error instanceof ConfigurationError ||
    error instanceof DataFolderTaken ||
    error instanceof UnsafeDatabase;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    console.error('The port is in use by another program; set PORT to a free one.');
    process.exit(EXIT_CONFIGURATION);
  }
  console.error(error instanceof Error ? error.message : error);
  if (!expected && error instanceof Error) console.error(error.stack);
  process.exit(expected ? EXIT_CONFIGURATION : 1);
});
