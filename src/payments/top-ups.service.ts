import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { ConsentsService } from '../players/consents.service.js';
import {
  type Proof,
  type Purchase,
  STORE_GATEWAYS,
  type Store,
  type StoreGateway,
  type Verification,
} from '../stores/store-gateway.js';
import type { Answer, Claim } from '../till/operation.js';
import { Till } from '../till/till.js';
import { TitlesService } from '../titles/titles.service.js';
import { BonusForecast } from './bonus-forecast.service.js';
import { SpendingLimitsService } from './limits/spending-limits.service.js';
import { type Payment, paymentView, storePaymentOf } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { isFlagged } from './player-risk.js';
import { PlayerRiskStore } from './player-risk.store.js';
import { SettlementService } from './settlement.service.js';
import { postponeOperation, refusedOperation, unverifiedOperation } from './unverified-top-up.js';

/** A proof in a player's hand. */
export interface TopUpClaim {
  readonly player: PlayerCaller;
  readonly store: Store;
  /** `productId`: what the game believes was bought; only ever compared. */
  readonly proof: Proof;
  readonly claim: Claim;
}

/** Refusals that speak of our configuration, not of the payment: it is asked about again. */
const NOT_THE_PAYMENT: ReadonlySet<ErrorCode> = new Set(['store_not_configured']);

@Injectable()
export class TopUpsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Till) private readonly till: Till,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(SettlementService) private readonly settlement: SettlementService,
  ) {}

  /**
   * Verifies a proof at its store and credits it once. Answers 202 while the payment is pending, or
   * recorded but not verifiable; throws a `Problem` for every refusal and `store_unavailable` when
   * nothing could be recorded.
   */
  async topUp(request: TopUpClaim): Promise<Answer> {
    const { player, store, proof } = request;
    const gateway = this.gatewayOf(store);
    const claim = claimOf(request, gateway);
    // Apple's proof is checked here; only where a store must be asked is it worth a look before.
    const earlier = store === 'google' ? await this.till.answered(claim) : null;
    if (earlier) return earlier;
    const verification = await gateway.verify(player, proof);
    if (verification.outcome === 'refused') throw new Problem(verification.code);
    if (verification.outcome === 'unavailable') {
      return this.#remember({ ...request, claim }, verification);
    }
    const { purchases } = verification;
    assertProduct(proof.productId, purchases);
    return this.settlement.claimed(player, purchases, claim);
  }

  /**
   * Asks the store again about a payment that waits, and credits, rejects or postpones it. False
   * when the store did not answer.
   */
  async check(payment: Payment): Promise<boolean> {
    const gateway = this.gatewayOf(payment.store);
    const { titleId, environment } = payment;
    const verification = await gateway.look({ titleId, environment }, storePaymentOf(payment));
    if (verification.outcome === 'verified') {
      const [purchase] = verification.purchases;
      await this.settlement.learned(titleId, purchase, { source: 'check' });
      return true;
    }
    const final = verification.outcome === 'refused' && !NOT_THE_PAYMENT.has(verification.code);
    if (final) await this.till.run(refusedOperation(payment, verification.code));
    else await this.postpone(payment);
    return verification.outcome !== 'unavailable';
  }

  /** The store is asked again later. */
  async postpone(payment: Payment): Promise<void> {
    await this.till.run(postponeOperation(payment));
  }

  /** A payment of the player; throws `not_found`. */
  async find({ playerId }: PlayerCaller, id: string) {
    const { reader } = this.database;
    const payment = isId('payment', id) ? await this.payments.find(reader, playerId, id) : null;
    if (!payment) throw new Problem('not_found');
    return { payment: paymentView(payment) };
  }

  /** Throws `store_not_configured`. */
  gatewayOf(store: Store): StoreGateway {
    const gateway = this.gateways.find((one) => one.store === store);
    if (!gateway) throw new Problem('store_not_configured');
    return gateway;
  }

  async #remember(
    { player, store, claim }: TopUpClaim,
    { storeTransactionId }: Extract<Verification, { outcome: 'unavailable' }>,
  ): Promise<Answer> {
    if (storeTransactionId === null) {
      throw new Problem('store_unavailable', { retryAfterSeconds: 5 });
    }
    const { playerId, titleId, environment } = player;
    const catalog = this.catalog.current(player);
    const request = { playerId, titleId, environment, store, storeTransactionId, catalog, claim };
    return this.till.run(unverifiedOperation(request));
  }
}

/** Says before the store's sheet opens what it would be too late to say afterwards. */
@Injectable()
export class TopUpChecks {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(PlayerRiskStore) private readonly risks: PlayerRiskStore,
    @Inject(TitlesService) private readonly titles: TitlesService,
    @Inject(ConsentsService) private readonly consents: ConsentsService,
    @Inject(BonusForecast) private readonly bonus: BonusForecast,
    @Inject(SpendingLimitsService) private readonly limits: SpendingLimitsService,
  ) {}

  /**
   * May this player buy this product of this store now, and if not, why; and which bonus would come
   * with it. What is archived is not sold any more, though its receipts are still credited.
   */
  async mayBuy(player: PlayerCaller, store: Store, productId: string) {
    const catalog = await this.catalog.require(player);
    const product = catalog.productsByStoreId[store].get(productId);
    if (!product || product.archived) return refused('product_unknown');
    if (await this.consents.isWithdrawn(player.playerId)) return refused('consent_withdrawn');
    const { refunds } = await this.titles.settings(player.titleId);
    if (refunds.flagged !== 'none') {
      const risk = await this.risks.find(this.database.reader, player.playerId);
      if (risk && isFlagged(risk)) return refused('player_limited');
    }
    const { referencePrice: price } = product;
    const limit = price && (await this.limits.broken(player.playerId, price, catalog));
    if (limit) return { ...refused('spending_limit'), limit };
    const bonus = await this.bonus.of(player, catalog, { store, productId });
    return { allowed: true, reason: null, bonus };
  }
}

function refused(
  reason: 'product_unknown' | 'player_limited' | 'consent_withdrawn' | 'spending_limit',
) {
  return { allowed: false, reason, bonus: [] };
}

/**
 * The same purchase is the same request: a store signs it anew each time the game asks, and then
 * the bytes of the body differ.
 */
function claimOf({ store, proof, claim }: TopUpClaim, gateway: StoreGateway): Claim {
  const fingerprint = createHash('sha256')
    .update(`topup ${store} ${gateway.claimedPurchase(proof.text)}`)
    .digest()
    .subarray(0, 16);
  return { ...claim, fingerprint };
}

function assertProduct(productId: string | null, purchases: readonly Purchase[]): void {
  if (productId === null) return;
  const lines = purchases.flatMap((purchase) => purchase.lines);
  if (!lines.some((line) => line.productId === productId)) throw new Problem('product_mismatch');
}
