import { tell } from '../events/event.js';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { type Claim, change, type Operation } from '../till/operation.js';
import { WALLETS, walletAt } from '../till/wallet-book.js';
import { GRANTS, type Grant, grantKey, HOLDINGS, holdingKey, holdingView } from './holding.js';

/**
 * Uses up a number of a consumable. Refusals, in this order: `not_found` (the player never had it),
 * `item_not_consumable`, `insufficient_items`.
 */
export function consumption(request: {
  readonly playerId: PlayerId;
  readonly sku: string;
  readonly quantity: number;
  readonly claim: Claim;
}): Operation {
  const { playerId, sku, quantity } = request;
  const key = holdingKey(playerId, sku);
  return {
    kind: 'consumption',
    players: [playerId],
    claim: request.claim,
    needs: new Map([[HOLDINGS, [key]]]),
    decide(desk) {
      const wallet = walletAt(desk, playerId);
      const held = desk.row(HOLDINGS, key);
      if (!held) throw new Problem('not_found');
      if (held.kind !== 'consumable') throw new Problem('item_not_consumable');
      if (held.quantity < quantity) {
        throw new Problem('insufficient_items', { members: { held: held.quantity } });
      }
      const after = { ...held, quantity: held.quantity - quantity };
      const id = desk.ids.next('grant');
      const grant: Grant = {
        id,
        playerId,
        source: 'consumption',
        sourceId: id,
        line: 1,
        sku,
        quantity: -quantity,
        level: null,
        createdAt: desk.now,
      };
      const seq = wallet.seq + 1;
      const body = { consumed: { sku, quantity }, inventory: [holdingView(after)], seq };
      const told = tell(
        desk,
        { ...wallet, seq },
        { type: 'inventory.changed', transactionId: null, data: body },
      );
      return {
        outcome: 'done',
        status: 200,
        body,
        transactionId: null,
        eventNumber: told.number,
        changes: [
          change(WALLETS, playerId, told.wallet),
          change(HOLDINGS, key, after),
          change(GRANTS, grantKey(grant), grant),
          told.change,
        ],
      };
    },
  };
}
