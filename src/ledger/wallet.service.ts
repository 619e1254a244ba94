import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { CLOCK, type Clock, timestamp } from '../kernel/clock.js';
import { isId, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { gathered } from '../platform/database/gathered-reads.js';
import type { PlayerCaller, Scope } from '../platform/http/caller.js';
import { Cursors } from '../platform/http/cursor.js';
import type { ListQuery } from '../platform/http/list-query.js';
import { type HistoryRow, JournalStore } from './journal.store.js';
import { type WalletView, walletView } from './wallet.js';
import { WalletStore } from './wallet.store.js';

/** Shows balances and history. */
@Injectable()
export class WalletService {
  readonly #wallet = gathered((players: readonly PlayerId[]) =>
    this.wallets.findMany(this.database.reader, players),
  );

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WalletStore) private readonly wallets: WalletStore,
    @Inject(JournalStore) private readonly journal: JournalStore,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The balances of a player in the caller's title and environment; throws `not_found`. */
  async view(scope: Scope, playerId: PlayerId): Promise<WalletView> {
    await this.catalog.load(scope);
    const wallet = await this.#wallet(playerId);
    const mine =
      wallet?.titleId === scope.titleId && wallet.environment === scope.environment ? wallet : null;
    if (!mine) throw new Problem('not_found');
    return walletView(
      mine,
      this.catalog.current(scope)?.model.currencies.keys() ?? [],
      this.clock.now(),
    );
  }

  /** The entries of the accounts of a player of the caller's title; throws `not_found`. */
  async entriesOf(scope: Scope, playerId: PlayerId, query: ListQuery) {
    await this.view(scope, playerId);
    return this.entries({ playerId }, query);
  }

  /** The entries of the player's own accounts, newest first. */
  async entries({ playerId }: Pick<PlayerCaller, 'playerId'>, { limit, cursor }: ListQuery) {
    const place = cursor ? this.cursors.read('entries', playerId, cursor).split('.') : null;
    const before = place && { seq: Number(place[0]), line: Number(place[1]) };
    const { reader } = this.database;
    const rows = await this.journal.history(reader, playerId, before, limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const nextCursor = last
      ? this.cursors.write('entries', playerId, `${last.seq}.${last.line}`)
      : null;
    return { data: shown.map(entryView), nextCursor };
  }

  /** The id in a path, when it can be that of a player; throws `not_found`. */
  playerOf(text: string): PlayerId {
    if (!isId('player', text)) throw new Problem('not_found');
    return text;
  }
}

function entryView(row: HistoryRow) {
  return {
    id: `${row.transactionId}.${row.line}`,
    transaction: row.transactionId,
    kind: row.kind,
    currency: row.currency,
    bucket: row.bucket,
    amount: row.amount,
    balanceAfter: row.balanceAfter,
    number: row.number,
    seq: row.seq,
    reference: referenceOf(row),
    createdAt: timestamp(row.createdAt),
  };
}

/** What caused a transaction has its UUID; the kind tells which prefix it goes by. */
function referenceOf({ kind, transactionId }: HistoryRow): string {
  const prefix = { topup: 'payment', spend: 'order', grant: 'grant', transfer_out: 'transfer' }[
    kind
  ];
  return prefix ? transactionId.replace(/^txn/, prefix) : transactionId;
}
