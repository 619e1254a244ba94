import { tell } from '../events/event.js';
import type { PlayerId } from '../kernel/id.js';
import { forfeit } from '../ledger/movements.js';
import { walletView } from '../ledger/wallet.js';
import type { Scope } from '../platform/http/caller.js';
import { type Book, book } from '../till/book.js';
import { type Change, change, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';

/** When a player was deleted, by player; loaded with what names the person still there or gone. */
export interface Erasure {
  readonly deletedAt: number | null;
}
export const ERASURES: Book<Erasure> = book('erasures');

export interface EraseRequest extends Scope {
  readonly playerId: PlayerId;
}

/**
 * Deletes a player: gives up all gems by a transaction, tells it, and erases whatever names the
 * person, in one commit. Needs no key: the second time there is nothing left to do. A player of
 * another title is `not_found`.
 */
export function eraseOperation(request: EraseRequest): Operation {
  const { playerId } = request;
  return {
    kind: 'erase',
    players: [playerId],
    claim: null,
    needs: new Map([[ERASURES as Book<unknown>, [playerId]]]),
    decide(desk) {
      let wallet = walletWithin(desk, playerId, request);
      const body = { deleted: true };
      if (desk.row(ERASURES, playerId)?.deletedAt) {
        return { outcome: 'done', status: 200, body, changes: [], transactionId: null };
      }
      const changes: Change[] = [];
      // As many as it takes: one transaction moves a bounded amount.
      for (;;) {
        const moved = forfeit(wallet, { id: desk.ids.next('txn'), at: desk.now });
        if (!moved) break;
        const { transaction } = moved;
        const data = { reason: 'player_deleted', wallet: walletView(moved.wallet, [], desk.now) };
        const told = tell(desk, moved.wallet, {
          type: 'wallet.changed',
          transactionId: transaction.id,
          data,
        });
        changes.push(change(JOURNAL, transaction.id, transaction), told.change);
        wallet = told.wallet;
      }
      const told = tell(desk, wallet, { type: 'player.deleted', transactionId: null, data: body });
      changes.push(told.change);
      changes.push(change(WALLETS, playerId, told.wallet));
      changes.push(change(ERASURES, playerId, { deletedAt: desk.now }));
      return { outcome: 'done', status: 200, body, changes, transactionId: null };
    },
  };
}
