import { Inject, Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { GrantStore } from './grant.store.js';
import { HELD_LEVELS } from './held-levels.js';
import { HeldLevelsStore } from './held-levels.store.js';
import { GRANTS, HOLDINGS } from './holding.js';
import { HoldingStore } from './holding.store.js';
import { InventoryController } from './inventory.controller.js';
import { InventoryService } from './inventory.service.js';
import { ServerInventoryController } from './server-inventory.controller.js';

@Module({
  imports: [TillModule, LedgerModule],
  controllers: [InventoryController, ServerInventoryController],
  providers: [HoldingStore, HeldLevelsStore, GrantStore, InventoryService],
  exports: [GrantStore],
})
export class InventoryModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(HoldingStore) holdings: HoldingStore,
    @Inject(HeldLevelsStore) levels: HeldLevelsStore,
    @Inject(GrantStore) grants: GrantStore,
  ) {
    books.keep(HOLDINGS, holdings);
    books.keep(HELD_LEVELS, levels);
    books.keep(GRANTS, grants);
  }
}
