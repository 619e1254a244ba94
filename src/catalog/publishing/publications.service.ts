import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, timestamp } from '../../kernel/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/http/caller.js';
import { Cursors } from '../../platform/http/cursor.js';
import type { ListQuery } from '../../platform/http/list-query.js';
import { type ListedPublication, stateOf } from './publication.js';
import { listedPublications, publicationAt } from './publication.store.js';

/** Shows what a scope sold from, sells from and will sell from. */
@Injectable()
export class PublicationsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The last that was recorded comes first. */
  async list(scope: Scope, { limit, cursor }: ListQuery) {
    const { reader } = this.database;
    const list = `catalog versions ${scope.environment}`;
    const position = cursor === null ? null : this.cursors.read(list, scope.titleId, cursor);
    const before = position === null ? null : Number(position);
    const now = this.clock.now();
    const current = (await publicationAt(reader, scope, now))?.number ?? null;
    const found = await listedPublications(reader, scope, { before, limit: limit + 1 });
    const data = found.slice(0, limit).map((one) => publicationView(one, { current, now }));
    const last = found.length > limit ? data.at(-1) : undefined;
    const nextCursor = last ? this.cursors.write(list, scope.titleId, `${last.number}`) : null;
    return { data, nextCursor };
  }
}

function publicationView(
  publication: ListedPublication,
  time: { readonly current: number | null; readonly now: number },
) {
  const { versionId, number, hash, takesEffectAt, recordedAt, cancelledAt } = publication;
  return {
    version: versionId,
    number,
    hash: hash.toString('hex'),
    takesEffectAt: timestamp(takesEffectAt),
    recordedAt: timestamp(recordedAt),
    publishedBy: publication.publishedBy,
    reason: publication.reason,
    draft: publication.draftId,
    state: stateOf(publication, time),
    cancelledAt: cancelledAt === null ? null : timestamp(cancelledAt),
  };
}
