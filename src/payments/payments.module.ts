import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { EventsModule } from '../events/events.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { PlayersModule } from '../players/players.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { TitlesModule } from '../titles/titles.module.js';
import { CheckWorker } from './check.worker.js';
import { PAYMENTS, STORE_TASKS } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { PAYMENT_STEPS } from './payment-step.js';
import { PaymentStepStore } from './payment-step.store.js';
import { PaymentsController } from './payments.controller.js';
import { PLAYER_RISKS } from './player-risk.js';
import { PlayerRiskStore } from './player-risk.store.js';
import { RefundedItems } from './refunded-items.service.js';
import { SettlementService } from './settlement.service.js';
import { StoreTaskStore } from './store-task.store.js';
import { StoreTaskWorker } from './store-task.worker.js';
import { TopUpChecks, TopUpsService } from './top-ups.service.js';

@Module({
  imports: [
    TillModule,
    LedgerModule,
    EventsModule,
    CatalogModule,
    OrdersModule,
    StoresModule,
    PlayersModule,
    TitlesModule,
  ],
  controllers: [PaymentsController],
  providers: [
    TopUpsService,
    TopUpChecks,
    SettlementService,
    RefundedItems,
    PaymentStore,
    PaymentStepStore,
    PlayerRiskStore,
    StoreTaskStore,
    StoreTaskWorker,
    CheckWorker,
  ],
})
export class PaymentsModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(PaymentStore) payments: PaymentStore,
    @Inject(PaymentStepStore) steps: PaymentStepStore,
    @Inject(PlayerRiskStore) risks: PlayerRiskStore,
    @Inject(StoreTaskStore) tasks: StoreTaskStore,
  ) {
    books.keep(PAYMENTS, payments);
    books.keep(PLAYER_RISKS, risks);
    books.keep(PAYMENT_STEPS, steps);
    books.keep(STORE_TASKS, tasks);
  }
}
