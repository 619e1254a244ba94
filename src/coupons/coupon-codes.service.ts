import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../admin/audit-log.service.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { failureOf } from '../platform/database/failure.js';
import type { OperatorCaller } from '../platform/http/caller.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { CODES_PURPOSE, codeHash, plainCode, randomCode } from './coupon-code.js';
import { CouponCodeStore } from './coupon-code.store.js';
import type { CouponCode } from './redemption.js';

/** Which codes to make. */
export interface CodesWish {
  /** The coupon's key. */
  readonly coupon: string;
  /** How many random ones; null: 1, or a chosen word. */
  readonly count: number | null;
  /** A chosen word instead; null: random ones. */
  readonly word: string | null;
  /** How many players may redeem each; null: as many as come. */
  readonly usesMax: number | null;
}

/** Makes codes for coupons of the current catalog. */
@Injectable()
export class CouponCodesService {
  readonly #hashKey: Buffer;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalogs: CatalogService,
    @Inject(CouponCodeStore) private readonly codes: CouponCodeStore,
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(ProcessSecret) secret: ProcessSecret,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#hashKey = secret.derive(CODES_PURPOSE);
  }

  /**
   * The codes, which nobody can see again: only their hashes are kept. Throws `not_found` for a
   * coupon that is not there or archived, `validation_failed` and `coupon_code_taken`.
   */
  async make(operator: OperatorCaller, wish: CodesWish): Promise<readonly string[]> {
    const { model } = await this.catalogs.require(operator);
    const coupon = model.coupons.get(wish.coupon);
    if (!coupon || coupon.archived) throw new Problem('not_found');
    const { word, count } = wish;
    if (word !== null && count !== null) throw fieldProblem('/count', 'a chosen word is one code');
    const made = word === null ? this.#random(count ?? 1) : [word];
    const rows = made.map((code) => this.#rowOf(operator, code, wish));
    try {
      await this.database.write(async (transaction) => {
        await this.codes.insert(transaction, rows, this.clock.now());
        await this.log.record(transaction, deedOf(operator, wish));
      });
    } catch (error) {
      if (failureOf(error) === 'duplicate') throw new Problem('coupon_code_taken');
      throw error;
    }
    return made;
  }

  #random(count: number): string[] {
    return Array.from({ length: count }, () => randomCode(randomBytes));
  }

  #rowOf(scope: OperatorCaller, code: string, { coupon, usesMax }: CodesWish): CouponCode {
    const { titleId, environment } = scope;
    const plain = plainCode(code);
    if (plain === null) throw fieldProblem('/code', 'must have 4 to 32 letters and digits');
    const hash = codeHash(this.#hashKey, scope, plain).toString('hex');
    return { hash, titleId, environment, coupon, usesMax, uses: 0 };
  }
}

function fieldProblem(pointer: string, detail: string): Problem {
  const errors = [{ pointer, code: 'invalid_format', detail }];
  return new Problem('validation_failed', { errors });
}

/** The word is left out: a log is read by more people than may know a code. */
function deedOf({ operatorId, name, ...scope }: OperatorCaller, wish: CodesWish) {
  const { coupon, count, word, usesMax } = wish;
  return {
    scope,
    actor: { operatorId, name },
    action: 'coupon.codes_made' as const,
    subject: coupon,
    reason: null,
    details: { count: count ?? 1, chosen: word !== null, usesPerCode: usesMax },
  };
}
