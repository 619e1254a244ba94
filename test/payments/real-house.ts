import { randomBytes } from 'node:crypto';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { audited } from '../../src/audit/audit.js';
import { withSnapshot } from '../../src/audit/snapshot.store.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { amount } from '../../src/kernel/amount.js';
import { idBytes, idOf, type PlayerId, type TitleId } from '../../src/kernel/id.js';
import type { IdSource } from '../../src/kernel/id-source.js';
import { ID_SOURCE } from '../../src/kernel/injection.js';
import { Problem } from '../../src/kernel/problem.js';
import { BUCKETS } from '../../src/ledger/bucket.js';
import { ExpiryWorker } from '../../src/ledger/expiry.worker.js';
import type { LotOrigin } from '../../src/ledger/lot.js';
import { promotionOperation } from '../../src/ledger/promotion.js';
import { OrdersService } from '../../src/orders/orders.service.js';
import { SettlementService } from '../../src/payments/settlement.service.js';
import { Database } from '../../src/platform/database/database.js';
import { sql } from '../../src/platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../../src/platform/database/statement.js';
import type { PlayerCaller } from '../../src/platform/http/caller.js';
import { Worker } from '../../src/platform/jobs/worker.js';
import { PlayersStore } from '../../src/players/players.store.js';
import type { Purchase } from '../../src/stores/store-gateway.js';
import { Till } from '../../src/till/till.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { type TestDatabase, testConfiguration } from '../support/databases.js';
import { claimNumbered } from '../support/desk.js';
import { MovableClock } from '../support/service.js';
import type { Found } from './played-sequence.js';
import { SEQUENCE_CATALOG } from './sequence-shop.js';

const ENVIRONMENT = 'production' as const;
type Policy = 'debt' | 'write_off';

/**
 * The whole service on a real database, without HTTP and without what works in the background: what
 * stores say is handed to it, and nobody asks a store again in between.
 */
export async function openRealHouse(database: TestDatabase) {
  const home = await database.create();
  const nowhere = { SIMULATOR_URL: 'http://127.0.0.1:9' };
  const configuration = testConfiguration({ ...home.env, ...nowhere });
  const clock = new MovableClock();
  const idle = jest.spyOn(Worker.prototype, 'onApplicationBootstrap').mockImplementation(() => {});
  const imports = [AppModule.of(configuration, clock)];
  const module = await Test.createTestingModule({ imports }).compile();
  await module.init();
  idle.mockRestore();
  const part = <Part>(token: abstract new (...some: never) => Part): Part =>
    module.get(token, { strict: false });
  const titles = await titlesOf(part(TitlesService), part(CatalogService));
  return new RealHouse(
    {
      clock,
      titles,
      ids: module.get<IdSource>(ID_SOURCE, { strict: false }),
      database: part(Database),
      settlement: part(SettlementService),
      orders: part(OrdersService),
      till: part(Till),
      players: part(PlayersStore),
      expiry: part(ExpiryWorker),
    },
    () => withSnapshot(configuration, clock.now(), (snapshot) => audited(snapshot)),
    async () => {
      await module.close();
      await home.drop();
    },
  );
}

/** One title for each policy: settings are the title's. */
async function titlesOf(
  titles: TitlesService,
  catalogs: CatalogService,
): Promise<Record<Policy, TitleId>> {
  const made: Partial<Record<Policy, TitleId>> = {};
  for (const policy of ['debt', 'write_off'] as const) {
    const { id } = await titles.create(`refunds-${policy}`, policy, { refunds: { policy } });
    const scope = { titleId: id, environment: ENVIRONMENT };
    await catalogs.publish(scope, SEQUENCE_CATALOG, 'test');
    made[policy] = id;
  }
  return made as Record<Policy, TitleId>;
}

interface Rooms {
  readonly clock: MovableClock;
  readonly titles: Readonly<Record<Policy, TitleId>>;
  readonly ids: IdSource;
  readonly database: Database;
  readonly settlement: SettlementService;
  readonly orders: OrdersService;
  readonly till: Till;
  readonly players: PlayersStore;
  readonly expiry: ExpiryWorker;
}

export class RealHouse {
  readonly environment = ENVIRONMENT;
  #claims = 0;

  constructor(
    private readonly rooms: Rooms,
    readonly audit: () => ReturnType<typeof audited>,
    readonly close: () => Promise<void>,
  ) {}

  get now(): number {
    return this.rooms.clock.now();
  }

  wait(milliseconds: number): void {
    this.rooms.clock.advance(milliseconds);
  }

  async newPlayer(policy: Policy = 'debt'): Promise<PlayerCaller> {
    const { ids, database, players, titles } = this.rooms;
    const scope = { titleId: titles[policy], environment: ENVIRONMENT };
    const playerId = ids.next('player');
    const player = { ...scope, id: playerId, createdAt: this.now, blockedAt: null };
    const key = { ...scope, kind: 'identity' as const, subjectHash: randomBytes(32) };
    await database.write((transaction) => players.insert(transaction, player, key, null));
    return { kind: 'player', ...scope, playerId, sessionId: ids.next('session') };
  }

  /** A device claims it, or a store tells of it. */
  async see(player: PlayerCaller, purchase: Purchase, claimed: boolean): Promise<void> {
    const { settlement } = this.rooms;
    if (!claimed) {
      await settlement.learned(player.titleId, purchase, { source: 'notification' });
      return;
    }
    await ended(settlement.claimed(player, [purchase], this.#claim(player.playerId)));
  }

  /** False when there are too few. */
  spend(player: PlayerCaller, currency: string, gems: number): Promise<boolean> {
    const expectedPrice = { currency, amount: 1 };
    const claim = this.#claim(player.playerId);
    const order = { player, offer: currency, quantity: gems, expectedPrice, claim };
    return ended(this.rooms.orders.place(order));
  }

  /** Gives free gems and tells the origin of their lot. */
  async give(
    { playerId, titleId, environment }: PlayerCaller,
    gems: number,
    expiresAt: number | null,
  ): Promise<string> {
    const what = { currency: 'GEM', amount: amount(gems), cap: null, expiresAt, reason: 'test' };
    const claim = this.#claim(playerId);
    const request = { playerId, titleId, environment, ...what, claim };
    const answer = await this.rooms.till.run(promotionOperation(request));
    return (JSON.parse(answer.body) as { grant: { id: string } }).grant.id;
  }

  /** Sweeps what has expired of all players, and leaves no timer that would do it again later. */
  async sweep(): Promise<void> {
    const { expiry } = this.rooms;
    // biome-ignore lint/complexity/useLiteralKeys: only so can a test call what is protected.
    while (await expiry['round']()) {
      // More is waiting.
    }
  }

  async find(playerId: PlayerId): Promise<Found> {
    const rows = (text: string) => this.#rows(`${text} WHERE player_id = ?`, [idBytes(playerId)]);
    const [accounts, lots, payments, transactions, events] = await Promise.all([
      rows('SELECT currency, bucket, balance FROM account'),
      rows('SELECT id, currency, origin, origin_id, remaining FROM lot'),
      rows('SELECT id, store_transaction_id, status FROM payment'),
      rows('SELECT id, reverses_id FROM ledger_transaction'),
      rows('SELECT type FROM event'),
    ]);
    return {
      balances: balancesOf(accounts),
      lots: lots.map(lotOf),
      payments: new Map(
        payments.map((row) => [
          String(row.store_transaction_id),
          { id: idOf('payment', row.id as Buffer), status: String(row.status) },
        ]),
      ),
      reversed: new Map(
        transactions
          .filter((row) => row.reverses_id !== null)
          .map((row) => [idOf('txn', row.id as Buffer), idOf('txn', row.reverses_id as Buffer)]),
      ),
      transactions: transactions.length,
      flagged: events.filter((row) => row.type === 'risk.flagged').length,
    };
  }

  #rows(text: string, values: readonly SqlValue[]): Promise<SqlRow[]> {
    return sql(this.rooms.database.reader).rows(statement(text, values));
  }

  #claim(playerId: PlayerId) {
    this.#claims += 1;
    return claimNumbered(this.#claims, { caller: idBytes(playerId) });
  }
}

/** True when it was done, false when the state said no; anything else is thrown. */
async function ended(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

function balancesOf(accounts: readonly SqlRow[]): Found['balances'] {
  const balances: Record<string, [number, number, number]> = {};
  for (const { currency, bucket, balance } of accounts) {
    balances[String(currency)] ??= [0, 0, 0];
    const place = Number(bucket) - BUCKETS.paid;
    balances[String(currency)]![place] = Math.abs(Number(balance));
  }
  return balances;
}

const ORIGINS = {
  payment: 'payment',
  bonus: 'payment',
  promotion: 'grant',
  order: 'order',
  reversal: 'txn',
  transfer: 'transfer',
} as const;

function lotOf(row: SqlRow): Found['lots'][number] {
  const origin = row.origin as LotOrigin;
  return {
    id: idOf('lot', row.id as Buffer),
    currency: String(row.currency),
    origin,
    originId: idOf(ORIGINS[origin], row.origin_id as Buffer),
    remaining: amount(Number(row.remaining)),
  };
}
