import { Inject, Injectable } from '@nestjs/common';
import { isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { PlayerCaller, ServerCaller } from '../platform/http/caller.js';
import { PlayerAuthenticator } from '../players/player-authenticator.js';
import { Till } from '../till/till.js';
import { eraseOperation } from './erase.js';

/** What players may ask about their own account. */
@Injectable()
export class AccountService {
  constructor(
    @Inject(Till) private readonly till: Till,
    @Inject(PlayerAuthenticator) private readonly players: PlayerAuthenticator,
  ) {}

  /** Deletes the player who asks and ends all sessions, elsewhere within five seconds. */
  async erase(player: PlayerCaller): Promise<void> {
    await this.till.run(eraseOperation(player));
    this.players.forgetPlayer(player.playerId);
  }

  /** The same for a game's server; deleting again changes nothing. Throws `not_found`. */
  async eraseOf({ titleId, environment }: ServerCaller, player: string): Promise<void> {
    if (!isId('player', player)) throw new Problem('not_found');
    await this.till.run(eraseOperation({ titleId, environment, playerId: player }));
    this.players.forgetPlayer(player);
  }
}
