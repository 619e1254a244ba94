import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';
import { ExpiryWorker } from './expiry.worker.js';
import { JournalStore } from './journal.store.js';
import { LOT_PRICES } from './lot-prices.js';
import { LotPricesStore } from './lot-prices.store.js';
import { PARTIES } from './party.js';
import { PartyStore } from './party.store.js';
import { ServerWalletController } from './server-wallet.controller.js';
import { SPENT_LOTS } from './spent-lots.js';
import { SpentLotsStore } from './spent-lots.store.js';
import { WalletController } from './wallet.controller.js';
import { WalletService } from './wallet.service.js';
import { WalletStore } from './wallet.store.js';

@Module({
  imports: [TillModule, CatalogModule],
  controllers: [WalletController, ServerWalletController],
  providers: [
    WalletStore,
    JournalStore,
    SpentLotsStore,
    LotPricesStore,
    PartyStore,
    WalletService,
    ExpiryWorker,
  ],
  exports: [WalletStore, JournalStore],
})
export class LedgerModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(WalletStore) wallets: WalletStore,
    @Inject(JournalStore) journal: JournalStore,
    @Inject(SpentLotsStore) spentLots: SpentLotsStore,
    @Inject(LotPricesStore) lotPrices: LotPricesStore,
    @Inject(PartyStore) parties: PartyStore,
  ) {
    books.keep(WALLETS, wallets);
    books.keep(SPENT_LOTS, spentLots);
    books.keep(LOT_PRICES, lotPrices);
    books.keep(PARTIES, parties);
    books.keep(JOURNAL, journal);
  }
}
