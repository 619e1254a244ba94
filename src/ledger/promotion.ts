import { tell } from '../events/event.js';
import type { Amount } from '../kernel/amount.js';
import { idAs, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Scope } from '../platform/http/caller.js';
import { type Claim, change, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import { credit, fullLot } from './movements.js';
import { assertNotDeleted, PARTIES } from './party.js';
import { fits, walletView } from './wallet.js';

/** Free gems that a game server gives to a player. */
export interface PromotionRequest extends Scope {
  readonly playerId: PlayerId;
  readonly currency: string;
  readonly amount: Amount;
  /** The most that a player may hold of the currency; null: the ledger's own limit. */
  readonly cap: Amount | null;
  /** From this moment the gems can no longer be spent; null: never. */
  readonly expiresAt: number | null;
  readonly reason: string;
  readonly claim: Claim;
}

/**
 * Gives free gems. A deleted player and one of another title or environment are `not_found`; more
 * than the player may hold is `balance_limit_reached`.
 */
export function promotionOperation(request: PromotionRequest): Operation {
  const { playerId, currency, expiresAt, reason } = request;
  return {
    kind: 'grant',
    players: [playerId],
    claim: request.claim,
    needs: new Map([[PARTIES, [playerId]]]),
    decide(desk) {
      const before = walletWithin(desk, playerId, request);
      assertNotDeleted(desk, playerId);
      if (!fits(before, request, request.cap)) throw new Problem('balance_limit_reached');
      const id = desk.ids.next('grant');
      const lot = fullLot({
        id: desk.ids.next('lot'),
        currency,
        bucket: 'free',
        origin: 'promotion',
        originId: id,
        original: request.amount,
        price: null,
        feeMicros: null,
        country: null,
        createdAt: desk.now,
        expiresAt,
      });
      const cause = { id: idAs('txn', id), kind: 'grant' as const, at: desk.now };
      const { wallet, transaction } = credit(before, cause, [lot]);
      const grant = { id, currency, amount: request.amount, reason };
      const body = { grant, wallet: walletView(wallet, [], desk.now) };
      const transactionId = transaction.id;
      const told = tell(desk, wallet, { type: 'wallet.changed', transactionId, data: body });
      const changes = [
        change(WALLETS, playerId, told.wallet),
        change(JOURNAL, transactionId, transaction),
        told.change,
      ];
      return { outcome: 'done', status: 201, body, changes, transactionId };
    },
  };
}
