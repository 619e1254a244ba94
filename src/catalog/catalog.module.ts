import { Module } from '@nestjs/common';
import { CatalogService } from './catalog.service.js';
import { ServerCatalogController } from './server-catalog.controller.js';

/** Needs the `Database`, the clock and the id source, which the application provides to all. */
@Module({
  controllers: [ServerCatalogController],
  providers: [CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}
