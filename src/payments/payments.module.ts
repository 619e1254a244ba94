import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { EventsModule } from '../events/events.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { PlayersModule } from '../players/players.module.js';
import { ShopModule } from '../shop/shop.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { TitlesModule } from '../titles/titles.module.js';
import { BonusForecast } from './bonus-forecast.service.js';
import { CheckWorker } from './check.worker.js';
import { EXPIRED_BONUS } from './expired-bonus.js';
import { ExpiredBonusStore } from './expired-bonus.store.js';
import { InboxService } from './inbox/inbox.service.js';
import { InboxStore } from './inbox/inbox.store.js';
import { InboxWorker } from './inbox/inbox.worker.js';
import { NotificationHandler } from './inbox/notification-handler.service.js';
import { NotificationsController } from './inbox/notifications.controller.js';
import { ServerNotificationsController } from './inbox/server-notifications.controller.js';
import { SpendingLimitsController } from './limits/spending-limits.controller.js';
import { SpendingLimitsService } from './limits/spending-limits.service.js';
import { SpendingLimitsStore } from './limits/spending-limits.store.js';
import { PAYMENTS, STORE_TASKS } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { PaymentDesk } from './payment-desk.service.js';
import { PAYMENT_STEPS } from './payment-step.js';
import { PaymentStepStore } from './payment-step.store.js';
import { PaymentsController } from './payments.controller.js';
import { PLAYER_RISKS } from './player-risk.js';
import { PlayerRiskStore } from './player-risk.store.js';
import { PlayerRisksController } from './player-risks.controller.js';
import { PlayerRisksService } from './player-risks.service.js';
import { PromotionFacts } from './promotion-facts.service.js';
import { PROMOTION_USAGE } from './promotion-usage.js';
import { PromotionUsageStore } from './promotion-usage.store.js';
import { DifferenceStore } from './reconciliation/difference.store.js';
import { DifferencesService } from './reconciliation/differences.service.js';
import { OpenEnds } from './reconciliation/open-ends.service.js';
import { OpenEndsStore } from './reconciliation/open-ends.store.js';
import { ReconciliationService } from './reconciliation/reconciliation.service.js';
import { ReconciliationWorker } from './reconciliation/reconciliation.worker.js';
import { ReconciliationMarkStore } from './reconciliation/reconciliation-mark.store.js';
import { ReconciliationsController } from './reconciliation/reconciliations.controller.js';
import { RefundedItems } from './refunded-items.service.js';
import { ServerPaymentsController } from './server-payments.controller.js';
import { SettlementService } from './settlement.service.js';
import { StoreTaskStore } from './store-task.store.js';
import { StoreTaskWorker } from './store-task.worker.js';
import { TopUpChecks, TopUpsService } from './top-ups.service.js';
import { UsageService } from './usage/usage.service.js';
import { UsageWorker } from './usage/usage.worker.js';
import { UsageRequestStore } from './usage/usage-request.store.js';
import { CdvValidatorController } from './validators/cdv-validator.controller.js';
import { CdvValidator } from './validators/cdv-validator.service.js';

@Module({
  imports: [
    TillModule,
    LedgerModule,
    EventsModule,
    CatalogModule,
    OrdersModule,
    ShopModule,
    StoresModule,
    PlayersModule,
    TitlesModule,
  ],
  controllers: [
    CdvValidatorController,
    SpendingLimitsController,
    PaymentsController,
    ServerPaymentsController,
    PlayerRisksController,
    NotificationsController,
    ServerNotificationsController,
    ReconciliationsController,
  ],
  providers: [
    TopUpsService,
    TopUpChecks,
    CdvValidator,
    SpendingLimitsService,
    SpendingLimitsStore,
    SettlementService,
    RefundedItems,
    PromotionFacts,
    PromotionUsageStore,
    ExpiredBonusStore,
    BonusForecast,
    PaymentStore,
    PaymentStepStore,
    PlayerRiskStore,
    StoreTaskStore,
    StoreTaskWorker,
    CheckWorker,
    PaymentDesk,
    PlayerRisksService,
    InboxService,
    InboxStore,
    InboxWorker,
    NotificationHandler,
    UsageService,
    UsageRequestStore,
    UsageWorker,
    DifferencesService,
    DifferenceStore,
    OpenEnds,
    OpenEndsStore,
    ReconciliationService,
    ReconciliationMarkStore,
    ReconciliationWorker,
  ],
  exports: [ReconciliationService],
})
export class PaymentsModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(PaymentStore) payments: PaymentStore,
    @Inject(PaymentStepStore) steps: PaymentStepStore,
    @Inject(PlayerRiskStore) risks: PlayerRiskStore,
    @Inject(StoreTaskStore) tasks: StoreTaskStore,
    @Inject(PromotionUsageStore) promotions: PromotionUsageStore,
    @Inject(ExpiredBonusStore) expired: ExpiredBonusStore,
  ) {
    books.keep(PAYMENTS, payments);
    books.keep(PLAYER_RISKS, risks);
    books.keep(PAYMENT_STEPS, steps);
    books.keep(STORE_TASKS, tasks);
    books.keep(PROMOTION_USAGE, promotions);
    books.keep(EXPIRED_BONUS, expired);
  }
}
