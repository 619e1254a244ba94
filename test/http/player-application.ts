import { randomBytes } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AdminModule } from '../../src/admin/admin.module.js';
import { OperatorAuthenticator } from '../../src/admin/operator-authenticator.js';
import { CLOCK, type Clock } from '../../src/kernel/clock.js';
import { TimeOrderedIds } from '../../src/kernel/id-source.js';
import { ID_SOURCE } from '../../src/kernel/injection.js';
import type { Configuration } from '../../src/platform/config/configuration.js';
import { ConfigurationModule } from '../../src/platform/config/configuration.module.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { AUTHENTICATORS } from '../../src/platform/http/authenticators.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { createHttpApplication } from '../../src/platform/http/http-application.js';
import { PlayerAuthenticator } from '../../src/players/player-authenticator.js';
import { PlayersModule } from '../../src/players/players.module.js';
import { GameAuthenticator, ServerAuthenticator } from '../../src/titles/key-authenticators.js';
import { TitlesModule } from '../../src/titles/titles.module.js';

/** The service with nothing but titles, operators and players, on a clock that the test moves. */
export async function playerApplication(
  configuration: Configuration,
  clock: Clock,
  lines: string[] = [],
): Promise<NestFastifyApplication> {
  const shared = [
    { provide: CLOCK, useValue: clock },
    { provide: ID_SOURCE, useValue: new TimeOrderedIds(() => clock.now(), randomBytes) },
    {
      provide: AUTHENTICATORS,
      inject: [PlayerAuthenticator, ServerAuthenticator, GameAuthenticator, OperatorAuthenticator],
      useFactory: (
        player: PlayerAuthenticator,
        server: ServerAuthenticator,
        game: GameAuthenticator,
        operator: OperatorAuthenticator,
      ) => ({ player, server, game, operator }),
    },
  ];
  @Module({})
  class Shared {}
  @Module({})
  class Root {}
  return createHttpApplication(
    {
      module: Root,
      imports: [
        {
          module: Shared,
          global: true,
          imports: [PlayersModule, TitlesModule, AdminModule],
          providers: shared,
          exports: shared.map((one) => one.provide),
        },
        ConfigurationModule.of(configuration),
        DatabaseModule.of(configuration),
        HttpModule.of(configuration, { write: (line) => lines.push(line) }),
      ],
    },
    configuration,
  );
}
