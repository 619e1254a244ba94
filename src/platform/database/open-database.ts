import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { Configuration } from '../config/configuration.js';
import { projectRoot } from '../config/project-root.js';
import { dataSourceOptions, prepareConnections, READER, WRITER } from './data-sources.js';
import { migrationsOf } from './migration-files.js';
import { ownDataFolder } from './owner-lock.js';
import { databaseFaults, UnsafeDatabase } from './settings-guard.js';
import { endSilentConnections } from './silent-connections.js';

/**
 * Opens the writing connections, makes sure that this process may own them, brings the tables up to
 * date and refuses settings that endanger money. Throws a sentence that says what to do.
 */
export async function openWriter(configuration: Configuration): Promise<DataSource> {
  const embedded = configuration.databaseUrl === null;
  const lock = embedded ? await ownDataFolder(configuration.dataDir) : null;
  const source = new DataSource({
    ...dataSourceOptions(configuration, WRITER),
    migrations: migrationsOf(join(projectRoot(), 'migrations'), embedded ? 'sqlite' : 'mysql'),
  });
  const close = source.destroy.bind(source);
  source.destroy = async () => {
    if (source.isInitialized) await close();
    await lock?.release();
  };
  try {
    await source.initialize();
    await prepareConnections(source);
    await migrate(source);
    await guard(source, configuration);
    // Not before: a migration may take its time.
    endSilentConnections(source, { longReads: false });
    return source;
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

/** Opens the reading connections; the writer has been opened before. */
export async function openReader(configuration: Configuration): Promise<DataSource> {
  const source = new DataSource(dataSourceOptions(configuration, READER));
  await source.initialize();
  await prepareConnections(source);
  endSilentConnections(source, { longReads: true });
  return source;
}

const MIGRATION_LOCK = "'gemtill migrations'";
/** Changing the tables of a large title takes its time. */
const MIGRATION_WAIT_SECONDS = 600;

/** Several instances may start at once on MySQL: one migrates, the others wait and find it done. */
async function migrate(source: DataSource): Promise<void> {
  if (source.options.type !== 'mysql') {
    await source.runMigrations({ transaction: 'each' });
    return;
  }
  const runner = source.createQueryRunner('master');
  try {
    const [lock] = (await runner.query(
      `SELECT GET_LOCK(${MIGRATION_LOCK}, ${MIGRATION_WAIT_SECONDS}) AS taken`,
    )) as { taken: unknown }[];
    if (Number(lock?.taken) !== 1) {
      throw new Error('another instance is changing the tables; start again when it is done');
    }
    await source.runMigrations({ transaction: 'none' });
  } finally {
    await runner.query(`SELECT RELEASE_LOCK(${MIGRATION_LOCK})`).catch(() => {});
    await runner.release();
  }
}

async function guard(source: DataSource, configuration: Configuration): Promise<void> {
  const faults = await databaseFaults(source);
  if (faults.length === 0 || configuration.databaseUnsafeAllowed) return;
  if (configuration.production) throw new UnsafeDatabase(faults);
}
