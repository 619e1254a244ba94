import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/transaction.js';
import { type Consent, ConsentsStore } from './consents.store.js';
import { PlayersStore } from './players.store.js';

const WITHDRAWN = 'The store says that consent was withdrawn. The game can record a new one.';

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
    private readonly players: PlayersStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(playerId: PlayerId): Promise<Consents> {
    const given = await this.store.given(this.database.reader, playerId);
    return { consumption: given.includes('consumption') };
  }

  /**
   * A store withdrew it, as parents can: then the player buys nothing, and only the game's server
   * can say that consent was given anew.
   */
  async isWithdrawn(playerId: PlayerId): Promise<boolean> {
    return this.store.isWithdrawn(this.database.reader, playerId);
  }

  /** Throws `forbidden` where a player allows what a store withdrew, `not_found` when deleted. */
  async set(
    playerId: PlayerId,
    { consumption: given }: Consents,
    source: 'player' | 'server',
  ): Promise<Consents> {
    await this.database.write(async (transaction) => {
      const known = await this.store.locked(transaction, playerId, 'consumption');
      if (!(await this.players.stays(transaction, playerId))) throw new Problem('not_found');
      if (source === 'player' && known?.source === 'store') {
        if (given) throw new Problem('forbidden', { detail: WITHDRAWN });
        return; // and it stays the store's word
      }
      await this.#put(transaction, { playerId, given, source });
    });
    return { consumption: given };
  }

  /** The store told then that consent ended; what the game's server recorded later stands. */
  async withdraw(playerId: PlayerId, toldAt: number): Promise<void> {
    await this.database.write(async (transaction) => {
      const known = await this.store.locked(transaction, playerId, 'consumption');
      if (known?.source === 'server' && known.changedAt > toldAt) return;
      if (!(await this.players.stays(transaction, playerId))) return; // who is gone allows nothing
      await this.#put(transaction, { playerId, given: false, source: 'store' });
    });
  }

  #put(
    transaction: Transaction,
    consent: Pick<Consent, 'playerId' | 'given' | 'source'>,
  ): Promise<void> {
    const changedAt = this.clock.now();
    return this.store.put(transaction, { ...consent, kind: 'consumption', changedAt });
  }
}
