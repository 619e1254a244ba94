import { tell } from '../events/event.js';
import type { Amount } from '../kernel/amount.js';
import type { PlayerId } from '../kernel/id.js';
import { spend } from '../ledger/movements.js';
import { assertMayMove, PARTIES } from '../ledger/party.js';
import { walletView } from '../ledger/wallet.js';
import type { Scope } from '../platform/http/caller.js';
import { type Claim, change, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import { tooFew } from './missing-gems.js';

/** Gems that a game server takes for something that it sells by itself. */
export interface DebitRequest extends Scope {
  readonly playerId: PlayerId;
  readonly currency: string;
  readonly amount: Amount;
  readonly reason: string | null;
  readonly claim: Claim;
}

/**
 * Takes gems by the spending policy, into sales. Refusals, in this order: `not_found` (no such
 * player in this title and environment), `player_blocked`, `insufficient_balance`.
 */
export function debitOperation(request: DebitRequest): Operation {
  const { playerId, currency, amount, reason } = request;
  return {
    kind: 'debit',
    players: [playerId],
    claim: request.claim,
    needs: new Map([[PARTIES, [playerId]]]),
    decide(desk) {
      const before = walletWithin(desk, playerId, request);
      assertMayMove(desk, playerId);
      const transactionId = desk.ids.next('txn');
      const cause = { id: transactionId, kind: 'debit' as const, at: desk.now };
      const moved = spend(before, cause, { currency, amount });
      if (moved === null) throw tooFew(before, { currency, amount }, desk.now);
      const body = {
        transaction: { id: transactionId, kind: 'debit', currency, amount, reason },
        wallet: walletView(moved.wallet, [], desk.now),
      };
      const told = tell(desk, moved.wallet, { type: 'wallet.changed', transactionId, data: body });
      const changes = [
        change(WALLETS, playerId, told.wallet),
        change(JOURNAL, transactionId, moved.transaction),
        told.change,
      ];
      return { outcome: 'done', status: 201, body, changes, transactionId };
    },
  };
}
