import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CatalogModule } from '../catalog/catalog.module.js';
import { type Configuration, readConfiguration } from '../platform/config/configuration.js';
import { ConfigurationModule } from '../platform/config/configuration.module.js';
import { ConfigurationError } from '../platform/config/configuration-reader.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { DataFolderTaken, ownDataFolder } from '../platform/database/owner-lock.js';
import { UnsafeDatabase } from '../platform/database/settings-guard.js';
import { HttpModule } from '../platform/http/http.module.js';
import { ProcessModule } from '../process.module.js';
import { TitlesModule } from '../titles/titles.module.js';

@Module({})
class CommandModule {}

/**
 * The rooms that commands work with, on the configured database, and those that one asks for beside
 * them: their workers run too, but no routes.
 */
export function openCommandContext(
  configuration: Configuration,
  more: readonly Type[] = [],
): Promise<INestApplicationContext> {
  const imports = [
    ConfigurationModule.of({ ...configuration, logLevel: 'silent' }),
    ProcessModule.of(),
    DatabaseModule.of(configuration),
    HttpModule.of({ ...configuration, logLevel: 'silent' }),
    TitlesModule,
    CatalogModule,
    ...more,
  ];
  return NestFactory.createApplicationContext(
    { module: CommandModule, imports },
    { logger: false, abortOnError: false },
  );
}

/** True while the service runs on the embedded database: then nobody else may write to it. */
export async function isServiceRunning({ databaseUrl, dataDir }: Configuration): Promise<boolean> {
  if (databaseUrl !== null) return false;
  try {
    await (await ownDataFolder(dataDir)).release();
    return false;
  } catch (error) {
    if (!(error instanceof DataFolderTaken)) throw error;
    return true;
  }
}

/** Runs a command with the configuration of the environment and ends the process with its code. */
export function runCommand(
  command: (argv: readonly string[], configuration: Configuration) => Promise<number>,
): void {
  Promise.resolve()
    .then(() => command(process.argv.slice(2), readConfiguration(process.env)))
    .catch((error: unknown) => {
      const expected = [ConfigurationError, DataFolderTaken, UnsafeDatabase];
      const known = expected.some((kind) => error instanceof kind);
      console.error(known ? (error as Error).message : error);
      return 2;
    })
    .then((code) => process.exit(code));
}
