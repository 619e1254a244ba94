import { Injectable } from '@nestjs/common';
import { idBytes, idOf } from '../kernel/id.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore } from '../till/book.js';
import type { OpenLot } from './lot.js';
import { OPEN_LOT, openLotOf } from './wallet-rows.js';

/** Reads spent lots; guarded by the wallet's lock. What is given back is written by the wallet. */
@Injectable()
export class SpentLotsStore implements BookStore<readonly OpenLot[]> {
  load(players: readonly string[]): SqlStatement[] {
    const ids = players.map((id) => idBytes(id));
    const chosen = `player_id IN (${marks(ids.length)})`;
    return [statement(`${OPEN_LOT} WHERE ${chosen} AND remaining = 0`, ids)];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, readonly OpenLot[]> {
    const lots = new Map<string, OpenLot[]>();
    for (const row of results[0] ?? []) {
      const playerId = idOf('player', row.player_id as Buffer);
      lots.set(playerId, [...(lots.get(playerId) ?? []), openLotOf(row)]);
    }
    return lots;
  }

  write(): Statement[] {
    return [];
  }
}
