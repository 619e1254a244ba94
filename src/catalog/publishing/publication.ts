import type { CatalogVersionId, DraftId } from '../../kernel/id.js';

/** One entry of a scope's list of what it sold from, sells from, or will sell from. */
export interface Publication {
  /** 1, 2, 3 … in the order in which they were recorded. */
  readonly number: number;
  readonly versionId: CatalogVersionId;
  /** Sells from this moment; may lie ahead. */
  readonly takesEffectAt: number;
  readonly recordedAt: number;
  readonly publishedBy: string;
  readonly reason: string | null;
  /** The draft that it came from. */
  readonly draftId: DraftId | null;
  /** The version that it was made against; null: none, or not known of old ones. */
  readonly baseId: CatalogVersionId | null;
}

/** A publication as the lists show it. */
export interface ListedPublication extends Publication {
  readonly hash: Buffer;
  readonly cancelledAt: number | null;
}

/** A publish that lay ahead and was taken back. */
export interface CancelledPublish {
  readonly draft: DraftId | null;
  readonly version: CatalogVersionId;
  readonly takesEffectAt: string;
}

export type PublicationState = 'current' | 'scheduled' | 'past' | 'cancelled';

/** True when the publication was made to take effect later than it was recorded. */
export function isScheduled({ takesEffectAt, recordedAt }: Publication): boolean {
  return takesEffectAt > recordedAt;
}

/** `current` is the number of the publication that sells now. */
export function stateOf(
  { number, takesEffectAt, cancelledAt }: ListedPublication,
  { current, now }: { readonly current: number | null; readonly now: number },
): PublicationState {
  if (cancelledAt !== null) return 'cancelled';
  if (takesEffectAt > now) return 'scheduled';
  return number === current ? 'current' : 'past';
}

/**
 * Which of the coming publications lose their ground when `version` sells before them: each stands
 * on the version that sells just before it, so that nobody undoes unseen what another published.
 * `coming` is in the order in which they take effect.
 */
export function groundless<Coming extends Publication>(
  version: CatalogVersionId | null,
  coming: readonly Coming[],
): Coming[] {
  let before = version;
  const lost: Coming[] = [];
  for (const publication of coming) {
    if (publication.baseId === before) before = publication.versionId;
    else lost.push(publication);
  }
  return lost;
}
