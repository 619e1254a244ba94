import { AMOUNT_MAX_PER_BALANCE, AMOUNT_MAX_PER_OPERATION } from '../kernel/amount.js';
import { STUDIO_KEY } from '../kernel/key.js';
import { AUDIENCE_LENGTH_MAX } from './audience.js';
import { LIMIT_PERIODS } from './model.js';
import * as limits from './reading/limits.js';

type Schema = Readonly<Record<string, unknown>>;

/**
 * The format as a JSON Schema (draft 2020-12), so that an editor completes and checks while one
 * types. It knows shapes, not rules across things: those are told by `validate`. It never refuses
 * what the readers take (`json-schema.spec.ts`).
 */
export function catalogJsonSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:gemtill:catalog',
    title: 'A catalog of Gemtill',
    description: 'A file holds some or all of these sections; files of a folder are merged.',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      currencies: section('currency', 'What players pay with, by code.'),
      products: section('product', 'What the stores sell for real money.'),
      items: section('item', 'What a player can own, by sku.'),
      offers: section('offer', 'What is sold for virtual currencies.'),
      sales: section('sale', 'Scheduled changes of prices. They never add up.'),
      audiences: section('audience', 'Named conditions on what is known of a player.'),
      promotions: section('promotion', 'Free gems that come with a payment.'),
      coupons: section('coupon', 'What a code brings; the codes are made elsewhere.'),
      draws: section('draw', 'Weighted draws with published odds.'),
    },
    additionalProperties: false,
    $defs: {
      ...SINGLE_VALUES,
      currency: CURRENCY,
      product: PRODUCT,
      item: { oneOf: Object.values(ITEMS) },
      offer: OFFER,
      sale: SALE,
      audience: AUDIENCE,
      promotion: PROMOTION,
      coupon: COUPON,
      draw: DRAW,
    },
  };
}

const ref = (name: string, description?: string): Schema => ({
  $ref: `#/$defs/${name}`,
  ...(description ? { description } : {}),
});

const whole = (minimum: number, maximum: number, description?: string): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  ...(description ? { description } : {}),
});

function section(thing: string, description: string): Schema {
  return {
    description,
    type: 'object',
    propertyNames: ref('key'),
    additionalProperties: ref(thing),
  };
}

/** A map of these fields and no others; `more` is what they say about one another. */
function shape(properties: Record<string, Schema>, required: string[], more: Schema = {}): Schema {
  return { type: 'object', properties, required, additionalProperties: false, ...more };
}

function listOf(items: Schema, maxItems: number, description?: string): Schema {
  const text = description ? { description } : {};
  return { ...text, type: 'array', items, minItems: 1, maxItems };
}

const keysOf = (maxItems: number, description: string): Schema => ({
  ...listOf(ref('key'), maxItems, description),
  uniqueItems: true,
});

const oneOfFields = (...names: string[]): Schema => ({
  oneOf: names.map((name) => ({ required: [name] })),
});
const someOfFields = (...names: string[]): Schema => ({
  anyOf: names.map((name) => ({ required: [name] })),
});

const DATE_TIME = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?';
const WALL_CLOCK = { type: 'string', pattern: `${DATE_TIME}$` };
const WITH_OFFSET = { type: 'string', pattern: `${DATE_TIME}(Z|[+-]\\d{2}:\\d{2})$` };
const ARCHIVED = {
  type: 'boolean',
  description: 'No longer sold or given, but still known to receipts and inventories.',
};

function text(maxLength: number): Schema {
  return {
    description: 'A text per language (BCP 47); “en” is a must, the others fall back to it.',
    type: 'object',
    required: ['en'],
    maxProperties: 100,
    additionalProperties: { type: 'string', minLength: 1, maxLength },
  };
}

const SINGLE_VALUES = {
  key: { type: 'string', pattern: STUDIO_KEY.source },
  name: text(limits.NAME_MAX),
  description: text(limits.DESCRIPTION_MAX),
  amount: whole(1, AMOUNT_MAX_PER_OPERATION),
  gives: {
    description: 'Virtual currencies, such as { GOLD: 100 }. They are free ones.',
    type: 'object',
    minProperties: 1,
    maxProperties: limits.GRANTS_MAX,
    additionalProperties: ref('amount'),
  },
  grants: listOf(
    shape(
      {
        sku: ref('key', 'Which item.'),
        quantity: whole(1, limits.QUANTITY_MAX, 'How many; 1 when it is left out.'),
        level: whole(1, limits.QUANTITY_MAX, 'Of an upgrade; left out: the player’s next one.'),
      },
      ['sku'],
    ),
    limits.GRANTS_MAX,
    'The items that are given.',
  ),
  audienceKey: ref('key', 'The audience that it is for; left out: everybody.'),
  limitPerPlayer: whole(1, limits.QUANTITY_MAX, 'How often one player may have it, ever.'),
  stock: whole(1, limits.STOCK_MAX, 'How many all players together may have, ever.'),
  expiresAfterDays: whole(1, limits.EXPIRY_DAYS_MAX, 'When its gems are lost; else never.'),
};

const WINDOW = {
  startsAt: {
    type: 'string',
    description: 'From when: with its offset, or with a “zone” what the clocks of it show.',
  },
  endsAt: { type: 'string', description: 'Until just before this time.' },
  zone: {
    type: 'string',
    description: 'Such as Europe/Berlin, or “player” for each player’s own time zone.',
    examples: ['player', 'UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/New_York'],
  },
};
/** With a zone the times are wall-clock times, without one they carry their offset. */
const WINDOW_TIMES = {
  if: { required: ['zone'] },
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
  then: { properties: { startsAt: WALL_CLOCK, endsAt: WALL_CLOCK } },
  else: { properties: { startsAt: WITH_OFFSET, endsAt: WITH_OFFSET } },
};

const CURRENCY = shape(
  {
    name: ref('name'),
    kind: { enum: ['premium', 'soft'], description: 'Sold for real money, or only earned.' },
    cap: whole(1, AMOUNT_MAX_PER_BALANCE, 'The most that a player may hold.'),
  },
  ['name', 'kind'],
);

const PRODUCT = shape(
  {
    name: ref('name'),
    stores: {
      ...shape(
        {
          apple: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,255}$' },
          google: { type: 'string', pattern: '^[a-z0-9][a-z0-9._]{0,147}$' },
        },
        [],
      ),
      description: 'The very ids of App Store Connect and the Play Console. Never used again.',
      minProperties: 1,
    },
    grants: {
      description: 'What a unit brings, such as { GEM: 500 }.',
      type: 'object',
      minProperties: 1,
      additionalProperties: ref('amount'),
    },
    referencePrice: {
      description: 'What players are shown beside prices in gems, such as 4.99 USD.',
      type: 'string',
      pattern: '^\\d{1,9}(\\.\\d{1,6})? [A-Z]{3}$',
    },
    archived: ARCHIVED,
  },
  ['name', 'stores', 'grants'],
);

function item(kind: string, fields: Record<string, Schema> = {}, required: string[] = []): Schema {
  const base = {
    kind: { const: kind },
    name: ref('name'),
    description: ref('description'),
    archived: ARCHIVED,
  };
  return shape({ ...base, ...fields }, ['kind', 'name', ...required]);
}

const ITEMS = {
  durable: item('durable'),
  consumable: item('consumable', {
    stack: whole(1, limits.QUANTITY_MAX, 'The most that a player can hold.'),
  }),
  upgrade: item('upgrade', { levels: whole(1, limits.LEVELS_MAX, 'Levels 1 to this.') }, [
    'levels',
  ]),
  unlock: item('unlock', {
    requires: listOf(ref('key'), limits.GRANTS_MAX, 'Items that have to be held first.'),
  }),
  bundle: {
    ...item('bundle', {
      parts: listOf(
        shape({ sku: ref('key'), quantity: whole(1, limits.QUANTITY_MAX) }, ['sku']),
        limits.GRANTS_MAX,
        'What is in it; a part may be a bundle itself.',
      ),
      gives: ref('gives'),
    }),
    ...someOfFields('parts', 'gives'),
  },
};

const OFFER = shape(
  {
    name: ref('name'),
    price: {
      ...shape(
        {
          currency: ref('key'),
          amount: ref('amount'),
          levels: listOf(
            ref('amount'),
            limits.LEVELS_MAX,
            'Instead of one amount: a price for each level of the upgrade that is sold.',
          ),
        },
        ['currency'],
      ),
      ...oneOfFields('amount', 'levels'),
    },
    grants: ref('grants'),
    gives: ref('gives'),
    draw: ref('key', 'The draw that is played once; then nothing else is given.'),
    ...WINDOW,
    audience: ref('audienceKey'),
    requires: keysOf(limits.GRANTS_MAX, 'Items that a player must hold to buy it.'),
    limitPerPlayer: ref('limitPerPlayer'),
    limitPerPeriod: shape(
      {
        period: { enum: [...LIMIT_PERIODS], description: 'In the player’s own time zone.' },
        count: whole(1, limits.QUANTITY_MAX),
      },
      ['period', 'count'],
    ),
    stock: ref('stock'),
    archived: ARCHIVED,
  },
  ['name', 'price'],
  {
    ...someOfFields('grants', 'gives', 'draw'),
    dependentSchemas: { draw: { properties: { grants: false, gives: false } } },
    ...WINDOW_TIMES,
  },
);

const SALE = shape(
  {
    name: ref('name'),
    offers: keysOf(limits.ENTRIES_MAX, 'The offers that are cheaper.'),
    percent: whole(1, 99, 'How much is taken off.'),
    price: ref('amount', 'The price itself, in the currency of the offer.'),
    ...WINDOW,
    priority: whole(
      -limits.PRIORITY_MAX,
      limits.PRIORITY_MAX,
      'Of several sales the highest counts, then the lowest price; 0 when it is left out.',
    ),
    audience: ref('audienceKey'),
  },
  ['name', 'offers'],
  { ...oneOfFields('percent', 'price'), ...WINDOW_TIMES },
);

const AUDIENCE = shape(
  {
    name: ref('name'),
    expression: {
      description:
        'In the Common Expression Language, such as: level >= 10 && country in ["DE", "AT"]. ' +
        'Known are country, platform, level, spent, firstSeenAt and custom.',
      type: 'string',
      minLength: 1,
      maxLength: AUDIENCE_LENGTH_MAX,
    },
  },
  ['name', 'expression'],
);

const PROMOTION = shape(
  {
    name: ref('name'),
    kind: {
      enum: ['first_top_up', 'bonus'],
      description: 'With the first payment of a player alone, or with each.',
    },
    products: keysOf(limits.ENTRIES_MAX, 'Only with these; left out: with all.'),
    percent: whole(1, limits.BONUS_PERCENT_MAX, 'Of what the product brings.'),
    gives: ref('gives'),
    ...WINDOW,
    audience: ref('audienceKey'),
    limitPerPlayer: ref('limitPerPlayer'),
    expiresAfterDays: ref('expiresAfterDays'),
  },
  ['name', 'kind'],
  { ...oneOfFields('percent', 'gives'), ...WINDOW_TIMES },
);

const COUPON = shape(
  {
    name: ref('name'),
    grants: ref('grants'),
    gives: ref('gives'),
    ...WINDOW,
    audience: ref('audienceKey'),
    limitPerPlayer: ref('limitPerPlayer', 'How many codes one player may redeem; else 1.'),
    stock: ref('stock'),
    expiresAfterDays: ref('expiresAfterDays'),
    archived: ARCHIVED,
  },
  ['name'],
  { ...someOfFields('grants', 'gives'), ...WINDOW_TIMES },
);

const DRAW = shape(
  {
    name: ref('name'),
    entries: {
      description: 'The table. The odds of an entry are its weight over the sum of all weights.',
      type: 'object',
      minProperties: 1,
      maxProperties: limits.DRAW_ENTRIES_MAX,
      propertyNames: ref('key'),
      additionalProperties: shape(
        {
          weight: whole(1, limits.WEIGHT_MAX),
          grants: ref('grants'),
          gives: ref('gives'),
        },
        ['weight'],
      ),
    },
    pity: shape(
      {
        after: whole(1, limits.PITY_MAX, 'After so many draws in a row without one of them'),
        entries: keysOf(limits.DRAW_ENTRIES_MAX, 'the next is one of these.'),
      },
      ['after', 'entries'],
    ),
    archived: ARCHIVED,
  },
  ['name', 'entries'],
);
