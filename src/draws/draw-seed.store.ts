import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { PlayerSeeds } from './draw-seed.js';
import { commitmentOf } from './roll.js';

const COLUMNS = [
  'player_id',
  'number',
  'sealed_seeds',
  'commitment',
  'next_commitment',
  'client_seed',
  'draws',
  'started_at',
];
const SEED_DIGITS = 64;

/**
 * Keeps the seeds in use; guarded by the wallet's lock. The server seeds are sealed for their
 * player: whoever reads the table, or moves a row to another player, learns and gains nothing.
 */
@Injectable()
export class DrawSeedStore implements BookStore<PlayerSeeds> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProcessSecret) private readonly secret: ProcessSecret,
  ) {}

  load(players: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT ${COLUMNS.join(', ')} FROM draw_seed
         WHERE player_id IN (${marks(players.length)})`,
        players.map((player) => idBytes(player)),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, PlayerSeeds> {
    const seeds = (results[0] ?? []).map((row) => this.#seedsOf(row));
    return new Map(seeds.map((one) => [one.playerId, one]));
  }

  write(changes: readonly RowChange<PlayerSeeds>[]): Statement[] {
    const { dialect } = this.database;
    const drawn = changes.filter(({ before, after }) => before?.number === after.number);
    const others = changes.filter(({ before, after }) => before?.number !== after.number);
    return [
      ...dialect.updateEach({
        table: 'draw_seed',
        key: ['player_id'],
        set: 'draws',
        rows: drawn.map(({ after }) => [idBytes(after.playerId), after.draws]),
      }),
      ...dialect.upsert({
        table: 'draw_seed',
        columns: COLUMNS,
        key: ['player_id'],
        update: COLUMNS.slice(1),
        rows: others.map(({ after }) => this.#rowOf(after)),
      }),
    ];
  }

  async find(reader: Reader, playerId: PlayerId): Promise<PlayerSeeds | null> {
    const rows = await sql(reader).rows(this.load([playerId])[0]!);
    return this.read([rows]).get(playerId) ?? null;
  }

  #rowOf(seeds: PlayerSeeds) {
    const { playerId, serverSeed, nextServerSeed } = seeds;
    const plain = serverSeed.toString('hex') + nextServerSeed.toString('hex');
    return [
      idBytes(playerId),
      seeds.number,
      this.secret.seal(purposeFor(playerId), plain),
      commitmentOf(serverSeed),
      commitmentOf(nextServerSeed),
      seeds.clientSeed,
      seeds.draws,
      seeds.startedAt,
    ];
  }

  #seedsOf(row: SqlRow): PlayerSeeds {
    const playerId = idOf('player', row.player_id as Buffer);
    const plain = this.secret.open(purposeFor(playerId), String(row.sealed_seeds));
    const serverSeed = Buffer.from(plain.slice(0, SEED_DIGITS), 'hex');
    const nextServerSeed = Buffer.from(plain.slice(SEED_DIGITS), 'hex');
    const kept =
      commitmentOf(serverSeed).equals(row.commitment as Buffer) &&
      commitmentOf(nextServerSeed).equals(row.next_commitment as Buffer);
    // A draw that breaks a published commitment must not be made.
    if (!kept) throw new Error(`a seed of ${playerId} does not match its commitment`);
    return {
      playerId,
      number: Number(row.number),
      serverSeed,
      clientSeed: String(row.client_seed),
      draws: Number(row.draws),
      startedAt: Number(row.started_at),
      nextServerSeed,
    };
  }
}

function purposeFor(playerId: PlayerId): string {
  return `draw seeds of ${playerId}`;
}
