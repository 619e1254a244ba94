import { Logger, type LoggerService } from '@nestjs/common';
import { storeGateways } from '../../src/stores/stores.module.js';
import { clock, demo, openStoresInTest, type StoresInTest } from './stores-in-test.js';

describe('The log of the stores', () => {
  const lines: string[] = [];
  const keep = (...told: unknown[]) => lines.push(JSON.stringify(told));
  const listener: LoggerService = { log: keep, error: keep, warn: keep };
  let stores: StoresInTest;

  beforeAll(async () => {
    Logger.overrideLogger(listener);
    stores = await openStoresInTest();
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await stores.close();
  });

  it('tells what is wrong, and no token, proof or key', async () => {
    const { control } = stores.simulator;
    const { google } = await control.credentials();
    const secrets = [google.serviceAccount.private_key.slice(100, 140), 'ya29.'];
    for (const gateway of storeGateways(stores.newAccounts(), clock)) {
      const { proof } = await control.buy({ store: gateway.store, productId: 'gems_500' });
      secrets.push(proof!, proof!.slice(-40));
      stores.front.breakDown();
      await gateway.verify(demo, proof!);
      stores.front.heal();
      await control.breakStore({ endpoint: 'google.*', kind: 'status', status: 403 });
      await gateway.verify(demo, proof!);
      await control.healStores();
      await control.breakStore({ endpoint: 'google.productsv2', kind: 'garbage' });
      await gateway.verify(demo, proof!);
      await control.healStores();
    }
    expect(lines.some((line) => line.includes('Check the service account'))).toBe(true);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret);
  });
});
