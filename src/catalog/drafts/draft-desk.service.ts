import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { type DraftId, isId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { type CatalogLife, lockedLife } from '../publishing/life.store.js';
import type { Draft } from './draft.js';
import { draftContent, draftOf } from './draft.store.js';
import { requireMatch } from './revision-tag.js';

/** Which draft is meant, and which revision of it. */
export interface DraftWish {
  readonly id: string;
  /** The header `If-Match` as it came. */
  readonly ifMatch: string | undefined;
}

/** A draft that nobody else can change until the transaction ends. */
export interface HeldDraft {
  readonly draft: Draft;
  readonly text: string;
  readonly life: CatalogLife;
}

/** Finds drafts, and hands them out for one change at a time. */
@Injectable()
export class DraftDesk {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) readonly clock: Clock,
  ) {}

  /** Throws `not_found` for a draft of another title or environment. */
  async find(scope: Scope, id: string): Promise<Draft> {
    const draft = await draftOf(this.database.reader, scope, draftIdOf(id));
    if (draft === null) throw new Problem('not_found');
    return draft;
  }

  async content(scope: Scope, id: string): Promise<{ draft: Draft; text: string }> {
    const found = await draftContent(this.database.reader, scope, draftIdOf(id));
    if (found === null) throw new Problem('not_found');
    return found;
  }

  /** Runs the work on the draft as it is now; throws `precondition_failed`. */
  change<Result>(
    scope: Scope,
    { id, ifMatch }: DraftWish,
    work: (tx: Transaction, held: HeldDraft) => Promise<Result>,
  ): Promise<Result> {
    const draftId = draftIdOf(id);
    return this.database.write(async (tx) => {
      const life = await lockedLife(tx, scope);
      const found = await draftContent(tx, scope, draftId);
      if (found === null) throw new Problem('not_found');
      requireMatch(ifMatch, found.draft.revision);
      return work(tx, { ...found, life });
    });
  }
}

function draftIdOf(id: string): DraftId {
  if (!isId('draft', id)) throw new Problem('not_found');
  return id;
}

export function mustBeOpen({ state }: Draft): void {
  if (state !== 'open') throw new Problem('draft_not_open');
}
