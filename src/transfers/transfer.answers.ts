import { WALLET } from '../ledger/wallet.answers.js';
import { maybe, moment, object, shape, text, whole } from '../platform/http/answers.js';

export const DEBITED = object({
  transaction: object({
    id: text(),
    kind: text(),
    currency: text(),
    amount: whole(),
    reason: maybe(text()),
  }),
  wallet: WALLET,
});

export const TRANSFERRED = object({
  transfer: shape(
    'Transfer',
    object({
      id: text(),
      from: text(),
      to: text(),
      currency: text(),
      amount: whole(),
      reason: maybe(text()),
      heldUntil: moment('Until then the gems cannot be passed on.'),
      createdAt: moment(),
    }),
  ),
  wallets: object({ from: WALLET, to: WALLET }),
});
