import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { TitlesModule } from '../titles/titles.module.js';
import { DemoBooksStore } from './books.store.js';
import { DemoSaleService } from './demo-sale.service.js';
import { DemoSeed } from './demo-seed.js';
import { GameController } from './game.controller.js';
import { GameDeskController } from './game-desk.controller.js';
import { ShopController } from './shop.controller.js';

@Module({
  imports: [TitlesModule, AdminModule, CatalogModule],
  controllers: [ShopController, GameController, GameDeskController],
  providers: [DemoSeed, DemoBooksStore, DemoSaleService],
})
export class DemoModule {}
