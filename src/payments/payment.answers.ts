import { WALLET } from '../ledger/wallet.answers.js';
import { gems, MONEY, money } from '../platform/http/amount-answers.js';
import {
  choice,
  flag,
  list,
  maybe,
  moment,
  object,
  page,
  shape,
  text,
  whole,
} from '../platform/http/answers.js';
import { PAYMENT_STATUSES } from './payment-status.js';

const BONUS = list(object({ promotion: text(), gems: gems() }));

const members = {
  id: text(),
  status: choice(
    PAYMENT_STATUSES,
    '`unassigned`: paid, and nobody knows for whom. `refund_reversed`: the store took its refund ' +
      'back, and the gems are back as well.',
  ),
  store: choice(['apple', 'google']),
  environment: choice(['production', 'sandbox']),
  reason: maybe(text('Why it is not credited.')),
  grants: gems(),
  bonus: BONUS,
  refunded: gems('What refunds of the store have taken of it, by currency.'),
  bonusRefunded: gems(),
  price: maybe(money),
  createdAt: moment(),
  creditedAt: maybe(moment()),
};
const PAYMENT = shape('Payment', object(members), 'One store transaction, as the server knows it.');
export const PAYMENT_FOUND = object({ payment: PAYMENT });

export const TOPPED_UP = shape(
  'TopUpAnswer',
  object({
    payment: PAYMENT,
    status: choice(['credited', 'already_credited', 'pending', 'verifying', 'rejected']),
    granted: gems(),
    bonus: BONUS,
    wallet: WALLET,
    finish: flag('The device may finish the store transaction now.'),
  }),
);

export const MAY_BUY = shape(
  'TopUpCheck',
  object({
    allowed: flag(),
    reason: maybe(
      choice(['product_unknown', 'consent_withdrawn', 'player_limited', 'spending_limit']),
      'Why not.',
    ),
    bonus: list(object({ promotion: text(), gems: gems() }), 'What would come with it.'),
    'limit?': object({
      period: choice(['daily', 'monthly']),
      limit: MONEY,
      spent: MONEY,
      resetsAt: moment(),
    }),
  }),
  'May this player buy this product now.',
);

const seen = {
  ...members,
  player: maybe(text()),
  accountBound: flag('The store itself names the player.'),
  app: maybe(text()),
  country: maybe(text()),
  storeTransaction: maybe(text()),
  storeOrder: maybe(text()),
  refundReason: maybe(text()),
  refundedAt: maybe(moment()),
  purchasedAt: maybe(moment()),
  lines: list(
    object({
      productId: text(),
      quantity: whole(),
      refunded: object({ parts: whole(), of: whole() }),
    }),
  ),
};
const STEP = object({
  number: whole(),
  from: maybe(text()),
  to: text(),
  source: text('Who said so, such as `client`, `check` or `notification`.'),
  reason: maybe(text()),
  gems: gems(),
  transaction: maybe(text()),
  asOf: maybe(moment()),
  createdAt: moment(),
});
export const SEEN_PAYMENTS = page(object(seen));
export const SEEN_PAYMENT = object({ payment: object({ ...seen, steps: list(STEP) }) });

export const RISK = object({
  risk: object({
    flagged: flag(),
    refunds: whole(),
    flaggedAt: maybe(moment()),
    liftedAt: maybe(moment()),
    liftedReason: maybe(text()),
  }),
});

const limits = { daily: maybe(money), monthly: maybe(money) };
export const SPENDING_LIMITS = shape(
  'SpendingLimits',
  object({
    ...limits,
    pending: maybe(object({ ...limits, at: moment() }), 'What holds from then on.'),
  }),
  'How much real money a player wants to spend at most; null: no limit.',
);
