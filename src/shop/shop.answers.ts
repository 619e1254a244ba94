import { ITEM_KINDS } from '../inventory/inventory.answers.js';
import { gems, MONEY, PRICE, price } from '../platform/http/amount-answers.js';
import {
  choice,
  flag,
  list,
  mapOf,
  maybe,
  moment,
  object,
  shape,
  text,
  whole,
} from '../platform/http/answers.js';

const GIVEN_ITEMS = list(object({ sku: text(), quantity: whole(), level: maybe(whole()) }));

const PRODUCT = shape(
  'Product',
  object({
    key: text(),
    name: text(),
    stores: mapOf(text(), "The store's own product id, per store."),
    grants: gems(),
    referencePrice: MONEY,
    bonus: list(
      object({
        promotion: text(),
        name: text(),
        kind: choice(
          ['first_top_up', 'bonus'],
          "`first_top_up`: only with the player's first payment.",
        ),
        gives: gems(),
        limit: maybe(whole('How often a player gets it.')),
        expiresAfterDays: maybe(whole()),
        endsAt: maybe(moment()),
      }),
      'Free gems that come with it now.',
    ),
  }),
  'What a store sells for real money (a gem pack).',
);

const draw = object({
  key: text(),
  name: text(),
  tableHash: text(
    'SHA-256 of the published table: each draw that was played names the one it used.',
  ),
  entries: list(
    object({
      key: text(),
      weight: whole(),
      probability: object({ numerator: whole(), denominator: whole() }),
      percent: text('Such as `12.5%`.'),
      grants: GIVEN_ITEMS,
      gives: gems(),
    }),
  ),
  pity: maybe(
    object({ after: whole(), entries: list(text()) }),
    'After so many draws in a row without one of these entries, the next is among them.',
  ),
});

const OFFER = shape(
  'Offer',
  object({
    key: text(),
    name: text(),
    price: PRICE,
    listPrice: maybe(price, 'What it costs without the sale; null: no sale makes it cheaper.'),
    sale: maybe(object({ key: text(), name: text(), endsAt: maybe(moment()) })),
    moneyPrice: maybe(
      object({
        currency: text(),
        micros: whole(),
        basis: text('The product that it is reckoned from.'),
      }),
      'What one unit costs in real money at the dearest pack; null: no pack sells the currency.',
    ),
    levelPrices: maybe(
      list(whole()),
      "What each level costs that the offer sells; `price` is that of the player's next one.",
    ),
    grants: GIVEN_ITEMS,
    gives: gems('Virtual currencies that one unit gives besides.'),
    draw: maybe(draw, 'All its odds, to be shown before the player pays.'),
    requires: list(text(), 'Items that the player must hold to buy it.'),
    limit: maybe(whole('How many units a player may buy.')),
    limitPerPeriod: maybe(object({ period: choice(['day', 'week', 'month']), count: whole() })),
    stock: maybe(whole('How many units are sold to all players together.')),
    endsAt: maybe(moment()),
  }),
  'An item or bundle at a price in gems, as this player sees it now.',
);

const ITEM = shape(
  'Item',
  object({
    sku: text(),
    name: text(),
    description: maybe(text()),
    archived: flag('No longer sold; who has it keeps it.'),
    kind: choice(ITEM_KINDS),
    'stack?': maybe(whole('Of consumables: how many a player can hold.')),
    'requires?': list(text()),
    'parts?': list(object({ sku: text(), quantity: whole() }), 'Of bundles.'),
    'gives?': gems('Of bundles.'),
    'levels?': whole('Of upgrades.'),
  }),
);

export const CATALOG = shape(
  'Catalog',
  object({
    version: text(),
    nextChangeAt: maybe(moment('When what the player sees is known to change.')),
    currencies: list(
      object({
        code: text(),
        name: text(),
        kind: choice(['premium', 'soft']),
        cap: maybe(whole('The most that a player can hold.')),
      }),
    ),
    products: list(PRODUCT),
    offers: list(OFFER),
    items: list(ITEM),
    retiredProductIds: mapOf(list(text()), 'Ids of the stores that sell no more and still credit.'),
  }),
  'What this player can be sold now.',
);

export const QUOTE = shape(
  'Quote',
  object({
    quote: text('To be handed back as it is.'),
    offer: text(),
    quantity: whole(),
    price: PRICE,
    total: PRICE,
    sale: maybe(text()),
    catalogVersion: text(),
    expiresAt: moment(),
  }),
  'The price of an offer, kept for a minute; `price` is that of one unit.',
);
