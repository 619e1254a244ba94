import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { readCatalogJson } from '../catalog/catalog-content.js';
import { catalogDocument } from '../catalog/catalog-document.js';
import { CLOCK, type Clock, timestamp } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import type { Scope } from '../platform/http/caller.js';

/** `percent` off one offer, for some seconds from now. */
export interface DemoSale {
  readonly offer: string;
  readonly percent: number;
  readonly seconds: number;
}

const KEY = 'demo-now';
/** Before all other sales, so that the one who asked for it sees it. */
const PRIORITY = 1_000;

/** Plays the live-ops person for the demo game: one sale, from now on, for a short while. */
@Injectable()
export class DemoSaleService {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Publishes what sells now with the sale beside it; throws `not_found` for an unknown offer. */
  async start(scope: Scope, { offer, percent, seconds }: DemoSale) {
    const { model } = await this.catalog.require(scope);
    if (!model.offers.has(offer)) throw new Problem('not_found');
    const document = catalogDocument(model);
    const now = this.clock.now();
    const endsAt = timestamp(now + seconds * 1_000);
    const name = { en: 'Flash sale', de: 'Blitzangebot', ja: 'タイムセール' };
    const window = { startsAt: timestamp(now), endsAt };
    const sale = { name, offers: [offer], percent, priority: PRIORITY, ...window };
    const { content } = readCatalogJson({
      ...document,
      sales: { ...(document.sales as object | undefined), [KEY]: sale },
    });
    if (content === null) throw new Error('the catalog that sells now has faults');
    const { version } = await this.catalog.publish(scope, content, 'demo game');
    return { version, endsAt };
  }
}
