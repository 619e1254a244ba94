import { Module } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { TitlesModule } from '../titles/titles.module.js';
import { AppleGateway } from './apple/apple.gateway.js';
import { GoogleGateway } from './google/google.gateway.js';
import { InstallationStore } from './installation.store.js';
import { LiveAccounts } from './live-accounts.js';
import { SimulatorAccounts } from './simulator-accounts.gateway.js';
import { STORE_ACCOUNTS, type StoreAccounts } from './store-accounts.js';
import { STORE_GATEWAYS, type StoreGateway } from './store-gateway.js';
import { StoreModeService } from './store-mode.service.js';
import type { TitleStores } from './title-stores.js';
import { TitleStoresService } from './title-stores.service.js';

/** The one place that chooses between the real stores and the simulator. */
export function storeAccounts(
  configuration: Pick<Configuration, 'production' | 'simulatorUrl' | 'storeMode'>,
  titles: TitleStores,
): StoreAccounts {
  const { production, simulatorUrl, storeMode } = configuration;
  if (storeMode === 'live') return new LiveAccounts(titles);
  // The configuration refuses this already: the simulator signs whatever is asked of it.
  if (production) throw new Error('the store simulator is never believed in production');
  return new SimulatorAccounts(simulatorUrl, titles);
}

/** One gateway per store. */
export function storeGateways(accounts: StoreAccounts, clock: Clock): readonly StoreGateway[] {
  return [new AppleGateway(accounts, clock), new GoogleGateway(accounts, clock)];
}

@Module({
  imports: [TitlesModule],
  providers: [
    TitleStoresService,
    InstallationStore,
    StoreModeService,
    {
      provide: STORE_ACCOUNTS,
      useFactory: storeAccounts,
      inject: [CONFIGURATION, TitleStoresService],
    },
    { provide: STORE_GATEWAYS, useFactory: storeGateways, inject: [STORE_ACCOUNTS, CLOCK] },
  ],
  exports: [STORE_GATEWAYS],
})
export class StoresModule {}
