import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

  it('keeps the vendors’ own types and clients to itself', () => {
    const room = resolve(__dirname, '../../src');
    const vendors =
      /from '(@apple\/|@googleapis\/|google-auth-library|google-oauth-jwt|google-play|node-apple)/;
    const using = readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter(
        (file) => file.endsWith('.ts') && vendors.test(readFileSync(join(room, file), 'utf8')),
      )
      .sort();
    expect(using).toEqual([
      'stores/apple/apple-receipt.ts',
      'stores/apple/apple-verifier.ts',
      'stores/google/google-validator.gateway.ts',
    ]);
  });
});
