import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../admin/audit-log.service.js';
import { timestamp } from '../../kernel/clock.js';
import { type CatalogVersionId, isId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller, Scope } from '../../platform/http/caller.js';
import { ownVersionOf, type StoredVersion } from '../catalog.store.js';
import { readCatalogJson } from '../catalog-content.js';
import { publicationAt } from '../publishing/publication.store.js';
import { countsOf, diffOf } from './diff.js';
import type { Document } from './document.js';
import { actorOf, authorOf, type Draft, draftView, editedBy } from './draft.js';
import { saveDraft } from './draft.store.js';
import { DraftDesk, type DraftWish, mustBeOpen } from './draft-desk.service.js';
import { DraftJudge, judgementView } from './draft-judge.service.js';
import { notedChanges, textOf } from './drafts.service.js';
import { type Conflict, merged, type Side } from './three-way-merge.js';

const CONFLICTS_TOLD_MAX = 200;
const SHOWN_MAX = 60;

export interface RebaseWish {
  /** By pointer. */
  readonly resolutions: Readonly<Record<string, Side>>;
  /** The id of a version; by default `current`. */
  readonly onto: string;
}

/** Shows what a draft changes and what is wrong, and brings it onto what others published. */
@Injectable()
export class DraftReview {
  constructor(
    @Inject(DraftDesk) private readonly desk: DraftDesk,
    @Inject(DraftJudge) private readonly judge: DraftJudge,
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  async version(scope: Scope, reference: string) {
    const version = await this.#version(scope, reference);
    if (version === null) throw new Problem('no_catalog');
    const { id, hash, createdAt, text } = version;
    const facts = { version: id, hash: hash.toString('hex'), createdAt: timestamp(createdAt) };
    return { ...facts, content: JSON.parse(text) as Document };
  }

  /** Each side is the id of a version or of a draft, or `current`. */
  async diff(scope: Scope, { from, to }: { readonly from: string; readonly to: string }) {
    const before = await this.#document(scope, from);
    const changes = diffOf(before, await this.#document(scope, to));
    return { changes, counts: countsOf(changes) };
  }

  /** `against` is `base`, or what `diff` takes. */
  async draftDiff(scope: Scope, id: string, against: string) {
    const { baseId } = await this.desk.find(scope, id);
    const from = against === 'base' ? baseId : against;
    const before = from === null ? {} : await this.#document(scope, from);
    const changes = diffOf(before, await this.#document(scope, id));
    return { changes, counts: countsOf(changes) };
  }

  async checks(scope: Scope, id: string) {
    const { draft, text } = await this.desk.content(scope, id);
    return judgementView(await this.judge.judged(scope, { document: text, base: draft.baseId }));
  }

  async validate(scope: Scope, document: Document) {
    return judgementView(await this.judge.judged(scope, { document }));
  }

  /**
   * Throws `rebase_conflict` with each place that both sides changed and no resolution decides; the
   * draft is then as it was.
   */
  rebase(operator: OperatorCaller, wish: DraftWish, { resolutions, onto }: RebaseWish) {
    return this.desk.change(operator, wish, async (tx, { draft, text }) => {
      mustBeOpen(draft);
      const now = this.desk.clock.now();
      const target = await this.#version(operator, onto);
      const targetId = target?.id ?? null;
      if (targetId === draft.baseId) return draftView(draft, now);
      const base = draft.baseId && (await this.#version(operator, draft.baseId));
      const sides = {
        base: base ? (JSON.parse(base.text) as Document) : {},
        draft: inCanonicalForm(JSON.parse(text) as Document),
        current: target ? (JSON.parse(target.text) as Document) : {},
      };
      const { document, conflicts } = merged(sides, resolutions);
      if (conflicts.length > 0) throw conflicting(conflicts);
      const edited = editedBy(draft, { actor: authorOf(operator), now });
      const rebased: Draft = { ...edited, baseId: targetId };
      await saveDraft(tx, rebased, textOf(document));
      await this.audit.record(tx, {
        scope: operator,
        actor: actorOf(operator),
        action: 'catalog.draft_rebased',
        subject: draft.id,
        reason: null,
        details: {
          from: draft.baseId,
          onto: targetId,
          revision: rebased.revision,
          resolutions,
          ...notedChanges(sides.draft, document),
        },
      });
      return draftView(rebased, now);
    });
  }

  /** null for `current` while nothing is published. Throws `not_found`. */
  async #version(scope: Scope, reference: string): Promise<StoredVersion | null> {
    const { reader } = this.database;
    let id: CatalogVersionId | null = null;
    if (reference === 'current') {
      id = (await publicationAt(reader, scope, this.desk.clock.now()))?.versionId ?? null;
      if (id === null) return null;
    } else if (isId('catalog', reference)) {
      id = reference;
    }
    const version = id && (await ownVersionOf(reader, scope, id));
    if (!version) throw new Problem('not_found');
    return version;
  }

  /** Of a draft what would be published, if it can be read: with what is carried over. */
  async #document(scope: Scope, reference: string): Promise<Document> {
    if (!reference.startsWith('draft_')) {
      const version = await this.#version(scope, reference);
      return version ? (JSON.parse(version.text) as Document) : {};
    }
    const { draft, text } = await this.desk.content(scope, reference);
    const { content } = await this.judge.judged(scope, { document: text, base: draft.baseId });
    return JSON.parse(content?.text ?? text) as Document;
  }
}

/** What is written in another way must not look like a change. */
function inCanonicalForm(document: Document): Document {
  const { content } = readCatalogJson(document);
  return content === null ? document : (JSON.parse(content.text) as Document);
}

function conflicting(conflicts: readonly Conflict[]): Problem {
  const told = conflicts.slice(0, CONFLICTS_TOLD_MAX);
  const errors = told.map(({ pointer, draft, current }) => ({
    pointer,
    code: 'rebase_conflict',
    detail: `The draft says ${shown(draft)}, the other catalog ${shown(current)}.`,
  }));
  const sides = told.map(({ pointer, base = null, draft = null, current = null }) => ({
    pointer,
    base,
    draft,
    current,
  }));
  const members = { conflicts: sides, found: conflicts.length };
  return new Problem('rebase_conflict', { errors, members });
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
