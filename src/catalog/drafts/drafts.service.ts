import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../admin/audit-log.service.js';
import { type CatalogVersionId, isId } from '../../kernel/id.js';
import type { IdSource } from '../../kernel/id-source.js';
import { ID_SOURCE } from '../../kernel/injection.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { OperatorCaller, Scope } from '../../platform/http/caller.js';
import { Cursors } from '../../platform/http/cursor.js';
import type { ListQuery } from '../../platform/http/list-query.js';
import { ownVersionOf } from '../catalog.store.js';
import { hasTwoPersonRule, lockedLife } from '../publishing/life.store.js';
import { publicationAt } from '../publishing/publication.store.js';
import { diffOf } from './diff.js';
import type { Document } from './document.js';
import { actorOf, authorOf, type Draft, draftView, editedBy, isApproved } from './draft.js';
import { addDraft, draftsOf, saveDraft } from './draft.store.js';
import { DraftDesk, type DraftWish, mustBeOpen } from './draft-desk.service.js';
import { mergePatched } from './merge-patch.js';

/** As much as a version may have. */
export const DOCUMENT_BYTES_MAX = 8_000_000;
/** The bytes bound them: too many entries of a section are told as such, not as too many keys. */
export const DOCUMENT_KEYS_MAX = 2_000_000;
const POINTERS_NOTED_MAX = 20;

export interface NewDraft {
  readonly name: string;
  /** The id of a version; by default `current`. */
  readonly base?: string | undefined;
  /** By default that of the base. */
  readonly content?: Document | undefined;
  readonly reason?: string | undefined;
}

/** Begins, edits, approves and discards drafts. */
@Injectable()
export class DraftsService {
  constructor(
    @Inject(DraftDesk) private readonly desk: DraftDesk,
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  /** Throws `not_found` for a base that the scope does not have. */
  async create(operator: OperatorCaller, wish: NewDraft) {
    const base = await this.#base(operator, wish.base ?? 'current');
    const text = wish.content === undefined ? (base?.text ?? '{}') : textOf(wish.content);
    const now = this.desk.clock.now();
    const draft: Draft = {
      id: this.ids.next('draft'),
      name: wish.name,
      state: 'open',
      baseId: base?.id ?? null,
      revision: 1,
      authors: [authorOf(operator)],
      approval: null,
      end: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.database.write(async (tx) => {
      await lockedLife(tx, operator);
      await addDraft(tx, operator, { draft, text });
      const { name, baseId } = draft;
      await this.#record(tx, operator, {
        draft,
        action: 'catalog.draft_created',
        reason: wish.reason ?? null,
        details: { name, base: baseId },
      });
    });
    return draftView(draft, now);
  }

  /** JSON text; it may be faulty. */
  async content(scope: Scope, id: string) {
    const { draft, text } = await this.desk.content(scope, id);
    return { text, revision: draft.revision };
  }

  async find(scope: Scope, id: string) {
    return draftView(await this.desk.find(scope, id), this.desk.clock.now());
  }

  /** Newest first. */
  async list(scope: Scope, { limit, cursor }: ListQuery) {
    const list = `catalog drafts ${scope.environment}`;
    const before = cursor === null ? null : this.cursors.read(list, scope.titleId, cursor);
    const wish = { before, limit: limit + 1 };
    const found = await draftsOf(this.database.reader, scope, wish);
    const now = this.desk.clock.now();
    const data = found.slice(0, limit).map((draft) => draftView(draft, now));
    const last = found.length > limit ? data.at(-1) : undefined;
    const nextCursor = last ? this.cursors.write(list, scope.titleId, last.id) : null;
    return { data, nextCursor };
  }

  /** The whole content anew. */
  replace(operator: OperatorCaller, wish: DraftWish, document: Document) {
    return this.#edit(operator, wish, () => document);
  }

  /** A JSON merge patch (RFC 7396). */
  patch(operator: OperatorCaller, wish: DraftWish, patch: Document) {
    return this.#edit(operator, wish, (before) => mergePatched(before, patch) as Document);
  }

  discard(operator: OperatorCaller, wish: DraftWish) {
    return this.desk.change(operator, wish, async (tx, { draft }) => {
      const now = this.desk.clock.now();
      if (draft.state === 'discarded') return draftView(draft, now); // a repeat
      mustBeOpen(draft);
      const discarded: Draft = { ...draft, state: 'discarded', updatedAt: now };
      await saveDraft(tx, discarded);
      const action = 'catalog.draft_discarded';
      await this.#record(tx, operator, { draft, action, reason: null, details: {} });
      return draftView(discarded, now);
    });
  }

  /** Throws `approval_by_author` when the title wants two people and this is one of the authors. */
  approve(operator: OperatorCaller, wish: DraftWish, reason: string | null) {
    return this.desk.change(operator, wish, async (tx, { draft }) => {
      mustBeOpen(draft);
      const { revision } = draft;
      const now = this.desk.clock.now();
      const approval = { by: authorOf(operator), at: now, revision, reason };
      const approved: Draft = { ...draft, approval };
      if (!isApproved(approved) && (await hasTwoPersonRule(tx, operator.titleId))) {
        throw new Problem('approval_by_author');
      }
      await saveDraft(tx, approved);
      const action = 'catalog.draft_approved';
      await this.#record(tx, operator, { draft, action, reason, details: { revision } });
      return draftView(approved, now);
    });
  }

  #edit(operator: OperatorCaller, wish: DraftWish, change: (before: Document) => Document) {
    if (wish.ifMatch === undefined) throw new Problem('precondition_required');
    return this.desk.change(operator, wish, async (tx, { draft, text: before }) => {
      mustBeOpen(draft);
      const now = this.desk.clock.now();
      const old = JSON.parse(before) as Document;
      const document = change(old);
      const text = textOf(document);
      if (text === before) return draftView(draft, now); // nothing to approve anew
      const edited = editedBy(draft, { actor: authorOf(operator), now });
      await saveDraft(tx, edited, text);
      const details = { revision: edited.revision, ...notedChanges(old, document) };
      const withdrawn = draft.approval === null ? {} : { approvalWithdrawn: true };
      await this.#record(tx, operator, {
        draft,
        action: 'catalog.draft_edited',
        reason: null,
        details: { ...details, ...withdrawn },
      });
      return draftView(edited, now);
    });
  }

  async #base(scope: Scope, base: string): Promise<{ id: CatalogVersionId; text: string } | null> {
    const { reader } = this.database;
    let id: string | null = base;
    if (base === 'current') {
      id = (await publicationAt(reader, scope, this.desk.clock.now()))?.versionId ?? null;
      if (id === null) return null;
    }
    const version = isId('catalog', id) ? await ownVersionOf(reader, scope, id) : null;
    if (version === null) throw new Problem('not_found');
    return version;
  }

  async #record(
    tx: Transaction,
    operator: OperatorCaller,
    deed: {
      readonly draft: Draft;
      readonly action: string;
      readonly reason: string | null;
      readonly details: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> {
    const { draft, ...rest } = deed;
    const actor = actorOf(operator);
    await this.audit.record(tx, { scope: operator, actor, subject: draft.id, ...rest });
  }
}

/** Throws `body_too_large` above 8 MB. */
export function textOf(document: Document): string {
  const text = JSON.stringify(document);
  if (Buffer.byteLength(text) > DOCUMENT_BYTES_MAX) throw new Problem('body_too_large');
  return text;
}

/** Where a draft was changed, for the audit log. */
export function notedChanges(before: Document, after: Document) {
  const changes = diffOf(before, after);
  return {
    changes: changes.length,
    pointers: changes.slice(0, POINTERS_NOTED_MAX).map(({ pointer }) => pointer),
  };
}
