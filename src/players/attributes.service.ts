import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerAttributes } from './attributes.js';
import { AttributesStore, type KnownAttributes } from './attributes.store.js';
import { PlayersStore } from './players.store.js';

/** What game servers tell of players. */
@Injectable()
export class AttributesService {
  readonly #listeners: ((playerId: PlayerId) => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: AttributesStore,
    private readonly players: PlayersStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `not_found` for a player that is not there; whose it is, the caller has asked. */
  async of(playerId: PlayerId): Promise<KnownAttributes> {
    const known = await this.store.of(this.database.reader, playerId);
    if (known === null) throw new Problem('not_found');
    return known;
  }

  /** Replaces all that was told before. Throws `not_found` for a deleted player. */
  async set(playerId: PlayerId, attributes: PlayerAttributes): Promise<number> {
    const changedAt = this.clock.now();
    await this.database.write(async (transaction) => {
      if (!(await this.players.stays(transaction, playerId))) throw new Problem('not_found');
      await this.store.put(transaction, playerId, { attributes, changedAt });
    });
    for (const listener of this.#listeners) listener(playerId);
    return changedAt;
  }

  /** Called after every change that this process makes, before its caller hears of it. */
  onChange(listener: (playerId: PlayerId) => void): void {
    this.#listeners.push(listener);
  }
}
