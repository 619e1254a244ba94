import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, timestamp } from '../kernel/clock.js';
import { isId, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { PlayersService } from '../players/players.service.js';
import { isFlagged } from './player-risk.js';
import { PlayerRiskStore } from './player-risk.store.js';

/** Shows who was flagged for refunds, and lifts flags. */
@Injectable()
export class PlayerRisksService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlayersService) private readonly players: PlayersService,
    @Inject(PlayerRiskStore) private readonly risks: PlayerRiskStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `not_found` for a player of somebody else. */
  async find(server: ServerCaller, player: string) {
    return { risk: await this.#view(await this.#own(server, player)) };
  }

  /**
   * The flag stays in the books, with when and why it was lifted; a player without one is as is.
   */
  async lift(server: ServerCaller, player: string, reason: string) {
    const playerId = await this.#own(server, player);
    const lifted = { at: this.clock.now(), reason };
    await this.database.write((tx) => this.risks.lift(tx, playerId, lifted));
    return { risk: await this.#view(playerId) };
  }

  async #view(playerId: PlayerId) {
    const risk = await this.risks.find(this.database.reader, playerId);
    const time = (at: number | null | undefined) => (at == null ? null : timestamp(at));
    return {
      flagged: risk !== null && isFlagged(risk),
      refunds: risk?.recentRefunds ?? 0,
      flaggedAt: time(risk?.flaggedAt),
      liftedAt: time(risk?.liftedAt),
      liftedReason: risk?.liftedReason ?? null,
    };
  }

  async #own(server: ServerCaller, player: string): Promise<PlayerId> {
    if (!isId('player', player)) throw new Problem('not_found');
    return (await this.players.player(server, player)).id;
  }
}
