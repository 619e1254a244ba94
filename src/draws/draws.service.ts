import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { idBytes } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { Cursors } from '../platform/http/cursor.js';
import type { IdempotencyKey } from '../platform/http/idempotency-key.js';
import type { ListQuery } from '../platform/http/list-query.js';
import type { Answer } from '../till/operation.js';
import { Till } from '../till/till.js';
import { type DrawResult, drawResultView } from './draw-result.js';
import { type DrawPlace, DrawResultStore } from './draw-result.store.js';
import { revealedView, seedCandidate, seedsView } from './draw-seed.js';
import { DrawSeedStore } from './draw-seed.store.js';
import { RevealedSeedStore } from './revealed-seed.store.js';
import { firstSeedsOperation, rotationOperation } from './rotate-seed.js';

/** What a player may know of seeds and draws. */
@Injectable()
export class DrawsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Till) private readonly till: Till,
    @Inject(DrawSeedStore) private readonly seeds: DrawSeedStore,
    @Inject(RevealedSeedStore) private readonly revealed: RevealedSeedStore,
    @Inject(DrawResultStore) private readonly results: DrawResultStore,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  /** The seeds in use, as JSON text; a player who asks for the first time gets the first ones. */
  async seed({ playerId }: PlayerCaller): Promise<string> {
    const known = await this.seeds.find(this.database.reader, playerId);
    if (known) return JSON.stringify({ seed: seedsView(known) });
    const first = firstSeedsOperation(playerId, seedCandidate(randomBytes));
    return (await this.till.run(first)).body;
  }

  /** Reveals the seed and goes on with the next one; `clientSeed` null: a random word. */
  rotate(
    { playerId }: PlayerCaller,
    clientSeed: string | null,
    key: IdempotencyKey,
  ): Promise<Answer> {
    const claim = { caller: idBytes(playerId), ...key };
    const candidate = seedCandidate(randomBytes);
    return this.till.run(rotationOperation({ playerId, clientSeed, candidate, claim }));
  }

  /** The draws of a player, newest first, each with its seed as far as that may be known. */
  async list({ playerId }: PlayerCaller, { limit, cursor }: ListQuery) {
    const before = cursor ? placeOf(this.cursors.read('draws', playerId, cursor)) : null;
    const { reader } = this.database;
    const found = await this.results.list(reader, playerId, before, limit + 1);
    const shown = found.slice(0, limit);
    const numbers = [...new Set(shown.map(({ seedNumber }) => seedNumber))];
    const revealed = await this.revealed.find(reader, playerId, numbers);
    const data = shown.map((result) => {
      const seed = revealed.get(result.seedNumber);
      return { ...drawResultView(result), revealed: seed ? revealedView(seed) : null };
    });
    const last = found.length > limit ? shown.at(-1) : undefined;
    const nextCursor = last ? this.cursors.write('draws', playerId, positionOf(last)) : null;
    return { data, nextCursor };
  }
}

function positionOf({ seedNumber, nonce }: DrawResult): string {
  return `${seedNumber} ${nonce}`;
}

function placeOf(position: string): DrawPlace {
  const [seedNumber, nonce] = position.split(' ').map(Number);
  if (!seedNumber || !nonce) throw new Problem('invalid_cursor');
  return { seedNumber, nonce };
}
