import type { App } from '../apps.js';
import type {
  Environment,
  LineItem,
  Purchase,
  PurchaseKind,
  StoreName,
} from '../purchases/purchase.js';
import { StoreIds } from '../purchases/store-ids.js';
import type { Randomness } from '../randomness.js';
import { invalidField } from './problem.js';

/** The body of `POST /control/purchases`. */
export interface PurchaseRequest {
  store: StoreName;
  productId?: string;
  lineItems?: { productId: string; quantity?: number }[];
  accountToken?: string;
  quantity?: number;
  environment?: string;
  state?: 'purchased' | 'pending';
  title?: string;
  /** Which of a title's apps, when it has several. */
  bundleId?: string;
  packageName?: string;
  /** Google: how it was paid for. */
  kind?: PurchaseKind;
  /** Apple: redeemed outside of the game, so that nobody passes the account token on. */
  offerCode?: boolean;
  /** Apple: false is a customer of whose copy of the app there is no transaction. */
  appTransaction?: boolean;
  /** Google: what is answered to a consume of what is consumed; 400 by default. */
  secondConsume?: 400 | 410;
  /** Apple: the device also holds a receipt of the old kind. */
  legacyReceipt?: boolean;
  /** False keeps the notification of the purchase from being made. */
  notify?: boolean;
  type?: string;
  ownership?: string;
  price?: { currency: string; micros: number };
  storefront?: string;
  regionCode?: string;
  signedDate?: string;
}

const productId = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,149}$' };
/** The most of one product that a player can buy at once, per store. */
const quantityMax = { apple: 10, google: 1000 };
const quantity = { type: 'integer', minimum: 1, maximum: quantityMax.google };

export const purchaseRequestSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['store'],
  properties: {
    store: { enum: ['apple', 'google'] },
    productId,
    lineItems: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['productId'],
        properties: { productId, quantity },
      },
    },
    accountToken: { type: 'string', minLength: 1, maxLength: 64 },
    quantity,
    environment: { type: 'string', pattern: '^([Pp]roduction|PRODUCTION|[Ss]andbox|SANDBOX)$' },
    state: { enum: ['purchased', 'pending'] },
    title: { type: 'string' },
    bundleId: { type: 'string' },
    packageName: { type: 'string' },
    kind: { enum: ['normal', 'test', 'promo', 'rewarded'] },
    offerCode: { type: 'boolean' },
    legacyReceipt: { type: 'boolean' },
    appTransaction: { type: 'boolean' },
    secondConsume: { enum: [400, 410] },
    notify: { type: 'boolean' },
    type: {
      enum: [
        'Consumable',
        'Non-Consumable',
        'Non-Renewing Subscription',
        'Auto-Renewable Subscription',
      ],
    },
    ownership: { enum: ['PURCHASED', 'FAMILY_SHARED', 'ASSIGNED'] },
    price: {
      type: 'object',
      additionalProperties: false,
      required: ['currency', 'micros'],
      properties: {
        currency: { type: 'string', pattern: '^[A-Z]{3}$' },
        micros: { type: 'integer', minimum: 0, maximum: 1e15, multipleOf: 1000 },
      },
    },
    storefront: { type: 'string', pattern: '^[A-Z]{3}$' },
    regionCode: { type: 'string', pattern: '^[A-Z]{2}$' },
    signedDate: { type: 'string', format: 'date-time' },
  },
  if: { properties: { store: { const: 'apple' } } },
  // biome-ignore lint/suspicious/noThenProperty: a JSON schema has this word.
  then: {
    properties: {
      lineItems: false,
      packageName: false,
      kind: false,
      regionCode: false,
      secondConsume: false,
      quantity: { type: 'integer', maximum: quantityMax.apple },
      accountToken: { type: 'string', format: 'uuid' },
    },
  },
  else: {
    properties: {
      bundleId: false,
      offerCode: false,
      legacyReceipt: false,
      appTransaction: false,
      type: false,
      ownership: false,
      storefront: false,
    },
  },
};

interface Context {
  app: App;
  number: number;
  now: number;
  randomness: Randomness;
}

/** Turns a request that has the right form into the purchase that a store would keep of it. */
export function purchaseFrom(request: PurchaseRequest, context: Context): Purchase {
  const { app, number } = context;
  const createdAt = request.signedDate ? Date.parse(request.signedDate) : context.now;
  return {
    number,
    revision: 0,
    store: request.store,
    title: app.title,
    ...(request.store === 'apple' ? ofApple(request, context) : ofGoogle(request, context)),
    state: request.state ?? 'purchased',
    lineItems: lineItemsFrom(request),
    legacyReceipt: request.legacyReceipt ?? false,
    secondConsume: request.secondConsume ?? 400,
    type: request.type ?? 'Consumable',
    ownership: request.ownership ?? 'PURCHASED',
    price: request.price ?? { currency: 'USD', micros: 4_990_000 },
    storefront: request.storefront ?? 'USA',
    regionCode: request.regionCode ?? 'US',
    createdAt,
    purchasedAt: request.state === 'pending' ? null : createdAt,
    revokedMilliunits: null,
    revokedAt: null,
    revocation: null,
    refunds: [],
    acknowledged: false,
    finished: false,
    consumptionQuestions: [],
    consumptionAnswers: [],
    reviews: [],
  };
}

function environmentOf(request: PurchaseRequest): Environment {
  return (request.environment ?? 'production').toLowerCase() as Environment;
}

function ofApple(request: PurchaseRequest, { app, number, randomness }: Context) {
  const ids = new StoreIds(randomness, number);
  const environment = environmentOf(request);
  const offerCode = request.offerCode ?? false;
  const bundleId = app.bundleId ?? '';
  // Apple writes UUIDs in small letters, whatever the game passed in.
  const player = request.accountToken?.toLowerCase() ?? null;
  return {
    id: ids.transactionId(environment),
    orderId: ids.appleOrderId(),
    // The customer is the same, also where the game could not say whose account it is.
    appTransactionId:
      request.appTransaction === false ? null : ids.appTransactionId(bundleId, environment, player),
    bundleId,
    packageName: null,
    environment,
    kind: 'normal' as const,
    offerCode,
    accountToken: offerCode ? null : player,
  };
}

function ofGoogle(request: PurchaseRequest, { app, number, randomness }: Context) {
  const ids = new StoreIds(randomness, number);
  // A licence tester's purchase is what other stores call the sandbox.
  const wished = environmentOf(request);
  const kind = request.kind ?? (wished === 'sandbox' ? 'test' : 'normal');
  if (request.environment !== undefined && (kind === 'test') !== (wished === 'sandbox')) {
    throw invalidField('/kind', 'conflict', 'At Google the sandbox is what is of the kind test.');
  }
  return {
    id: ids.purchaseToken(),
    orderId: ids.googleOrderId(),
    appTransactionId: null,
    bundleId: null,
    packageName: app.packageName ?? '',
    environment: kind === 'test' ? ('sandbox' as const) : wished,
    kind,
    offerCode: false,
    accountToken: request.accountToken ?? null,
  };
}

function lineItemsFrom(request: PurchaseRequest): LineItem[] {
  const single = request.productId !== undefined;
  if (single === (request.lineItems !== undefined)) {
    const detail = 'Name either a productId or, at Google, lineItems.';
    throw invalidField('/productId', 'required', detail);
  }
  if (!single && request.quantity !== undefined) {
    throw invalidField('/quantity', 'conflict', 'With lineItems, each has its own quantity.');
  }
  const wished = request.lineItems ?? [
    { productId: request.productId ?? '', quantity: request.quantity },
  ];
  if (new Set(wished.map((item) => item.productId)).size < wished.length) {
    throw invalidField('/lineItems', 'uniqueItems', 'Each product may be named once.');
  }
  return wished.map((item) => ({
    productId: item.productId,
    quantity: item.quantity ?? 1,
    refundedQuantity: 0,
    consumed: false,
  }));
}
