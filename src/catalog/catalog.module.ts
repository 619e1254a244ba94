import { Module } from '@nestjs/common';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { ServerCatalogController } from './server-catalog.controller.js';

/** Needs the `Database`, the clock and the id source, which the application provides to all. */
@Module({
  controllers: [CatalogController, ServerCatalogController],
  providers: [CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}
