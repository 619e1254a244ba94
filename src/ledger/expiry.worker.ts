import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { tell } from '../events/event.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { RepeatingJob } from '../platform/jobs/repeating-job.js';
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
export class ExpiryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('ledger');
  readonly job = new RepeatingJob(
    PAUSE_MS,
    () => this.#round(),
    (text) => this.#logger.warn(`expiring lots: ${text}`),
  );

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WalletStore) private readonly wallets: WalletStore,
    @Inject(Till) private readonly till: Till,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.job.start();
  }

  /** Before the connections close: a round that runs is let through. */
  beforeApplicationShutdown(): Promise<void> {
    return this.job.stop();
  }

  async #round(): Promise<boolean> {
    const { reader } = this.database;
    const players = await this.wallets.withExpired(reader, this.clock.now(), AT_ONCE);
    await Promise.all(players.map((playerId) => this.till.run(expiryOperation(playerId))));
    return players.length === AT_ONCE;
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
      const data = { reason: 'expiry', wallet: walletView(moved.wallet, []) };
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
