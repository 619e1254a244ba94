import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../../catalog/catalog.service.js';
import { ERROR_CODES } from '../../kernel/error-codes.js';
import { idOfUuid } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import type { GameCaller } from '../../platform/http/caller.js';
import { PlayersService } from '../../players/players.service.js';
import type { Purchase } from '../../stores/store-gateway.js';
import type { Payment } from '../payment.js';
import { isCredited } from '../payment-status.js';
import { SettlementService } from '../settlement.service.js';
import { TopUpsService } from '../top-ups.service.js';
import { type CdvReply, type CdvTransaction, refusedReply } from './cdv-reply.js';

/**
 * The validator of cordova-plugin-purchase: a payment is credited to the player whom its signed
 * proof names, by the same way as every other. Nobody has signed in, so nobody else can get it.
 */
@Injectable()
export class CdvValidator {
  constructor(
    @Inject(TopUpsService) private readonly topUps: TopUpsService,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(PlayersService) private readonly players: PlayersService,
  ) {}

  /**
   * The plug-in's reply, also to what is refused for good. Throws `store_unavailable` and whatever
   * else may succeed later: the plug-in keeps each reply for two minutes, but no error.
   */
  async validate(game: GameCaller, transaction: CdvTransaction): Promise<CdvReply> {
    const store = transaction.type === 'android-playstore' ? 'google' : 'apple';
    const gateway = this.topUps.gatewayOf(store);
    const proof = { text: transaction.proof, productId: null };
    const verification = await gateway.verify(game, proof);
    if (verification.outcome === 'unavailable') {
      throw new Problem('store_unavailable', { retryAfterSeconds: 5 });
    }
    if (verification.outcome === 'refused') return refusal(new Problem(verification.code));
    // All of them first: what one purchase lacks must not keep another from its player.
    const settled: Purchase[] = [];
    const refused: [Purchase, Problem][] = [];
    for (const purchase of verification.purchases) {
      const problem = await this.#settle(game, purchase);
      if (problem) refused.push([purchase, problem]);
      else settled.push(purchase);
    }
    // The plug-in finishes a receipt as a whole: good is only one with nothing left to deliver.
    const owing = refused.find(([purchase]) => this.#isOwed(game, purchase));
    const problem = (owing ?? (settled.length === 0 ? refused[0] : undefined))?.[1];
    return problem ? refusal(problem) : replyOf(transaction, settled);
  }

  /**
   * Receipts keep what was given back, and what a game sold before it came to us. Neither is ever
   * credited here; whoever bought such a thing could otherwise never be told of a payment again.
   */
  #isOwed(game: GameCaller, { state, store, accountToken, lines }: Purchase): boolean {
    if (state === 'revoked' || state === 'cancelled') return false;
    const known = this.catalog.current(game)?.productsByStoreId[store];
    return accountToken !== null || lines.some(({ productId }) => known?.has(productId) ?? true);
  }

  /** Credits a purchase to whom it names; tells why it could not be. */
  async #settle(game: GameCaller, purchase: Purchase): Promise<Problem | null> {
    const { environment, accountToken } = purchase;
    if (environment !== game.environment) return new Problem('receipt_sandbox');
    const owner = accountToken === null ? null : idOfUuid('player', accountToken);
    if (owner === null) return new Problem('receipt_account_mismatch');
    try {
      await this.players.player(game, owner);
    } catch (error) {
      const { code } = finalOf(error);
      return new Problem(code === 'not_found' ? 'receipt_account_mismatch' : code);
    }
    let payment: Payment | null;
    try {
      payment = await this.settlement.learned(game.titleId, purchase, { source: 'client' });
    } catch (error) {
      return finalOf(error);
    }
    if (!payment) return new Problem('receipt_already_used');
    if (isCredited(payment.status)) return null;
    // Not paid yet: whatever is replied now would be believed for two minutes.
    if (payment.status === 'pending') throw new Problem('temporarily_unavailable');
    return new Problem((payment.reason as Problem['code'] | null) ?? 'purchase_revoked');
  }
}

/** A refusal for good; throws everything else, which may succeed later. */
function finalOf(error: unknown): Problem {
  if (!(error instanceof Problem) || ERROR_CODES[error.code].retryable) throw error;
  return error;
}

function refusal(problem: Problem): CdvReply {
  return refusedReply(problem.code, problem.message);
}

function replyOf({ type, id }: CdvTransaction, settled: readonly Purchase[]): CdvReply {
  const collection = settled.map((purchase) => ({
    id: purchase.lines[0]!.productId,
    // At Google the plug-in names a transaction by its order, where it has one.
    transactionId:
      (type === 'android-playstore' && purchase.storeOrderId) || purchase.storeTransactionId,
    platform: type === 'android-playstore' ? type : 'ios-appstore',
    purchaseDate: purchase.purchasedAt,
    // The plug-in consumes no second time what we consumed, which it would call an error. Nothing
    // is said of what is only acknowledged: then it would not consume at all.
    ...(purchase.consumed && { isConsumed: true }),
  }));
  const [first] = collection;
  return {
    ok: true,
    data: { id: first?.id ?? id ?? '', latest_receipt: true, transaction: { type }, collection },
  };
}
