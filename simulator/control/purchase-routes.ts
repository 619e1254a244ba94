import type { FastifyInstance, FastifyRequest } from 'fastify';
import { demoApp } from '../apps.js';
import { cancel, finishOnDevice, settle } from '../purchases/decide.js';
import type { Purchase } from '../purchases/purchase.js';
import { type RefundWish, refund } from '../purchases/refund.js';
import type { World } from '../world.js';
import { invalidField, Problem } from './problem.js';
import { type PurchaseRequest, purchaseFrom, purchaseRequestSchema } from './purchase-request.js';
import { purchaseView } from './purchase-view.js';

type Decision = (purchase: Purchase, request: FastifyRequest) => Purchase;

const refundSchema = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    percentage: { type: 'number', minimum: 0.001, maximum: 100 },
    quantity: { type: 'integer', minimum: 1 },
    productId: { type: 'string' },
  },
};
const listSchema = {
  type: 'object',
  properties: {
    limit: { type: 'string', pattern: '^([1-9][0-9]?|[1-4][0-9]{2}|500)$' },
    cursor: { type: 'string' },
    accountToken: { type: 'string' },
  },
};

/** Plays the player and the store: buys, pays, declines, finishes and refunds. */
export async function purchaseControl(app: FastifyInstance, world: World): Promise<void> {
  app.post('/control/purchases', { schema: { body: purchaseRequestSchema } }, (request, reply) => {
    const purchase = buy(world, request.body as PurchaseRequest);
    reply.code(201);
    return purchaseView(world, purchase, purchase.createdAt);
  });
  app.get('/control/purchases', { schema: { querystring: listSchema } }, (request) =>
    list(world, request.query as Record<string, string>),
  );
  app.get('/control/purchases/:id', (request) => purchaseView(world, find(world, request)));

  change('settle', (purchase) => settle(purchase, world.clock.now()));
  change('cancel', (purchase) => cancel(purchase));
  change('finish', (purchase) => finishOnDevice(purchase));
  change(
    'refund',
    (purchase, request) => refund(purchase, (request.body ?? {}) as RefundWish, world.clock.now()),
    refundSchema,
  );

  function change(verb: string, decide: Decision, body?: object): void {
    const schema = body && { schema: { body } };
    app.post(`/control/purchases/:id/${verb}`, { ...schema }, (request) => {
      const changed = decide(find(world, request), request);
      world.savePurchase(changed);
      return purchaseView(world, changed);
    });
  }
}

function buy(world: World, request: PurchaseRequest): Purchase {
  const app = world.apps.find(request.title ?? demoApp.title);
  if (!app) throw invalidField('/title', 'unknown', 'No app with this title is registered.');
  const context = { app, number: world.purchases.nextNumber, now: world.clock.now() };
  const purchase = purchaseFrom(request, context);
  world.savePurchase(purchase);
  return purchase;
}

function find(world: World, request: FastifyRequest): Purchase {
  const purchase = world.purchases.find((request.params as { id: string }).id);
  if (!purchase) throw new Problem(404, 'not_found', 'The store knows no such purchase.');
  return purchase;
}

async function list(world: World, query: Record<string, string>): Promise<object> {
  const below = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor);
  if (!Number.isSafeInteger(below)) {
    throw new Problem(400, 'invalid_cursor', 'Use the nextCursor of an earlier answer.');
  }
  const { accountToken } = query;
  const page = world.purchases.page({ limit: Number(query.limit ?? 50), below, accountToken });
  return {
    data: await Promise.all(page.purchases.map((purchase) => purchaseView(world, purchase))),
    nextCursor: page.nextNumber === null ? null : String(page.nextNumber),
  };
}
