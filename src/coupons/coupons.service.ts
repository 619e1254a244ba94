import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { idBytes } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import type { IdempotencyKey } from '../platform/http/idempotency-key.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { PlayerFactsService } from '../shop/player-facts.service.js';
import type { Answer } from '../till/operation.js';
import { Till } from '../till/till.js';
import { CODES_PURPOSE, codeHash, plainCode } from './coupon-code.js';
import { CouponCodeStore } from './coupon-code.store.js';
import { CouponTries } from './coupon-tries.js';
import { redemptionOperation } from './redeem.js';
import type { CouponCode } from './redemption.js';

/** What a player typed, and from where. */
export interface Typed {
  readonly player: PlayerCaller;
  readonly address: string;
  readonly code: string;
  readonly key: IdempotencyKey;
}

/** Redeems codes. */
@Injectable()
export class CouponsService {
  readonly #hashKey: Buffer;
  readonly #tries: CouponTries;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Till) private readonly till: Till,
    @Inject(CatalogService) private readonly catalogs: CatalogService,
    @Inject(PlayerFactsService) private readonly facts: PlayerFactsService,
    @Inject(CouponCodeStore) private readonly codes: CouponCodeStore,
    @Inject(ProcessSecret) secret: ProcessSecret,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#hashKey = secret.derive(CODES_PURPOSE);
    this.#tries = new CouponTries(() => clock.now());
  }

  /** Throws `coupon_invalid`, `rate_limited`, and what `redeem.ts` refuses. */
  async redeem(typed: Typed): Promise<Answer> {
    const { player, key } = typed;
    const code = await this.#codeOf(typed);
    const catalog = await this.catalogs.require(player);
    const facts = await this.facts.inFull(player);
    const claim = { caller: idBytes(player.playerId), ...key };
    return this.till.run(redemptionOperation({ player, code, facts, catalog, claim }));
  }

  async #codeOf({ player, address, code }: Typed): Promise<CouponCode> {
    const trier = { playerId: player.playerId, address };
    this.#tries.begin(trier);
    let wrong = false;
    try {
      const plain = plainCode(code);
      // What can be no code is looked up all the same: no answer comes sooner than another.
      const hash = codeHash(this.#hashKey, player, plain ?? '').toString('hex');
      const found = await this.codes.find(this.database.reader, hash);
      wrong = found === null;
      if (found === null) throw new Problem('coupon_invalid');
      return found;
    } finally {
      if (!wrong) this.#tries.takeBack(trier);
    }
  }
}
