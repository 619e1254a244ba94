import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { TitleEventsModule } from '../events/title-events.module.js';
import { AdminCatalogController } from './admin-catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { CatalogSettingsService } from './catalog-settings.service.js';
import { DraftDesk } from './drafts/draft-desk.service.js';
import { DraftJudge } from './drafts/draft-judge.service.js';
import { DraftPublishing } from './drafts/draft-publishing.service.js';
import { DraftReview } from './drafts/draft-review.service.js';
import { DraftsController } from './drafts/drafts.controller.js';
import { DraftsService } from './drafts/drafts.service.js';
import { ContentPublisher } from './publishing/content-publisher.service.js';
import { PublicationsService } from './publishing/publications.service.js';
import { Publisher } from './publishing/publisher.service.js';
import { StoreProductIndex } from './publishing/store-product-index.service.js';
import { TitleTimelineWorker } from './publishing/title-timeline.worker.js';
import { VersionCatalogs } from './publishing/version-catalogs.service.js';
import { ServerCatalogController } from './server-catalog.controller.js';

const DRAFTS = [DraftDesk, DraftJudge, DraftPublishing, DraftReview, DraftsService];
const PUBLISHING = [
  ContentPublisher,
  PublicationsService,
  Publisher,
  StoreProductIndex,
  TitleTimelineWorker,
  VersionCatalogs,
];

/** Needs the `Database`, the clock and the id source, which the application provides to all. */
@Module({
  imports: [AdminModule, TitleEventsModule],
  controllers: [ServerCatalogController, AdminCatalogController, DraftsController],
  providers: [CatalogService, CatalogSettingsService, ...DRAFTS, ...PUBLISHING],
  exports: [CatalogService, DraftDesk, VersionCatalogs],
})
export class CatalogModule {}
