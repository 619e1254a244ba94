import { Injectable } from '@nestjs/common';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';
import { type Player, PlayersStore } from './players.store.js';

/** Who the players are. */
@Injectable()
export class PlayersService {
  constructor(
    private readonly database: Database,
    private readonly store: PlayersStore,
  ) {}

  /** The player, when they belong to this title and environment; otherwise throws `not_found`. */
  async player(scope: Scope, id: PlayerId): Promise<Player> {
    const player = await this.store.player(this.database.reader, id);
    const own = player?.titleId === scope.titleId && player.environment === scope.environment;
    if (!player || !own) throw new Problem('not_found');
    return player;
  }

  /** Nobody deletes the player until the end of the transaction; throws `not_found` when gone. */
  async hold(transaction: Transaction, id: PlayerId): Promise<void> {
    if (!(await this.store.stays(transaction, id))) throw new Problem('not_found');
  }
}
