import { Inject, Injectable } from '@nestjs/common';
import { idBytes, isId, type PlayerId } from '../kernel/id.js';
import { isStudioKey } from '../kernel/key.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { gathered } from '../platform/database/gathered-reads.js';
import type { PlayerCaller, Scope } from '../platform/http/caller.js';
import type { IdempotencyKey } from '../platform/http/idempotency-key.js';
import type { Answer } from '../till/operation.js';
import { Till } from '../till/till.js';
import { consumption } from './consume.js';
import { holdingView } from './holding.js';
import { HoldingStore } from './holding.store.js';

const NOTHING = { seq: 0, holdings: [] };

@Injectable()
export class InventoryService {
  readonly #inventory = gathered((players: readonly PlayerId[]) =>
    this.holdings.listMany(this.database.reader, players),
  );

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HoldingStore) private readonly holdings: HoldingStore,
    @Inject(Till) private readonly till: Till,
  ) {}

  async list(player: Pick<PlayerCaller, 'playerId'>) {
    const { seq, holdings } = (await this.#inventory(player.playerId)) ?? NOTHING;
    return { seq, items: holdings.map(holdingView) };
  }

  /** The same for a game server; `not_found` for a player of another title or environment. */
  async listOf(scope: Scope, player: string) {
    if (!isId('player', player)) throw new Problem('not_found');
    const owner = await this.holdings.ownerOf(this.database.reader, player);
    const within = owner?.titleId === scope.titleId && owner.environment === scope.environment;
    if (!within) throw new Problem('not_found');
    return this.list({ playerId: player });
  }

  consume(
    { playerId }: PlayerCaller,
    sku: string,
    quantity: number,
    key: IdempotencyKey,
  ): Promise<Answer> {
    if (!isStudioKey(sku)) throw new Problem('not_found');
    const claim = { caller: idBytes(playerId), ...key };
    return this.till.run(consumption({ playerId, sku, quantity, claim }));
  }
}
