import { Injectable } from '@nestjs/common';
import { idBytes, type PlayerId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import { type CustomAttributes, NO_ATTRIBUTES, type PlayerAttributes } from './attributes.js';

/** What was told of a player, and since when we know the player. */
export interface KnownAttributes {
  readonly attributes: PlayerAttributes;
  /** null: nothing was ever told. */
  readonly changedAt: number | null;
  readonly playerCreatedAt: number;
}

@Injectable()
export class AttributesStore {
  /** Null when there is no such player. */
  async of(reader: Reader, playerId: PlayerId): Promise<KnownAttributes | null> {
    const text = `SELECT p.created_at, a.country, a.platform, a.level, a.spent, a.first_seen_at,
        a.time_zone, a.custom, a.changed_at
      FROM player p LEFT JOIN player_attributes a ON a.player_id = p.id WHERE p.id = ?`;
    const [row] = await sql(reader).rows(statement(text, [idBytes(playerId)]));
    return row ? knownOf(row) : null;
  }

  async put(
    transaction: Transaction,
    playerId: PlayerId,
    {
      attributes,
      changedAt,
    }: { readonly attributes: PlayerAttributes; readonly changedAt: number },
  ): Promise<void> {
    const columns: [string, SqlValue][] = [
      ['country', attributes.country],
      ['platform', attributes.platform],
      ['level', attributes.level],
      ['spent', attributes.spent],
      ['first_seen_at', attributes.firstSeenAt],
      ['time_zone', attributes.timeZone],
      ['custom', JSON.stringify(attributes.custom)],
      ['changed_at', changedAt],
    ];
    const session = sql(transaction);
    const names = columns.map(([name]) => name);
    const writes = session.dialect.upsert({
      table: 'player_attributes',
      columns: ['player_id', ...names],
      key: ['player_id'],
      update: names,
      rows: [[idBytes(playerId), ...columns.map(([, value]) => value)]],
    });
    for (const write of writes) await session.run(write);
  }
}

function knownOf(row: SqlRow): KnownAttributes {
  const playerCreatedAt = Number(row.created_at);
  if (row.changed_at === null) {
    return { attributes: NO_ATTRIBUTES, changedAt: null, playerCreatedAt };
  }
  const text = (value: unknown) => (value === null ? null : String(value));
  const number = (value: unknown) => (value === null ? null : Number(value));
  const attributes = {
    country: text(row.country),
    platform: text(row.platform),
    level: number(row.level),
    spent: number(row.spent),
    firstSeenAt: number(row.first_seen_at),
    timeZone: text(row.time_zone),
    custom: JSON.parse(String(row.custom)) as CustomAttributes,
  };
  return { attributes, changedAt: Number(row.changed_at), playerCreatedAt };
}
