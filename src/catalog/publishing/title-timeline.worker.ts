import { Inject, Injectable, Logger } from '@nestjs/common';
import { tellTitle } from '../../events/title-event.store.js';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { IdSource } from '../../kernel/id-source.js';
import { ID_SOURCE } from '../../kernel/injection.js';
import { Database } from '../../platform/database/database.js';
import { failureText } from '../../platform/database/failure.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { Worker } from '../../platform/jobs/worker.js';
import { type CatalogLife, dueLives, lockedLife, noteTold } from './life.store.js';
import { isScheduled, type Publication } from './publication.js';
import { publicationOfMark, publicationsAfter, publicationsFrom } from './publication.store.js';
import { type TimelinePoint, walked } from './sale-timeline.js';
import { keepStoreProducts, storeProductsOf } from './store-product.store.js';
import { keptProducts } from './store-products.js';
import { VersionCatalogs } from './version-catalogs.service.js';

const PAUSE_MS = 1_000;
/** So many publications are walked through in one transaction. */
const AT_ONCE = 20;

/**
 * Tells what happens to a title by time alone: a scheduled publish takes effect, a sale starts or
 * ends. It walks from where the last walk of any instance ended, under the scope's lock, so that
 * everything is told once and in order, also what happened while nobody was awake.
 */
@Injectable()
export class TitleTimelineWorker extends Worker {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(VersionCatalogs) private readonly catalogs: VersionCatalogs,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {
    super(PAUSE_MS, new Logger('catalog'), 'telling what happens to titles');
  }

  protected async round(): Promise<boolean> {
    let more = false;
    for (const { scope } of await dueLives(this.database.reader, this.clock.now())) {
      try {
        if (await this.database.write((tx) => this.#walk(tx, scope))) more = true;
      } catch (error) {
        // One title's trouble must not keep the news of the others.
        this.logger.warn(`the events of ${scope.titleId} wait: ${failureText(error)}`);
      }
    }
    return more;
  }

  /** Returns true when there is more to tell at once. */
  async #walk(tx: Transaction, scope: Scope): Promise<boolean> {
    const life = await lockedLife(tx, scope);
    const now = this.clock.now();
    if (life.dueAt === null || life.dueAt > now) return false; // another instance was faster
    const { told: mark } = life;
    const window = { mark, until: now, limit: AT_ONCE };
    const publications = await publicationsFrom(tx, scope, window);
    const before = await this.#point(tx, await publicationOfMark(tx, scope, mark));
    const points: TimelinePoint[] = [];
    for (const one of publications) points.push((await this.#point(tx, one))!);
    const isCut = publications.length === AT_ONCE;
    const until = isCut ? publications.at(-1)!.takesEffectAt : now;
    const { news, mark: told, nextEdgeAt } = walked({ mark, before, points, until });
    await tellTitle(tx, scope, { news, now, ids: this.ids });
    for (const point of points) await this.#keepProducts(tx, scope, point);
    const dueAt = isCut ? now : await this.#nextDue(tx, { ...life, told }, nextEdgeAt);
    await noteTold(tx, scope, { told, dueAt });
    return isCut;
  }

  async #nextDue(
    tx: Transaction,
    { scope, told }: CatalogLife,
    nextEdgeAt: number | null,
  ): Promise<number | null> {
    const [next] = await publicationsAfter(tx, scope, told.moment ?? 0);
    if (next === undefined || nextEdgeAt === null) return next?.takesEffectAt ?? nextEdgeAt;
    return Math.min(next.takesEffectAt, nextEdgeAt);
  }

  async #point(tx: Transaction, publication: Publication | null): Promise<TimelinePoint | null> {
    if (publication === null) return null;
    const { model } = await this.catalogs.catalog(tx, publication.versionId);
    return { publication, model };
  }

  /** A publish that was scheduled had only reserved its ids: from now on it is the last to sell. */
  async #keepProducts(tx: Transaction, scope: Scope, point: TimelinePoint): Promise<void> {
    if (!isScheduled(point.publication)) return;
    const { versionId, takesEffectAt: from } = point.publication;
    const known = await storeProductsOf(tx, scope);
    const { model } = point;
    const rows = keptProducts(known, { model, versionId, from, inEffect: true });
    await keepStoreProducts(tx, scope, rows);
  }
}
