import type { Actor } from '../../admin/operator.js';
import { timestamp } from '../../kernel/clock.js';
import type { CatalogVersionId, DraftId, OperatorId } from '../../kernel/id.js';
import type { CancelledPublish } from '../publishing/publication.js';
import type { CatalogFinding } from '../publishing/publishable.js';

export interface Author {
  readonly id: OperatorId;
  readonly name: string;
}

/** Counts for the revision that was looked at, and for no later one. */
export interface Approval {
  readonly by: Author;
  readonly at: number;
  readonly revision: number;
  readonly reason: string | null;
}

/** What a publish answers. */
export interface PublishAnswer {
  readonly version: CatalogVersionId;
  readonly hash: string;
  readonly takesEffectAt: string;
  readonly changed: boolean;
  readonly warnings: readonly CatalogFinding[];
  readonly cancelled: readonly CancelledPublish[];
}

/** What became of a draft that was published. */
export interface DraftEnd {
  /** null when its content sold already. */
  readonly publicationNumber: number | null;
  readonly versionId: CatalogVersionId;
  readonly takesEffectAt: number;
  /** What was asked for, and what was answered: a repeat is answered alike. */
  readonly askedAt: number | null;
  readonly answer: PublishAnswer;
}

/** A catalog in the making, without its content. */
export interface Draft {
  readonly id: DraftId;
  readonly name: string;
  readonly state: 'open' | 'published' | 'discarded';
  /** The version that it stands on; null: none. */
  readonly baseId: CatalogVersionId | null;
  /** 1, 2, 3 …: one more with each change of the content. */
  readonly revision: number;
  /** Everybody who wrote a part of it, in the order in which they came. */
  readonly authors: readonly Author[];
  readonly approval: Approval | null;
  readonly end: DraftEnd | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type DraftState = 'open' | 'scheduled' | 'published' | 'discarded';

export function stateAt({ state, end }: Draft, now: number): DraftState {
  return state === 'published' && end !== null && end.takesEffectAt > now ? 'scheduled' : state;
}

/** One who changes a draft is an author from then on, and what was approved was another content. */
export function editedBy(
  draft: Draft,
  { actor, now }: { readonly actor: Author; readonly now: number },
): Draft {
  const isKnown = draft.authors.some(({ id }) => id === actor.id);
  const authors = isKnown ? draft.authors : [...draft.authors, actor];
  return { ...draft, authors, approval: null, revision: draft.revision + 1, updatedAt: now };
}

/** True when somebody else looked at this very revision. */
export function isApproved({ approval, revision, authors }: Draft): boolean {
  if (approval === null || approval.revision !== revision) return false;
  return authors.every(({ id }) => id !== approval.by.id);
}

export function authorOf({ operatorId, name }: { operatorId: OperatorId; name: string }): Author {
  return { id: operatorId, name };
}

export function actorOf({ operatorId, name }: Actor): Actor {
  return { operatorId, name };
}

/** A draft as the API shows it. */
export function draftView(draft: Draft, now: number) {
  const { id, name, baseId, revision, authors, approval, end, createdAt, updatedAt } = draft;
  return {
    id,
    name,
    base: baseId,
    state: stateAt(draft, now),
    revision,
    authors,
    createdAt: timestamp(createdAt),
    updatedAt: timestamp(updatedAt),
    approval: approval && {
      by: approval.by,
      at: timestamp(approval.at),
      revision: approval.revision,
      reason: approval.reason,
    },
    takesEffectAt: end && timestamp(end.takesEffectAt),
    version: end?.versionId ?? null,
  };
}
