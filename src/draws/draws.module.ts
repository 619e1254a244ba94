import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { DrawPityStore } from './draw-pity.store.js';
import { DRAW_PITY, DRAW_RESULTS } from './draw-result.js';
import { DrawResultStore } from './draw-result.store.js';
import { REVEALED_SEEDS, SEEDS } from './draw-seed.js';
import { DrawSeedStore } from './draw-seed.store.js';
import { DrawsController } from './draws.controller.js';
import { DrawsService } from './draws.service.js';
import { PublishedTables } from './published-tables.service.js';
import { RevealedSeedStore } from './revealed-seed.store.js';

@Module({
  imports: [TillModule, LedgerModule, CatalogModule],
  controllers: [DrawsController],
  providers: [
    DrawsService,
    PublishedTables,
    DrawSeedStore,
    RevealedSeedStore,
    DrawPityStore,
    DrawResultStore,
  ],
  exports: [DrawResultStore],
})
export class DrawsModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(DrawSeedStore) seeds: DrawSeedStore,
    @Inject(RevealedSeedStore) revealed: RevealedSeedStore,
    @Inject(DrawPityStore) pity: DrawPityStore,
    @Inject(DrawResultStore) results: DrawResultStore,
  ) {
    books.keep(SEEDS, seeds);
    books.keep(REVEALED_SEEDS, revealed);
    books.keep(DRAW_PITY, pity);
    books.keep(DRAW_RESULTS, results);
  }
}
