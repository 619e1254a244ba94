import { Inject, Injectable, Logger } from '@nestjs/common';
import { tell } from '../events/event.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { failureText } from '../platform/database/failure.js';
import { Worker } from '../platform/jobs/worker.js';
import { change, type Operation } from '../till/operation.js';
import { Till } from '../till/till.js';
import { JOURNAL, WALLETS, walletAt } from '../till/wallet-book.js';
import { expire } from './movements.js';
import { walletView } from './wallet.js';
import { WalletStore } from './wallet.store.js';

const PAUSE_MS = 10_000;
const AT_ONCE = 100;

/**
 * Moves gems whose time has come to breakage. Expired gems cannot be spent even before: spending
 * looks at the lots' own times.
 */
@Injectable()
export class ExpiryWorker extends Worker {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WalletStore) private readonly wallets: WalletStore,
    @Inject(Till) private readonly till: Till,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super(PAUSE_MS, new Logger('ledger'), 'expiring lots');
  }

  protected async round(): Promise<boolean> {
    const { reader } = this.database;
    const players = await this.wallets.withExpired(reader, this.clock.now(), AT_ONCE);
    const ends = await Promise.allSettled(
      players.map((playerId) => this.till.run(expiryOperation(playerId))),
    );
    // One player's trouble must not keep the gems of the others.
    for (const end of ends) {
      if (end.status === 'rejected')
        this.logger.warn(`a lot does not expire: ${failureText(end.reason)}`);
    }
    const failed = ends.some(({ status }) => status === 'rejected');
    // What one transaction could not move, the next one does.
    return players.length > 0 && !failed;
  }
}

/** Needs no key: what has expired once is gone, so a repeat finds nothing to do. */
function expiryOperation(playerId: PlayerId): Operation {
  return {
    kind: 'expiry',
    players: [playerId],
    claim: null,
    needs: new Map(),
    decide(desk) {
      const cause = { id: desk.ids.next('txn'), at: desk.now };
      const moved = expire(walletAt(desk, playerId), cause);
      if (!moved) return { outcome: 'undecided', status: 202, body: {}, changes: [] };
      const { transaction } = moved;
      const data = { reason: 'expiry', wallet: walletView(moved.wallet, [], desk.now) };
      const transactionId = transaction.id;
      const told = tell(desk, moved.wallet, { type: 'wallet.changed', transactionId, data });
      const changes = [
        change(WALLETS, playerId, told.wallet),
        change(JOURNAL, transactionId, transaction),
        told.change,
      ];
      return { outcome: 'done', status: 200, body: {}, changes, transactionId };
    },
  };
}
