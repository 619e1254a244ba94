import { Inject, Injectable } from '@nestjs/common';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { Scope } from '../platform/http/caller.js';
import { eventText } from './event-frame.js';
import { eventsQueryOf } from './event-place.js';
import { PlayerEventsStore } from './player-events.store.js';

/** A player's events, a page at a time: for who cannot hold a stream. */
@Injectable()
export class EventPages {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlayerEventsStore) private readonly events: PlayerEventsStore,
  ) {}

  /**
   * JSON text of `{data, last, more}`: the events above `?after=` (none named: above the newest, so
   * none), `last` to ask with next, and whether there is more already. Throws `not_found` for a
   * player of another title, and `invalid_query`.
   */
  async page(scope: Scope, playerId: PlayerId, url: string): Promise<string> {
    const { after, limit } = eventsQueryOf(url);
    const { reader } = this.database;
    const place = (await this.events.places(reader, [playerId])).get(playerId);
    if (place?.titleId !== scope.titleId || place.environment !== scope.environment) {
      throw new Problem('not_found');
    }
    // Whoever asks beyond the end knows another player's numbers.
    const from = Math.min(after ?? place.newest, place.newest);
    const found = await this.events.after(reader, playerId, { after: from, limit });
    const last = found.at(-1)?.number ?? from;
    const data = found.map((event) => eventText(playerId, event)).join(',');
    return `{"data":[${data}],"last":${last},"more":${last < place.newest}}`;
  }
}
