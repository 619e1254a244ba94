import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { PlayersModule } from '../players/players.module.js';
import { CatalogController } from './catalog.controller.js';
import { HeldUpgradesStore } from './held-upgrades.store.js';
import { PlayerFactsService } from './player-facts.service.js';
import { PreviewController } from './preview.controller.js';
import { PreviewService } from './preview.service.js';
import { PreviewedCatalogs } from './previewed-catalog.service.js';
import { QuotesController } from './quotes.controller.js';
import { QuotesService } from './quotes.service.js';

/** Needs the `Database`, the clock and the process secret, which the application provides to all. */
@Module({
  imports: [CatalogModule, PlayersModule],
  controllers: [CatalogController, PreviewController, QuotesController],
  providers: [
    HeldUpgradesStore,
    PlayerFactsService,
    PreviewedCatalogs,
    PreviewService,
    QuotesService,
  ],
  exports: [PlayerFactsService, PreviewService, QuotesService],
})
export class ShopModule {}
