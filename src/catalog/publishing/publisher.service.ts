import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../admin/audit-log.service.js';
import type { Actor } from '../../admin/operator.js';
import { CLOCK, type Clock, timestamp } from '../../kernel/clock.js';
import type { CatalogVersionId, DraftId } from '../../kernel/id.js';
import type { IdSource } from '../../kernel/id-source.js';
import { ID_SOURCE } from '../../kernel/injection.js';
import { Problem } from '../../kernel/problem.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { addVersion, versionIdOf } from '../catalog.store.js';
import type { CatalogContent } from '../catalog-content.js';
import { reopenDraft } from '../drafts/draft.store.js';
import type { CatalogModel } from '../model.js';
import { type CatalogLife, noteChange } from './life.store.js';
import { type CancelledPublish, groundless, isScheduled, type Publication } from './publication.js';
import {
  addPublication,
  cancelPublication,
  nextNumber,
  publicationAt,
  publicationOfMark,
  publicationsAfter,
  publicationsFrom,
} from './publication.store.js';
import { catalogInvalid } from './refusals.js';
import { freeStoreProducts, keepStoreProducts, storeProductsOf } from './store-product.store.js';
import { keptProducts, reusedStoreIds } from './store-products.js';
import { VersionCatalogs } from './version-catalogs.service.js';

/** What is to be sold: a content, or a version that the scope sold before. */
export type Goods =
  | { readonly content: CatalogContent }
  | { readonly versionId: CatalogVersionId; readonly hash: Buffer; readonly model: CatalogModel };

export interface PublishOrder {
  readonly goods: Goods;
  /** null: at once. Otherwise a moment that lies ahead. */
  readonly at: number | null;
  /** What must sell just before; undefined: whatever it is. */
  readonly base: CatalogVersionId | null | undefined;
  readonly actor: Actor;
  readonly reason: string | null;
  readonly draftId: DraftId | null;
  readonly isRollback?: true;
}

export interface Enacted {
  readonly version: CatalogVersionId;
  /** SHA-256 of the canonical content, in hex. */
  readonly hash: string;
  readonly takesEffectAt: number;
  /** False when this very content sells before it: then nothing was written. */
  readonly changed: boolean;
  /** null when nothing changed. */
  readonly number: number | null;
  readonly cancelled: readonly CancelledPublish[];
}

/** Why a publish that lies ahead is taken back. */
interface Withdrawal {
  readonly actor: Actor;
  readonly reason: string | null;
}

const TIME_MAX = Number.MAX_SAFE_INTEGER;
const SCHEDULED_MAX = 1_000;

/**
 * Writes publications. The caller holds the scope's lock (`lockedLife`) in the same transaction, so
 * that each publish sees the one before it.
 */
@Injectable()
export class Publisher {
  constructor(
    @Inject(VersionCatalogs) private readonly catalogs: VersionCatalogs,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  /**
   * Throws `draft_outdated` when something else than `base` sells just before, and
   * `catalog_invalid` when an id of a store would move to another product.
   */
  async enact(tx: Transaction, life: CatalogLife, order: PublishOrder): Promise<Enacted> {
    const { scope } = life;
    const moment = order.at ?? (await this.momentNow(tx, life));
    const before = await publicationAt(tx, scope, moment);
    const baseId = before?.versionId ?? null;
    if (order.base !== undefined && order.base !== baseId) throw new Problem('draft_outdated');
    const goods = await this.#goods(tx, scope, order.goods);
    const hash = goods.hash.toString('hex');
    if (before !== null && before.versionId === goods.versionId) {
      const { takesEffectAt } = before;
      const version = goods.versionId;
      return { version, hash, takesEffectAt, changed: false, number: null, cancelled: [] };
    }
    const inEffect = order.at === null;
    if (inEffect && before !== null && isScheduled(before)) await this.#settle(tx, scope, before);
    await this.#keepProducts(tx, scope, { goods, from: moment, inEffect });
    const publication: Publication = {
      number: await nextNumber(tx, scope),
      versionId: goods.versionId,
      takesEffectAt: moment,
      recordedAt: inEffect ? moment : this.clock.now(),
      publishedBy: order.actor.name,
      reason: order.reason,
      draftId: order.draftId,
      baseId,
    };
    await addPublication(tx, scope, publication);
    const coming = await publicationsAfter(tx, scope, moment);
    const cancelled = await this.#withdraw(tx, scope, {
      lost: groundless(goods.versionId, coming),
      actor: order.actor,
      reason: null,
    });
    await noteChange(tx, life, moment);
    await this.#record(tx, scope, { order, publication, cancelled, hash });
    const { versionId: version, number } = publication;
    return { version, hash, takesEffectAt: moment, changed: true, number, cancelled };
  }

  /** Takes back a publish that lies ahead, and those that stand on it. */
  async cancel(
    tx: Transaction,
    life: CatalogLife,
    { publication, actor, reason }: Withdrawal & { readonly publication: Publication },
  ): Promise<CancelledPublish[]> {
    const { scope } = life;
    const first = await this.#withdraw(tx, scope, { lost: [publication], actor, reason });
    const mark = { moment: publication.takesEffectAt, number: publication.number };
    const before = await publicationOfMark(tx, scope, mark);
    const window = { mark, until: TIME_MAX, limit: SCHEDULED_MAX };
    const coming = await publicationsFrom(tx, scope, window);
    const lost = groundless(before?.versionId ?? null, coming);
    const rest = await this.#withdraw(tx, scope, { lost, actor, reason: null });
    await noteChange(tx, life, null);
    return [...first, ...rest];
  }

  /** The earliest moment at which a publish may take effect: up to here all has been told. */
  earliest({ told }: CatalogLife): number {
    return Math.max(this.clock.now(), told.moment ?? 0);
  }

  /**
   * When a publish at once takes effect: now, but not before what was published at once elsewhere,
   * should the clocks of two machines differ: the last to publish would else not be what sells.
   */
  async momentNow(reader: Reader, life: CatalogLife): Promise<number> {
    const earliest = this.earliest(life);
    const coming = await publicationsAfter(reader, life.scope, earliest);
    const atOnce = coming.filter((one) => !isScheduled(one));
    return Math.max(earliest, ...atOnce.map(({ takesEffectAt }) => takesEffectAt));
  }

  async #goods(tx: Transaction, scope: Scope, goods: Goods) {
    if ('versionId' in goods) return { ...goods, wasSold: true };
    const { model, text, hash } = goods.content;
    const known = await versionIdOf(tx, scope, hash);
    if (known !== null) return { versionId: known, hash, model, wasSold: false };
    const id = this.ids.next('catalog');
    await addVersion(tx, scope, { id, text, hash, createdAt: this.clock.now() });
    return { versionId: id, hash, model, wasSold: false };
  }

  async #keepProducts(
    tx: Transaction,
    scope: Scope,
    wish: {
      readonly goods: { versionId: CatalogVersionId; model: CatalogModel; wasSold: boolean };
      readonly from: number;
      readonly inEffect: boolean;
    },
  ): Promise<void> {
    const { goods, from, inEffect } = wish;
    const { versionId, model } = goods;
    const known = await storeProductsOf(tx, scope);
    const reused = goods.wasSold ? [] : reusedStoreIds(model, known);
    if (reused.length > 0) throw catalogInvalid(reused);
    const rows = keptProducts(known, { model, versionId, from, inEffect });
    await keepStoreProducts(tx, scope, rows);
  }

  /** What took effect by its time becomes the last version that has its products. */
  async #settle(tx: Transaction, scope: Scope, publication: Publication): Promise<void> {
    const { versionId, takesEffectAt } = publication;
    const { model } = await this.catalogs.catalog(tx, versionId);
    const goods = { versionId, model, wasSold: true };
    await this.#keepProducts(tx, scope, { goods, from: takesEffectAt, inEffect: true });
  }

  async #withdraw(
    tx: Transaction,
    scope: Scope,
    { lost, actor, reason }: Withdrawal & { readonly lost: readonly Publication[] },
  ): Promise<CancelledPublish[]> {
    const at = this.clock.now();
    const cancelled: CancelledPublish[] = [];
    for (const { number, versionId, takesEffectAt, draftId } of lost) {
      await cancelPublication(tx, scope, { number, at, reason });
      await freeStoreProducts(tx, scope, { versionId, takesEffectAt });
      if (draftId !== null) await reopenDraft(tx, scope, { id: draftId, now: at });
      const facts = { version: versionId, takesEffectAt: timestamp(takesEffectAt) };
      const action = 'catalog.publish_cancelled';
      const because = reason === null ? { because: 'another version sells before it' } : {};
      const details = { ...facts, publication: number, ...because };
      await this.audit.record(tx, {
        scope,
        actor,
        action,
        subject: draftId ?? versionId,
        reason,
        details,
      });
      cancelled.push({ draft: draftId, ...facts });
    }
    return cancelled;
  }

  async #record(
    tx: Transaction,
    scope: Scope,
    done: {
      readonly order: PublishOrder;
      readonly publication: Publication;
      readonly cancelled: readonly CancelledPublish[];
      readonly hash: string;
    },
  ): Promise<void> {
    const { order, publication, cancelled, hash } = done;
    const { number, versionId, takesEffectAt, baseId } = publication;
    const details = {
      version: versionId,
      publication: number,
      hash,
      takesEffectAt: timestamp(takesEffectAt),
      previousVersion: baseId,
      cancelled,
    };
    const published = order.at === null ? 'catalog.published' : 'catalog.publish_scheduled';
    const action = order.isRollback ? 'catalog.rolled_back' : published;
    const subject = order.draftId ?? versionId;
    const { actor, reason } = order;
    await this.audit.record(tx, { scope, actor, action, subject, reason, details });
  }
}
