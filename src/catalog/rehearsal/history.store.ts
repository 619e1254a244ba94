import type { Snapshot } from '../../audit/snapshot.store.js';
import { idBytes, idOf, lowestIdAt, type PlayerId } from '../../kernel/id.js';
import { marks, type SqlRow } from '../../platform/database/statement.js';
import type { Scope } from '../../platform/http/caller.js';
import { NOBODY, type PlayerFacts } from '../player-facts.js';
import type { ReplayedCredit } from './replayed.js';

/** From just at `from` until just before `until`. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** An order as its rows tell it. */
export interface PastOrder {
  readonly id: Buffer;
  readonly playerId: PlayerId;
  readonly at: number;
  readonly offer: string;
  readonly quantity: number;
  readonly currency: string;
  readonly total: number;
  readonly pricedAt: number;
}

export type PastCredit = ReplayedCredit & { readonly id: Buffer };

/** An id is made in the batch whose time its row has; clocks of instances differ by less. */
const ID_SLACK_MS = 60_000;
/** A payment may wait so long for its credit: cash and parents take days, never a month. */
const PENDING_MS = 30 * 86_400_000;
export const PAGE = 500;

/** Reads the past of a title's environment in pages by key, all from one moment of the database. */
export class History {
  constructor(
    private readonly snapshot: Snapshot,
    private readonly scope: Scope,
    private readonly span: Span,
  ) {}

  /** When the newest `most` orders of the span begin; null: there are no more than that. */
  async beginOfNewest(most: number): Promise<number | null> {
    const { from, until } = this.span;
    const rows = await this.snapshot.rows(
      `SELECT id FROM ledger_transaction
       WHERE title_id = ? AND environment = ? AND kind = 'spend' AND id >= ? AND id < ?
       ORDER BY id DESC LIMIT 1 OFFSET ${Math.trunc(most)}`,
      [...this.#scope(), bound(from), bound(until)],
    );
    const [older] = rows;
    return older ? (older.id as Buffer).readUIntBE(0, 6) + 1 : null;
  }

  /**
   * Orders in the order of their ids, that is, of time; those that had been given back by the end
   * of the span are left out.
   */
  async *orders(): AsyncGenerator<PastOrder[]> {
    const { from, until } = this.span;
    const last = bound(until + ID_SLACK_MS);
    for (let after = bound(from - ID_SLACK_MS); ; ) {
      const rows = await this.snapshot.rows(
        `SELECT o.id, o.player_id, o.created_at, o.offer, o.quantity, o.currency, o.total,
           o.priced_at, o.refunded_at
         FROM ledger_transaction t
         JOIN purchase_order o ON o.player_id = t.player_id AND o.id = t.id
         WHERE t.title_id = ? AND t.environment = ? AND t.kind = 'spend' AND t.id > ? AND t.id < ?
         ORDER BY t.id LIMIT ${PAGE}`,
        [...this.#scope(), after, last],
      );
      yield rows.filter((row) => this.#counts(row.created_at, row.refunded_at)).map(orderOf);
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.id as Buffer;
    }
  }

  /** Payments that were credited within the span and not taken back whole by its end. */
  async *credits(): AsyncGenerator<PastCredit[]> {
    const { from, until } = this.span;
    const last = bound(until + ID_SLACK_MS);
    for (let after = bound(from - PENDING_MS); ; ) {
      const rows = await this.snapshot.rows(
        `SELECT id, player_id, store, credited_at, status, refunded_at, line_items, grants
         FROM payment
         WHERE title_id = ? AND environment = ? AND credited_at IS NOT NULL
           AND player_id IS NOT NULL AND id > ? AND id < ?
         ORDER BY id LIMIT ${PAGE}`,
        [...this.#scope(), after, last],
      );
      yield rows
        .filter(({ credited_at, status, refunded_at }) => {
          return this.#counts(credited_at, status === 'refunded' ? refunded_at : null);
        })
        .map(creditOf);
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.id as Buffer;
    }
  }

  /** By order (its id in hexadecimal) what its player held of a currency just before it. */
  async balancesBefore(orders: readonly PastOrder[], currency: string) {
    const held = (bucket: number) => `COALESCE((
      SELECT e.balance_after FROM entry e
      WHERE e.player_id = t.player_id AND e.currency = ? AND e.bucket = ${bucket} AND e.seq < t.seq
      ORDER BY e.number DESC LIMIT 1), 0)`;
    const rows = await this.snapshot.rows(
      `SELECT t.id, ${held(1)} AS paid, ${held(2)} AS free
       FROM ledger_transaction t WHERE t.id IN (${marks(orders.length)})`,
      [currency, currency, ...orders.map(({ id }) => id)],
    );
    return new Map(rows.map((row) => [keyOf(row.id), Number(row.paid) + Number(row.free)]));
  }

  /** By order the currencies that it gave. */
  async gifts(orders: readonly PastOrder[]) {
    const rows = await this.snapshot.rows(
      `SELECT t.id, e.currency, SUM(e.amount) AS given
       FROM ledger_transaction t
       JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq
       WHERE t.id IN (${marks(orders.length)}) AND e.amount > 0 AND e.bucket IN (1, 2)
       GROUP BY t.id, e.currency`,
      orders.map(({ id }) => id),
    );
    const gifts = new Map<string, Map<string, number>>();
    for (const row of rows) {
      const known = gifts.get(keyOf(row.id)) ?? new Map<string, number>();
      known.set(String(row.currency), Number(row.given));
      gifts.set(keyOf(row.id), known);
    }
    return gifts;
  }

  /** By order the highest level that it gave of any upgrade. */
  async levels(orders: readonly PastOrder[]) {
    const rows = await this.snapshot.rows(
      `SELECT source_id, MAX(level) AS level FROM item_grant
       WHERE player_id IN (${marks(orders.length)}) AND source_id IN (${marks(orders.length)})
         AND source = 'order' AND level IS NOT NULL
       GROUP BY source_id`,
      [...orders.map(({ playerId }) => idBytes(playerId)), ...orders.map(({ id }) => id)],
    );
    return new Map(rows.map((row) => [keyOf(row.source_id), Number(row.level)]));
  }

  /** What is known of players now: what was known of them then is not kept. */
  async facts(playerIds: readonly PlayerId[]): Promise<Map<PlayerId, PlayerFacts>> {
    const rows = await this.snapshot.rows(
      `SELECT p.id, p.created_at, a.country, a.platform, a.level, a.spent, a.first_seen_at,
         a.time_zone, a.custom
       FROM player p LEFT JOIN player_attributes a ON a.player_id = p.id
       WHERE p.id IN (${marks(playerIds.length)})`,
      playerIds.map((id) => idBytes(id)),
    );
    return new Map(rows.map((row) => [idOf('player', row.id as Buffer), factsOf(row)]));
  }

  #counts(at: unknown, takenBackAt: unknown): boolean {
    const { from, until } = this.span;
    const isGone = takenBackAt !== null && Number(takenBackAt) < until;
    return Number(at) >= from && Number(at) < until && !isGone;
  }

  #scope(): [Buffer, string] {
    return [idBytes(this.scope.titleId), this.scope.environment];
  }
}

export function keyOf(id: unknown): string {
  return (id as Buffer).toString('hex');
}

function bound(time: number): Buffer {
  return idBytes(lowestIdAt('txn', Math.max(0, time)));
}

function orderOf(row: SqlRow): PastOrder {
  return {
    id: row.id as Buffer,
    playerId: idOf('player', row.player_id as Buffer),
    at: Number(row.created_at),
    offer: String(row.offer),
    quantity: Number(row.quantity),
    currency: String(row.currency),
    total: Number(row.total),
    pricedAt: Number(row.priced_at ?? row.created_at),
  };
}

function creditOf(row: SqlRow): PastCredit {
  const lines = JSON.parse(String(row.line_items)) as { productId: string; quantity: number }[];
  const grants = JSON.parse(String(row.grants)) as Record<string, number>;
  return {
    kind: 'credit',
    id: row.id as Buffer,
    at: Number(row.credited_at),
    playerId: idOf('player', row.player_id as Buffer),
    store: row.store === 'google' ? 'google' : 'apple',
    lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
    gave: new Map(Object.entries(grants)),
  };
}

function factsOf(row: SqlRow): PlayerFacts {
  const text = (value: unknown) => (value === null ? null : String(value));
  const number = (value: unknown) => (value === null ? null : Number(value));
  return {
    ...NOBODY,
    country: text(row.country),
    platform: text(row.platform),
    level: number(row.level),
    spent: number(row.spent),
    firstSeenAt: Number(row.first_seen_at ?? row.created_at),
    timeZone: text(row.time_zone),
    custom: row.custom === null ? {} : JSON.parse(String(row.custom)),
  };
}
