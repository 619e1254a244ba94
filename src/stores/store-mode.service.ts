import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { ConfigurationError } from '../platform/config/configuration-reader.js';
import { Database } from '../platform/database/database.js';
import { InstallationStore } from './installation.store.js';

/**
 * The simulator signs whatever it is asked for, so a database that has once believed it never
 * serves true players, nor the other way round. The first start decides.
 */
@Injectable()
export class StoreModeService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly installation: InstallationStore,
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'storeMode'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `ConfigurationError` in the other mode than that of the first start. */
  async onModuleInit(): Promise<void> {
    const { storeMode } = this.configuration;
    const kept = await this.installation.storeMode(this.database.reader);
    const first = kept ?? (await this.#keep());
    if (first === storeMode) return;
    const advice =
      first === 'simulator'
        ? 'is live, but this database holds payments of the store simulator: take an empty one'
        : 'is simulator, but this database holds payments of true stores: take an empty one';
    throw new ConfigurationError('STORE_MODE', advice);
  }

  async #keep() {
    const { storeMode } = this.configuration;
    try {
      await this.database.write((tx) => this.installation.put(tx, storeMode, this.clock.now()));
    } catch (error) {
      // Another instance that starts at the same moment was quicker.
      const kept = await this.installation.storeMode(this.database.reader);
      if (kept === null) throw error;
      return kept;
    }
    return storeMode;
  }
}
