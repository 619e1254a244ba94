import { randomBytes } from 'node:crypto';
import type { Draw } from '../../src/catalog/model.js';
import { publishedCatalog } from '../../src/catalog/published-catalog.js';
import { type DrawResult, drawResultView } from '../../src/draws/draw-result.js';
import { seedCandidate } from '../../src/draws/draw-seed.js';
import { drawNeeds, playDraw } from '../../src/draws/play.js';
import { giftsOf } from '../../src/inventory/give.js';
import { grantGifts } from '../../src/inventory/grant-gifts.js';
import type { PlayerId } from '../../src/kernel/id.js';
import type { Operation } from '../../src/till/operation.js';
import { walletAt } from '../../src/till/wallet-book.js';
import { drawWith, itemWith, modelWith } from '../support/catalog-things.js';
import { idNumbered } from '../support/desk.js';

const entry = (key: string, weight: number, quantity: number) => ({
  key,
  weight,
  grants: [{ sku: 'potion', quantity, level: null }],
  gives: {},
});

export const CHEST: Draw = drawWith('chest', {
  entries: [entry('rare', 3, 5), entry('common', 90, 1), entry('odd', 7, 2)],
  pity: { after: 9, entries: ['rare'] },
});
const items = new Map([['potion', itemWith('potion', { kind: 'consumable', stack: null })]]);
export const CATALOG = publishedCatalog(
  idNumbered('catalog', 1),
  modelWith({ items, draws: new Map([['chest', CHEST]]) }),
);

/** Draws without an order: what an order does besides is not looked at here. */
export function drawing(playerId: PlayerId, times: number): Operation {
  const candidate = seedCandidate(randomBytes);
  return {
    kind: 'test-draw',
    players: [playerId],
    claim: null,
    needs: drawNeeds(playerId, CHEST, CATALOG),
    decide(desk) {
      walletAt(desk, playerId);
      const orderId = desk.ids.next('order');
      const played = playDraw(desk, {
        playerId,
        draw: CHEST,
        catalog: CATALOG,
        orderId,
        times,
        candidate,
      });
      const gifts = giftsOf({ ...played, grants: played.gifts }, 1, items).items;
      const given = grantGifts(desk, playerId, gifts, { source: 'order', sourceId: orderId });
      const body = { results: played.results.map(drawResultView) };
      const changes = [...played.changes, ...given.changes];
      return { outcome: 'done', status: 200, body, changes, transactionId: null };
    },
  };
}

export type DrawView = ReturnType<typeof drawResultView>;
export type { DrawResult };
