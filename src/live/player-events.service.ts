import { Inject, Injectable } from '@nestjs/common';
import type { PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { PAGE_MAX } from './event-place.js';
import type { ReadAfter } from './event-stream.js';
import { PlayerEventsStore } from './player-events.store.js';

const LOOKED_UP_AT_ONCE = 500;

/** The events of players, for streams. */
@Injectable()
export class PlayerEvents {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlayerEventsStore) private readonly events: PlayerEventsStore,
  ) {}

  /** After the number that the reader named, or now; never beyond the end. */
  async startOf(playerId: PlayerId, named: number | null): Promise<number> {
    const places = await this.events.places(this.database.reader, [playerId]);
    const newest = places.get(playerId)?.newest ?? 0;
    return Math.min(named ?? newest, newest);
  }

  readerOf(playerId: PlayerId): ReadAfter {
    const { reader } = this.database;
    return (after) => this.events.after(reader, playerId, { after, limit: PAGE_MAX });
  }

  /** The numbers of the newest events of any number of players. */
  async newestOf(players: readonly PlayerId[]): Promise<Map<PlayerId, number>> {
    const newest = new Map<PlayerId, number>();
    for (let from = 0; from < players.length; from += LOOKED_UP_AT_ONCE) {
      const some = players.slice(from, from + LOOKED_UP_AT_ONCE);
      const places = await this.events.places(this.database.reader, some);
      for (const [player, place] of places) newest.set(player, place.newest);
    }
    return newest;
  }
}
