import { type DynamicModule, Module } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { AdminModule } from './admin/admin.module.js';
import { OperatorAuthenticator } from './admin/operator-authenticator.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { RehearsalModule } from './catalog/rehearsal/rehearsal.module.js';
import { CouponsModule } from './coupons/coupons.module.js';
import { DemoModule } from './demo/demo.module.js';
import { DrawsModule } from './draws/draws.module.js';
import { EventsModule } from './events/events.module.js';
import { InventoryModule } from './inventory/inventory.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { LiveModule } from './live/live.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import type { Configuration } from './platform/config/configuration.js';
import { ConfigurationModule } from './platform/config/configuration.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { AUTHENTICATORS, type Authenticators } from './platform/http/authenticators.js';
import { HttpModule } from './platform/http/http.module.js';
import { PlayerAuthenticator } from './players/player-authenticator.js';
import { PlayersModule } from './players/players.module.js';
import { ProcessModule } from './process.module.js';
import { ShopModule } from './shop/shop.module.js';
import { GameAuthenticator, ServerAuthenticator } from './titles/key-authenticators.js';
import { TitlesModule } from './titles/titles.module.js';
import { TransfersModule } from './transfers/transfers.module.js';

/** Who can tell callers apart: the HTTP layer asks, `titles`, `players` and `admin` answer. */
@Module({
  imports: [TitlesModule, PlayersModule, AdminModule],
  providers: [
    {
      provide: AUTHENTICATORS,
      inject: [PlayerAuthenticator, ServerAuthenticator, GameAuthenticator, OperatorAuthenticator],
      useFactory: (
        player: PlayerAuthenticator,
        server: ServerAuthenticator,
        game: GameAuthenticator,
        operator: OperatorAuthenticator,
      ): Authenticators => ({ player, server, game, operator }),
    },
  ],
  exports: [AUTHENTICATORS],
})
export class AuthenticationModule {}

/** The service. Besides `main.ts` the only place that knows every feature. */
@Module({})
export class AppModule {
  static of(configuration: Configuration, clock?: { now(): number }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigurationModule.of(configuration),
        ProcessModule.of(clock),
        DatabaseModule.of(configuration),
        HttpModule.of(configuration),
        AuthenticationModule,
        CatalogModule,
        RehearsalModule,
        ShopModule,
        LedgerModule,
        EventsModule,
        InventoryModule,
        DrawsModule,
        CouponsModule,
        PaymentsModule,
        OrdersModule,
        TransfersModule,
        LiveModule,
        AccountModule,
        ...(configuration.storeMode === 'simulator' ? [DemoModule] : []),
      ],
    };
  }
}
