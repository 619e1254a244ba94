import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { type ConsentSource, ConsentsStore } from './consents.store.js';

/** What a player allows; nothing is allowed that was never asked. */
export interface Consents {
  /** A store that decides about a refund may be told how much of the purchase was used. */
  readonly consumption: boolean;
}

/** What players allowed, by whom it was told, and since when. */
@Injectable()
export class ConsentsService {
  constructor(
    private readonly database: Database,
    private readonly store: ConsentsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(playerId: PlayerId): Promise<Consents> {
    const given = await this.store.given(this.database.reader, playerId);
    return { consumption: given.includes('consumption') };
  }

  async set(playerId: PlayerId, consents: Consents, source: ConsentSource): Promise<Consents> {
    const now = this.clock.now();
    const given = consents.consumption;
    await this.database.write((transaction) =>
      this.store.put(transaction, { playerId, kind: 'consumption', given, source, changedAt: now }),
    );
    return { consumption: given };
  }
}
