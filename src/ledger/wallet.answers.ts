import {
  choice,
  list,
  mapOf,
  maybe,
  moment,
  object,
  page,
  shape,
  text,
  whole,
} from '../platform/http/answers.js';

export const WALLET = shape(
  'Wallet',
  object({
    seq: whole('Rises by one with each change of the wallet.'),
    balances: mapOf(
      shape(
        'Balance',
        object({
          total: whole('`paid` plus `free`.'),
          paid: whole(),
          free: whole(),
          debt: whole('What a refund took of gems that were spent; the next gems pay it first.'),
          expiring: list(object({ amount: whole(), expiresAt: moment() })),
          'held?': list(
            object({ amount: whole(), heldUntil: moment() }),
            'Came by a transfer and cannot be passed on yet.',
          ),
        }),
        'What a player holds of one currency.',
      ),
    ),
  }),
  'All balances of a player.',
);

const ENTRY = shape(
  'Entry',
  object({
    id: text(),
    transaction: text(),
    kind: text('Such as `topup`, `spend`, `grant` or `refund`.'),
    currency: text(),
    bucket: choice(['paid', 'free', 'debt']),
    amount: whole('Signed.'),
    balanceAfter: whole(),
    number: whole("Counts the entries of the player's account, without a gap."),
    seq: whole('Of the wallet that it led to.'),
    reference: maybe(text('The payment, order, grant or the like that it is about.')),
    createdAt: moment(),
  }),
  "One line of a player's ledger accounts.",
);
export const ENTRIES = page(ENTRY);

export const GRANTED = object({
  grant: object({ id: text(), currency: text(), amount: whole(), reason: text() }),
  wallet: WALLET,
});
