import { AuditLog } from '../../src/admin/audit-log.service.js';
import { AuditLogStore } from '../../src/admin/audit-log.store.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { ContentPublisher } from '../../src/catalog/publishing/content-publisher.service.js';
import { Publisher } from '../../src/catalog/publishing/publisher.service.js';
import { StoreProductIndex } from '../../src/catalog/publishing/store-product-index.service.js';
import { TitleTimelineWorker } from '../../src/catalog/publishing/title-timeline.worker.js';
import { VersionCatalogs } from '../../src/catalog/publishing/version-catalogs.service.js';
import type { Clock } from '../../src/kernel/clock.js';
import type { IdSource } from '../../src/kernel/id-source.js';
import type { Database } from '../../src/platform/database/database.js';

/** What one process has of the catalog, on a database and a clock of the test. */
export function catalogParts(
  database: Database,
  { clock, ids }: { readonly clock: Clock; readonly ids: IdSource },
) {
  const versions = new VersionCatalogs();
  const noCursors = {} as ConstructorParameters<typeof AuditLog>[2];
  const audit = new AuditLog(database, new AuditLogStore(), noCursors, clock, ids);
  const publisher = new Publisher(versions, audit, clock, ids);
  const contents = new ContentPublisher(database, versions, publisher, clock);
  const index = new StoreProductIndex(database, versions, clock);
  const catalogs = new CatalogService(database, index, contents, clock);
  const timeline = new TitleTimelineWorker(database, versions, clock, ids);
  return { catalogs, publisher, timeline, versions };
}
