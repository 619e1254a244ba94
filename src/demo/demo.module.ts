import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { TitlesModule } from '../titles/titles.module.js';
import { DemoSeed } from './demo-seed.js';
import { ShopController } from './shop.controller.js';

@Module({
  imports: [TitlesModule, AdminModule, CatalogModule],
  controllers: [ShopController],
  providers: [DemoSeed],
})
export class DemoModule {}
