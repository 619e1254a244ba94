import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { PlayersModule } from '../players/players.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { ERASURES } from './erase.js';
import { ErasureStore } from './erasure.store.js';
import { ExportService } from './export.service.js';
import { HeldRowsStore } from './held-rows.store.js';

@Module({
  imports: [TillModule, LedgerModule, PlayersModule],
  controllers: [AccountController],
  providers: [AccountService, ErasureStore, ExportService, HeldRowsStore],
})
export class AccountModule implements OnModuleInit {
  constructor(
    @Inject(Books) private readonly books: Books,
    @Inject(ErasureStore) private readonly erasures: ErasureStore,
  ) {}

  /** After every constructor: the wallets must be the first book. */
  onModuleInit(): void {
    this.books.keep(ERASURES, this.erasures);
  }
}
