import { Test } from '@nestjs/testing';
import { CLOCK } from '../../src/kernel/clock.js';
import { CONFIGURATION } from '../../src/platform/config/configuration.js';
import { STORE_GATEWAYS, STORES, type StoreGateway } from '../../src/stores/store-gateway.js';
import { StoresModule } from '../../src/stores/stores.module.js';
import { clock } from './stores-in-test.js';

describe('The module of the stores', () => {
  it.each(['simulator', 'live'] as const)('gives one gateway per store: %s', async (storeMode) => {
    const configuration = { production: false, simulatorUrl: 'http://127.0.0.1:1', storeMode };
    const module = await Test.createTestingModule({ imports: [StoresModule] })
      .useMocker((token) => {
        if (token === CONFIGURATION) return configuration;
        return token === CLOCK ? clock : {};
      })
      .compile();
    const gateways = module.get<readonly StoreGateway[]>(STORE_GATEWAYS, { strict: false });
    expect(gateways.map((gateway) => gateway.store)).toEqual([...STORES]);
    expect(gateways.map((gateway) => gateway.finishes)).toEqual([true, true]);
    await module.close();
  });
});
