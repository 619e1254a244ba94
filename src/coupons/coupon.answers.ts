import { INVENTORY_ITEM } from '../inventory/inventory.answers.js';
import { WALLET } from '../ledger/wallet.answers.js';
import { gems } from '../platform/http/amount-answers.js';
import { list, moment, object, text } from '../platform/http/answers.js';

export const REDEEMED = object({
  redemption: object({ id: text(), coupon: text(), catalogVersion: text(), createdAt: moment() }),
  granted: gems(),
  wallet: WALLET,
  inventory: list(INVENTORY_ITEM),
});
