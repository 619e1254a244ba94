import { Problem } from '../kernel/problem.js';
import type { Given } from '../ledger/transfer-movements.js';
import { missing, type Wallet } from '../ledger/wallet.js';

/** The refusal of somebody who has too few gems that can be spent now. */
export function tooFew(wallet: Wallet, given: Given, now: number): Problem {
  const { currency, amount } = given;
  return new Problem('insufficient_balance', {
    detail: `This needs ${amount} ${currency}.`,
    members: {
      required: { currency, amount },
      missing: { currency, amount: missing(wallet, given, now) },
    },
  });
}
