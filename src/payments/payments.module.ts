import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { EventsModule } from '../events/events.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { StoresModule } from '../stores/stores.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { CheckWorker } from './check.worker.js';
import { FinishWorker } from './finish.worker.js';
import { PAYMENTS, STORE_TASKS } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { PaymentsController } from './payments.controller.js';
import { StoreTaskStore } from './store-task.store.js';
import { TopUpsService } from './top-ups.service.js';

@Module({
  imports: [TillModule, LedgerModule, EventsModule, CatalogModule, StoresModule],
  controllers: [PaymentsController],
  providers: [TopUpsService, PaymentStore, StoreTaskStore, FinishWorker, CheckWorker],
})
export class PaymentsModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(PaymentStore) payments: PaymentStore,
    @Inject(StoreTaskStore) tasks: StoreTaskStore,
  ) {
    books.keep(PAYMENTS, payments);
    books.keep(STORE_TASKS, tasks);
  }
}
