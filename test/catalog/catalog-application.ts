import { randomBytes } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CLOCK, type Clock } from '../../src/kernel/clock.js';
import { TimeOrderedIds } from '../../src/kernel/id-source.js';
import { ID_SOURCE } from '../../src/kernel/injection.js';
import { Problem } from '../../src/kernel/problem.js';
import type { Configuration } from '../../src/platform/config/configuration.js';
import { ConfigurationModule } from '../../src/platform/config/configuration.module.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { AUTHENTICATORS, type Authenticators } from '../../src/platform/http/authenticators.js';
import type { Scope } from '../../src/platform/http/caller.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { createHttpApplication } from '../../src/platform/http/http-application.js';
import { ShopModule } from '../../src/shop/shop.module.js';

const TITLE = 'title_01h455vb4pex5vsknk084sn02q';
export const PRODUCTION: Scope = { titleId: TITLE, environment: 'production' };
const SANDBOX: Scope = { titleId: TITLE, environment: 'sandbox' };

const deny = () => {
  throw new Problem('key_invalid');
};
/** One title; `_test` in a key means its sandbox. */
const KEYS: Authenticators = {
  player: { authenticate: deny },
  server: {
    authenticate: (key) =>
      key === 'sk_live'
        ? { kind: 'server', ...PRODUCTION }
        : key === 'sk_test'
          ? { kind: 'server', ...SANDBOX }
          : deny(),
  },
  game: {
    authenticate: (key) =>
      key === 'pk_live'
        ? { kind: 'game', ...PRODUCTION }
        : key === 'pk_test'
          ? { kind: 'game', ...SANDBOX }
          : deny(),
  },
  operator: { authenticate: deny },
};

/** The catalog and its shop behind the real HTTP layer, with nothing else of the service. */
export async function catalogApplication(
  configuration: Configuration,
  clock: Clock,
): Promise<NestFastifyApplication> {
  const ids = new TimeOrderedIds(() => Date.now(), randomBytes);
  const globals = [
    { provide: CLOCK, useValue: clock },
    { provide: ID_SOURCE, useValue: ids },
    { provide: AUTHENTICATORS, useValue: KEYS },
  ];
  @Module({})
  class Globals {}
  @Module({})
  class Root {}
  const exports = globals.map(({ provide }) => provide);
  return createHttpApplication(
    {
      module: Root,
      imports: [
        { module: Globals, global: true, providers: globals, exports },
        ConfigurationModule.of(configuration),
        DatabaseModule.of(configuration),
        HttpModule.of(configuration, { write: () => {} }),
        ShopModule,
      ],
    },
    configuration,
  );
}
