import { DRAW_RESULT } from '../draws/draw.answers.js';
import { INVENTORY_ITEM } from '../inventory/inventory.answers.js';
import { WALLET } from '../ledger/wallet.answers.js';
import { gems, PRICE } from '../platform/http/amount-answers.js';
import {
  choice,
  list,
  maybe,
  moment,
  object,
  page,
  shape,
  text,
  whole,
} from '../platform/http/answers.js';

const members = {
  id: text(),
  status: choice(['completed', 'refunded']),
  offer: text(),
  quantity: whole(),
  price: PRICE,
  total: PRICE,
  sale: maybe(text('Which sale made it cheaper.')),
  catalogVersion: text(),
  createdAt: moment(),
  refundedAt: maybe(moment()),
  refundReason: maybe(text()),
};
const ORDER = shape('Order', object(members), 'One purchase with gems; `price` is of one unit.');

export const ORDERS = page(ORDER);

export const ORDER_PLACED = shape(
  'OrderAnswer',
  object({
    order: ORDER,
    wallet: WALLET,
    inventory: list(INVENTORY_ITEM, 'The items that it changed, in their new state.'),
    'gives?': gems('Virtual currencies that it gave besides.'),
    'draws?': list(DRAW_RESULT),
  }),
);

export const ORDER_WITH_LOTS = object({
  order: object({
    ...members,
    grants: list(object({ id: text(), sku: text(), quantity: whole(), level: maybe(whole()) })),
    gives: gems(),
    lots: list(
      object({
        id: text(),
        currency: text(),
        amount: whole(),
        bucket: choice(['paid', 'free']),
        payment: maybe(text('Where the gems came from.')),
      }),
    ),
  }),
});
