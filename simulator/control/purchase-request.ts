import type { App } from '../apps.js';
import type { Environment, LineItem, Purchase, StoreName } from '../purchases/purchase.js';
import { newGoogleOrderId, newPurchaseToken, newTransactionId } from '../purchases/store-ids.js';
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
      quantity: { type: 'integer', maximum: quantityMax.apple },
      accountToken: { type: 'string', format: 'uuid' },
    },
  },
};

/** Turns a request that has the right form into the purchase that a store would keep of it. */
export function purchaseFrom(
  request: PurchaseRequest,
  context: { app: App; number: number; now: number },
): Purchase {
  const environment = (request.environment ?? 'production').toLowerCase() as Environment;
  const createdAt = request.signedDate ? Date.parse(request.signedDate) : context.now;
  const apple = request.store === 'apple';
  const token = request.accountToken ?? null;
  return {
    id: apple ? newTransactionId(environment) : newPurchaseToken(),
    number: context.number,
    store: request.store,
    title: context.app.title,
    environment,
    state: request.state ?? 'purchased',
    lineItems: lineItemsFrom(request),
    // Apple writes UUIDs in small letters, whatever the game passed in.
    accountToken: apple ? (token?.toLowerCase() ?? null) : token,
    orderId: apple ? null : newGoogleOrderId(),
    type: request.type ?? 'Consumable',
    ownership: request.ownership ?? 'PURCHASED',
    price: request.price ?? { currency: 'USD', micros: 4_990_000 },
    storefront: request.storefront ?? 'USA',
    regionCode: request.regionCode ?? 'US',
    createdAt,
    purchasedAt: request.state === 'pending' ? null : createdAt,
    revokedMilliunits: null,
    revokedAt: null,
    acknowledged: false,
    finished: false,
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
