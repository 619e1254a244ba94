import { Inject, Injectable } from '@nestjs/common';
import { timestamp } from '../../kernel/clock.js';
import { isId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import type { Reader } from '../../platform/database/transaction.js';
import type { OperatorCaller, Scope } from '../../platform/http/caller.js';
import { CatalogService } from '../catalog.service.js';
import { ownVersionOf } from '../catalog.store.js';
import {
  type CatalogLife,
  hasTwoPersonRule,
  lifeOfScope,
  lockedLife,
} from '../publishing/life.store.js';
import { publicationAt, publicationsAfter, wasSold } from '../publishing/publication.store.js';
import type { CatalogFinding } from '../publishing/publishable.js';
import { type Enacted, Publisher } from '../publishing/publisher.service.js';
import { catalogInvalid } from '../publishing/refusals.js';
import { VersionCatalogs } from '../publishing/version-catalogs.service.js';
import {
  actorOf,
  type Draft,
  type DraftEnd,
  draftView,
  isApproved,
  type PublishAnswer,
} from './draft.js';
import { saveDraft } from './draft.store.js';
import { DraftDesk, type DraftWish, mustBeOpen } from './draft-desk.service.js';
import { DraftJudge } from './draft-judge.service.js';
import { requireMatch } from './revision-tag.js';

/** Somebody edited the draft while it was being checked. */
const ATTEMPTS_MAX = 5;

export interface PublishWish {
  /** null: at once. */
  readonly at: number | null;
  readonly reason: string;
}

/** Lets drafts take effect, takes that back while it lies ahead, and goes back to old versions. */
@Injectable()
export class DraftPublishing {
  constructor(
    @Inject(DraftDesk) private readonly desk: DraftDesk,
    @Inject(DraftJudge) private readonly judge: DraftJudge,
    @Inject(Publisher) private readonly publisher: Publisher,
    @Inject(CatalogService) private readonly catalogs: CatalogService,
    @Inject(VersionCatalogs) private readonly versions: VersionCatalogs,
    @Inject(Database) private readonly database: Database,
  ) {}

  /**
   * The draft's content sells from now or from a moment on. A repeat gets the same answer. Throws
   * `draft_not_open`, `draft_outdated`, `approval_missing`, and `catalog_invalid` with all faults.
   */
  async publish(operator: OperatorCaller, wish: DraftWish, order: PublishWish) {
    await this.catalogs.load(operator);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const { draft, text } = await this.desk.content(operator, wish.id);
      requireMatch(wish.ifMatch, draft.revision);
      const done = answeredBefore(draft, order);
      if (done !== null) return done;
      try {
        await this.#mayPublish(this.database.reader, { scope: operator, draft, order });
      } catch (refusal) {
        // It looked at two moments: between them the same order may have been carried out.
        const { draft: now } = await this.desk.content(operator, wish.id);
        const meanwhile = answeredBefore(now, order);
        if (meanwhile !== null) return meanwhile;
        throw refusal;
      }
      const judgement = await this.judge.judged(operator, { document: text, base: draft.baseId });
      const { content, errors, warnings } = judgement;
      if (content === null || errors.length > 0) throw catalogInvalid(errors);
      const answer = await this.desk.change(operator, wish, async (tx, held) => {
        const again = answeredBefore(held.draft, order);
        if (again !== null) return again;
        if (held.draft.revision !== draft.revision) return null; // what was checked is old
        await this.#mayPublish(tx, { scope: operator, draft: held.draft, order, life: held.life });
        const enacted = await this.publisher.enact(tx, held.life, {
          goods: { content },
          at: order.at,
          base: held.draft.baseId,
          actor: actorOf(operator),
          reason: order.reason,
          draftId: draft.id,
        });
        const end = endOf(enacted, { warnings, askedAt: order.at });
        const updatedAt = this.desk.clock.now();
        await saveDraft(tx, { ...held.draft, state: 'published', end, updatedAt });
        return end.answer;
      });
      if (answer === null) continue;
      await this.catalogs.refresh(operator);
      return answer;
    }
    throw new Problem('temporarily_unavailable', { retryAfterSeconds: 1 });
  }

  /** Throws `draft_not_scheduled` when nothing of it lies ahead. */
  async cancel(operator: OperatorCaller, wish: DraftWish, reason: string) {
    const view = await this.desk.change(operator, wish, async (tx, { draft, life }) => {
      const { end } = draft;
      const now = this.publisher.earliest(life);
      if (end === null || end.takesEffectAt <= now) throw new Problem('draft_not_scheduled');
      const coming = await publicationsAfter(tx, operator, now);
      const publication = coming.find(({ number }) => number === end.publicationNumber);
      const reopened: Draft = { ...draft, state: 'open', end: null, updatedAt: now };
      const actor = actorOf(operator);
      const cancelled = publication
        ? await this.publisher.cancel(tx, life, { publication, actor, reason })
        : [];
      await saveDraft(tx, reopened);
      return { ...draftView(reopened, now), cancelled };
    });
    await this.catalogs.refresh(operator);
    return view;
  }

  /** Sells again from a version that was sold before: the same id, hash and shop. */
  async rollBack(
    operator: OperatorCaller,
    { version: id, reason }: { readonly version: string; readonly reason: string },
  ): Promise<PublishAnswer> {
    await this.catalogs.load(operator);
    const { reader } = this.database;
    const version = isId('catalog', id) ? await ownVersionOf(reader, operator, id) : null;
    if (version === null) throw new Problem('not_found');
    const { model } = await this.versions.catalog(reader, version.id);
    const enacted = await this.database.write(async (tx) => {
      const life = await lockedLife(tx, operator);
      const now = this.publisher.earliest(life);
      // What never sold was perhaps never approved.
      if (!(await wasSold(tx, operator, { versionId: version.id, now }))) {
        throw new Problem('not_found');
      }
      return this.publisher.enact(tx, life, {
        goods: { versionId: version.id, hash: version.hash, model },
        at: null,
        base: undefined,
        actor: actorOf(operator),
        reason,
        draftId: null,
        isRollback: true,
      });
    });
    await this.catalogs.refresh(operator);
    return answerOf(enacted, []);
  }

  /** In this order; the first that fails names the reason. */
  async #mayPublish(
    reader: Reader,
    asked: {
      readonly scope: Scope;
      readonly draft: Draft;
      readonly order: PublishWish;
      readonly life?: CatalogLife;
    },
  ): Promise<void> {
    const { scope, draft, order } = asked;
    mustBeOpen(draft);
    const life = asked.life ?? (await lifeOfScope(reader, scope));
    if (order.at !== null && life !== null && order.at <= this.publisher.earliest(life)) {
      throw notAhead();
    }
    const moment = order.at ?? (life && (await this.publisher.momentNow(reader, life)));
    const before = moment === null ? null : await publicationAt(reader, scope, moment);
    if ((before?.versionId ?? null) !== draft.baseId) throw new Problem('draft_outdated');
    if (!isApproved(draft) && (await hasTwoPersonRule(reader, scope.titleId))) {
      throw new Problem('approval_missing');
    }
  }
}

function notAhead(): Problem {
  const detail = 'must lie ahead; leave it out to publish now';
  return new Problem('invalid_format', {
    errors: [{ pointer: '/at', code: 'invalid_format', detail }],
  });
}

/** The answer to the same request before, if the draft was published by it. */
function answeredBefore({ state, end }: Draft, { at }: PublishWish): PublishAnswer | null {
  return state === 'published' && end !== null && end.askedAt === at ? end.answer : null;
}

function endOf(
  enacted: Enacted,
  { warnings, askedAt }: { warnings: readonly CatalogFinding[]; askedAt: number | null },
): DraftEnd {
  const { number: publicationNumber, version: versionId, takesEffectAt } = enacted;
  const answer = answerOf(enacted, warnings);
  return { publicationNumber, versionId, takesEffectAt, askedAt, answer };
}

function answerOf(enacted: Enacted, warnings: readonly CatalogFinding[]): PublishAnswer {
  const { version, hash, takesEffectAt, changed, cancelled } = enacted;
  return { version, hash, takesEffectAt: timestamp(takesEffectAt), changed, warnings, cancelled };
}
