import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { EventsModule } from '../events/events.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { SentTransfersStore } from './sent-transfers.store.js';
import { SENT_TRANSFERS, TRANSFERS } from './transfer.js';
import { TransferStore } from './transfer.store.js';
import { TransfersController } from './transfers.controller.js';
import { TransfersService } from './transfers.service.js';

@Module({
  imports: [TillModule, LedgerModule, EventsModule, CatalogModule],
  controllers: [TransfersController],
  providers: [TransfersService, SentTransfersStore, TransferStore],
})
export class TransfersModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(SentTransfersStore) sent: SentTransfersStore,
    @Inject(TransferStore) transfers: TransferStore,
  ) {
    books.keep(SENT_TRANSFERS, sent);
    books.keep(TRANSFERS, transfers);
  }
}
