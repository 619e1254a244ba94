import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { idOfUuid, isId, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller, Scope } from '../platform/http/caller.js';
import {
  type Purchase,
  STORE_GATEWAYS,
  type Store,
  type StoreGateway,
  type Verification,
} from '../stores/store-gateway.js';
import type { Answer, Claim } from '../till/operation.js';
import { Till } from '../till/till.js';
import { type Payment, paymentView } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { topUpOperation } from './top-up.js';
import { refusedOperation, unverifiedOperation } from './unverified-top-up.js';

/** A proof in a player's hand. */
export interface TopUpClaim {
  readonly player: PlayerCaller;
  readonly store: Store;
  readonly proof: string;
  /** What the game believes was bought; only ever compared. null: it does not say. */
  readonly productId: string | null;
  readonly claim: Claim;
}

@Injectable()
export class TopUpsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Till) private readonly till: Till,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(PaymentStore) private readonly payments: PaymentStore,
  ) {}

  /**
   * Verifies a proof at its store and credits it once. Answers 202 while the payment is pending, or
   * recorded but not verifiable; throws a `Problem` for every refusal and `store_unavailable` when
   * nothing could be recorded.
   */
  async topUp(request: TopUpClaim): Promise<Answer> {
    const { player } = request;
    const gateway = this.#gateway(request.store);
    const claim = claimOf(request, gateway);
    const earlier = await this.till.answered(claim);
    if (earlier) return earlier;
    const verification = await gateway.verify(player, {
      text: request.proof,
      productId: request.productId,
    });
    if (verification.outcome === 'refused') throw new Problem(verification.code);
    if (verification.outcome === 'unavailable')
      return this.#remember({ ...request, claim }, verification);
    // Of a legacy receipt with several purchases only the first is credited, until this room can more.
    const [purchase] = verification.purchases;
    assertProduct(request.productId, purchase);
    return this.#credit(gateway, player, player.playerId, purchase, claim);
  }

  /** Asks the store again about a payment that waits, and credits, rejects or postpones it. */
  async check(payment: Payment): Promise<void> {
    const gateway = this.#gateway(payment.store);
    const { playerId, storeTransactionId } = payment;
    const verification = await gateway.look(payment, { ...payment, app: null });
    if (verification.outcome === 'refused') {
      await this.refuse(payment, verification.code);
      return;
    }
    if (verification.outcome === 'unavailable') {
      const catalog = this.catalog.current(payment);
      const { store, titleId, environment } = payment;
      const request = { playerId, store, titleId, environment, storeTransactionId, catalog };
      await this.till.run(unverifiedOperation({ ...request, claim: null }));
      return;
    }
    const [purchase] = verification.purchases;
    const token = purchase.accountToken;
    // Whom the store names is the owner, whoever claimed it while the store was out.
    const owner = (token && idOfUuid('player', token)) || playerId;
    await this.#credit(gateway, payment, owner, purchase, null);
  }

  /** Closes a waiting payment with a reason; one that was decided meanwhile stays as it is. */
  async refuse(payment: Payment, reason: ErrorCode): Promise<void> {
    await this.till.run(refusedOperation(payment, reason));
  }

  /** Asked before the store's sheet opens, since afterwards it is too late to say no. */
  async mayBuy(player: PlayerCaller, store: Store, productId: string) {
    const catalog = await this.catalog.require(player);
    const known = catalog.productsByStoreId[store].has(productId);
    return { allowed: known, reason: known ? null : 'product_unknown' };
  }

  /** A payment of the player; throws `not_found`. */
  async find({ playerId }: PlayerCaller, id: string) {
    const { reader } = this.database;
    const payment = isId('payment', id) ? await this.payments.find(reader, playerId, id) : null;
    if (!payment) throw new Problem('not_found');
    return { payment: paymentView(payment) };
  }

  async #credit(
    gateway: StoreGateway,
    { titleId, environment }: Scope,
    playerId: PlayerId,
    purchase: Purchase,
    claim: Claim | null,
  ): Promise<Answer> {
    const catalog = await this.catalog.require({ titleId, environment });
    const { finishes } = gateway;
    const request = { titleId, environment, playerId, purchase, catalog, finishes, claim };
    return this.till.run(topUpOperation(request));
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

  #gateway(store: Store): StoreGateway {
    const gateway = this.gateways.find((one) => one.store === store);
    if (!gateway) throw new Problem('store_not_configured');
    return gateway;
  }
}

/**
 * The same purchase is the same request: a store signs it anew each time the game asks, and then
 * the bytes of the body differ.
 */
function claimOf({ store, proof, claim }: TopUpClaim, gateway: StoreGateway): Claim {
  const fingerprint = createHash('sha256')
    .update(`topup ${store} ${gateway.claimedPurchase(proof)}`)
    .digest()
    .subarray(0, 16);
  return { ...claim, fingerprint };
}

function assertProduct(productId: string | null, purchase: Purchase): void {
  if (productId === null) return;
  if (!purchase.lines.some((line) => line.productId === productId)) {
    throw new Problem('product_mismatch');
  }
}
