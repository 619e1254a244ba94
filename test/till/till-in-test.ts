import { Test } from '@nestjs/testing';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { EVENTS } from '../../src/events/event.js';
import { EventStore } from '../../src/events/event.store.js';
import { amount } from '../../src/kernel/amount.js';
import type { Id, PlayerId } from '../../src/kernel/id.js';
import { idBytes } from '../../src/kernel/id.js';
import { JournalStore } from '../../src/ledger/journal.store.js';
import { spend } from '../../src/ledger/movements.js';
import { promotionOperation } from '../../src/ledger/promotion.js';
import type { Wallet } from '../../src/ledger/wallet.js';
import { WalletStore } from '../../src/ledger/wallet.store.js';
import { PAYMENTS, STORE_TASKS } from '../../src/payments/payment.js';
import { PaymentStore } from '../../src/payments/payment.store.js';
import { PAYMENT_STEPS } from '../../src/payments/payment-step.js';
import { PaymentStepStore } from '../../src/payments/payment-step.store.js';
import { StoreTaskStore } from '../../src/payments/store-task.store.js';
import { ConfigurationModule } from '../../src/platform/config/configuration.module.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { sql } from '../../src/platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../../src/platform/database/statement.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { MetricsModule } from '../../src/platform/metrics/metrics.module.js';
import { ProcessModule } from '../../src/process.module.js';
import { Books } from '../../src/till/book.js';
import { type Claim, change, type Operation } from '../../src/till/operation.js';
import { Till } from '../../src/till/till.js';
import { TillModule } from '../../src/till/till.module.js';
import { JOURNAL, WALLETS, walletAt } from '../../src/till/wallet-book.js';
import { testConfiguration } from '../support/databases.js';
import { claimNumbered, SCOPE, walletOf } from '../support/desk.js';

/** The till with the ledger, the events and the payments on a real database, without HTTP. */
export async function openTill(env: Record<string, string>) {
  const configuration = testConfiguration(env);
  const module = await Test.createTestingModule({
    imports: [
      ConfigurationModule.of(configuration),
      ProcessModule.of(),
      DatabaseModule.of(configuration),
      MetricsModule,
      TillModule,
    ],
    providers: [
      WalletStore,
      JournalStore,
      EventStore,
      PaymentStore,
      PaymentStepStore,
      StoreTaskStore,
    ],
  }).compile();
  const books = module.get(Books);
  books.keep(WALLETS, module.get(WalletStore));
  books.keep(JOURNAL, module.get(JournalStore));
  books.keep(EVENTS, module.get(EventStore));
  books.keep(PAYMENTS, module.get(PaymentStore));
  books.keep(PAYMENT_STEPS, module.get(PaymentStepStore));
  books.keep(STORE_TASKS, module.get(StoreTaskStore));
  await module.init();
  const database = module.get(Database);
  return {
    till: module.get(Till),
    writer: module.get<DataSource>(getDataSourceToken('writer')),
    /** Ends the till before its connections, as the service does. */
    async close() {
      await module.get(Till).onApplicationShutdown();
      await module.close();
    },
    rows: (text: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> =>
      sql(database.reader).rows(statement(text, values)),
    async addPlayers(players: readonly PlayerId[]) {
      const added = players.map((playerId) => {
        const after = walletOf([], { playerId, seq: 0, eventNumber: 0 });
        return { key: playerId, before: undefined, after };
      });
      const lane = database.lane();
      const load = [statement('SELECT 1')];
      await lane.transact({ load, decide: () => module.get(WalletStore).write(added) });
      await lane.close();
    },
    balance: async (playerId: PlayerId): Promise<Wallet> =>
      (await module.get(WalletStore).find(database.reader, playerId))!,
    async failures(): Promise<number> {
      const text = await module.get(Metrics).registry.metrics();
      const counts = text.matchAll(/^gemtill_till_failures_total\{.*\} (\d+)$/gm);
      return [...counts].reduce((sum, match) => sum + Number(match[1]), 0);
    },
  };
}

export type OpenTill = Awaited<ReturnType<typeof openTill>>;

let claims = 0;
/** A claim of this player under a key that no other test uses. */
export function claimOf(playerId: Id<'player'>, facts: Partial<Claim> = {}): Claim {
  claims += 1;
  return claimNumbered(claims, { caller: idBytes(playerId), ...facts });
}

export function gift(playerId: PlayerId, gems: number, claim = claimOf(playerId)): Operation {
  const what = {
    currency: 'GEM',
    amount: amount(gems),
    cap: null,
    expiresAt: null,
    reason: 'test',
  };
  return promotionOperation({ ...SCOPE, playerId, claim, ...what });
}

/** Takes gems and is done; 202 and no change when there are too few. */
export function payment(playerId: PlayerId, gems: number): Operation {
  return {
    kind: 'payment',
    players: [playerId],
    claim: null,
    needs: new Map(),
    decide(desk) {
      const cause = { id: desk.ids.next('txn'), kind: 'spend' as const, at: desk.now };
      const price = { currency: 'GEM', amount: amount(gems) };
      const moved = spend(walletAt(desk, playerId), cause, price);
      if (!moved) return { outcome: 'undecided', status: 202, body: {}, changes: [] };
      const changes = [
        change(WALLETS, playerId, moved.wallet),
        change(JOURNAL, cause.id, moved.transaction),
      ];
      return { outcome: 'done', status: 200, body: {}, changes, transactionId: cause.id };
    },
  };
}

/** Passes every rule of the code and breaks a constraint of the database. */
export function poison(playerId: PlayerId): Operation {
  return {
    kind: 'poison',
    players: [playerId],
    claim: claimOf(playerId),
    needs: new Map(),
    decide(desk) {
      const wallet = { ...walletAt(desk, playerId), seq: -1 };
      const changes = [change(WALLETS, playerId, wallet)];
      return { outcome: 'done', status: 200, body: {}, changes, transactionId: null };
    },
  };
}
