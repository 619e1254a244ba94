import { modelOf } from '../catalog/catalog-content.js';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import type { SqlRow, SqlValue } from '../platform/database/statement.js';
import { type DrawResult, drawResultView } from './draw-result.js';
import { drawResultOf } from './draw-result.store.js';
import { tableOf } from './draw-table.js';

/** Where rows come from: one moment of the database, so that all of a file fits together. */
export interface ExportSource {
  rows(text: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
}

const PAGE = 5_000;

/**
 * The draws of a player, or of all, as the lines of a file that the verifier reads: the tables,
 * then for each player and seed the seed and its draws in order. A seed that is still in use stays
 * secret: its draws can be made again once it is revealed.
 */
export async function* exportLines(
  source: ExportSource,
  player: PlayerId | null,
): AsyncGenerator<string> {
  for (const table of await tablesOf(source, player)) yield JSON.stringify(table);
  for await (const playerId of playersOf(source, player)) {
    for await (const seed of seedsOf(source, playerId)) {
      yield JSON.stringify({ type: 'seed', player: playerId, ...seed });
      for await (const draw of resultsOf(source, playerId, seed.number)) {
        yield JSON.stringify({ type: 'draw', player: playerId, ...drawResultView(draw) });
      }
    }
  }
}

/** The tables as their catalog versions have them, under the hashes that the draws recorded. */
async function tablesOf(source: ExportSource, player: PlayerId | null) {
  const rows = await source.rows(
    `SELECT table_hash, draw, MIN(catalog_version_id) AS catalog_version_id FROM draw_result
     ${player ? 'WHERE player_id = ?' : ''} GROUP BY table_hash, draw`,
    player ? [idBytes(player)] : [],
  );
  const tables = [];
  for (const row of rows) {
    const text = await tableText(source, row.catalog_version_id as Buffer, String(row.draw));
    const hash = (row.table_hash as Buffer).toString('hex');
    if (text !== null) tables.push({ type: 'table', hash, table: text });
  }
  return tables;
}

async function tableText(source: ExportSource, version: Buffer, key: string) {
  const [row] = await source.rows('SELECT content FROM catalog_version WHERE id = ?', [version]);
  const draw = row && modelOf(String(row.content)).draws.get(key);
  return draw ? tableOf(draw).text : null;
}

async function* playersOf(source: ExportSource, player: PlayerId | null): AsyncGenerator<PlayerId> {
  if (player !== null) yield player;
  for (let after: Buffer = Buffer.alloc(16); player === null; ) {
    const rows = await source.rows(
      `SELECT player_id FROM draw_seed WHERE player_id > ? ORDER BY player_id LIMIT ${PAGE}`,
      [after],
    );
    for (const row of rows) yield idOf('player', row.player_id as Buffer);
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.player_id as Buffer;
  }
}

/** Those that are revealed and the one in use, in order. */
async function* seedsOf(source: ExportSource, playerId: PlayerId) {
  const columns = 'number, commitment, client_seed, draws';
  for (let after = 0; ; ) {
    const rows = await source.rows(
      `SELECT ${columns}, server_seed FROM draw_revealed_seed
       WHERE player_id = ? AND number > ? ORDER BY number LIMIT ${PAGE}`,
      [idBytes(playerId), after],
    );
    yield* rows.map(seedLine);
    if (rows.length < PAGE) break;
    after = Number(rows.at(-1)!.number);
  }
  const [current] = await source.rows(
    `SELECT ${columns}, NULL AS server_seed FROM draw_seed WHERE player_id = ?`,
    [idBytes(playerId)],
  );
  if (current) yield seedLine(current);
}

function seedLine(row: SqlRow) {
  const serverSeed = row.server_seed as Buffer | null;
  return {
    number: Number(row.number),
    commitment: (row.commitment as Buffer).toString('hex'),
    clientSeed: String(row.client_seed),
    draws: Number(row.draws),
    serverSeed: serverSeed === null ? null : serverSeed.toString('hex'),
  };
}

async function* resultsOf(
  source: ExportSource,
  playerId: PlayerId,
  seed: number,
): AsyncGenerator<DrawResult> {
  for (let after = 0; ; ) {
    const rows = await source.rows(
      `SELECT * FROM draw_result WHERE player_id = ? AND seed_number = ? AND nonce > ?
       ORDER BY nonce LIMIT ${PAGE}`,
      [idBytes(playerId), seed, after],
    );
    yield* rows.map(drawResultOf);
    if (rows.length < PAGE) return;
    after = Number(rows.at(-1)!.nonce);
  }
}
