import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, timestamp } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { AttributesService } from '../players/attributes.service.js';
import { ConsentsService } from '../players/consents.service.js';
import { PlayersService } from '../players/players.service.js';
import { HeldRowsStore } from './held-rows.store.js';

/** All that is held on a player, for the player. */
@Injectable()
export class ExportService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlayersService) private readonly players: PlayersService,
    @Inject(AttributesService) private readonly attributes: AttributesService,
    @Inject(ConsentsService) private readonly consents: ConsentsService,
    @Inject(HeldRowsStore) private readonly rows: HeldRowsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Without secrets, tokens and hashes; of each list at most the newest 10,000 rows. */
  async of(caller: PlayerCaller) {
    const { playerId } = caller;
    const { reader } = this.database;
    const { createdAt, environment } = await this.players.player(caller, playerId);
    const { attributes } = await this.attributes.of(playerId);
    return {
      exportedAt: timestamp(this.clock.now()),
      player: { id: playerId, createdAt: timestamp(createdAt), environment },
      attributes,
      consents: await this.consents.of(playerId),
      ...(await this.rows.of(reader, playerId)),
    };
  }
}
