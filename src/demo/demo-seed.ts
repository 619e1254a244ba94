import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DemoOperators } from '../admin/demo-operators.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { readCatalogFolder } from '../catalog/catalog-folder.gateway.js';
import { ENVIRONMENTS } from '../kernel/environment.js';
import { projectRoot } from '../platform/config/project-root.js';
import { DemoTitle } from '../titles/demo-title.js';

/**
 * Makes the demo title with its operators, and publishes the sample catalog where nothing is
 * published yet.
 */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  constructor(
    @Inject(DemoTitle) private readonly demo: DemoTitle,
    @Inject(DemoOperators) private readonly operators: DemoOperators,
    @Inject(CatalogService) private readonly catalog: CatalogService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const title = await this.demo.ensureDemoTitle();
    await this.operators.ensure(title.id);
    const { content } = await readCatalogFolder(join(projectRoot(), 'examples', 'catalog'));
    if (content === null) throw new Error('the sample catalog has faults; run npm run catalog');
    for (const environment of ENVIRONMENTS) {
      const scope = { titleId: title.id, environment };
      await this.catalog.load(scope);
      // What a live-ops person published stays: the sample is only for an empty shop.
      if (this.catalog.current(scope) === null) {
        await this.catalog.publish(scope, content, 'first start');
      }
    }
  }
}
