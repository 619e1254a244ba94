import { Inject, Module } from '@nestjs/common';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';
import { JournalStore } from './journal.store.js';
import { WalletStore } from './wallet.store.js';

@Module({
  imports: [TillModule],
  providers: [WalletStore, JournalStore],
  exports: [WalletStore, JournalStore],
})
export class LedgerModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(WalletStore) wallets: WalletStore,
    @Inject(JournalStore) journal: JournalStore,
  ) {
    books.keep(WALLETS, wallets);
    books.keep(JOURNAL, journal);
  }
}
