import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type App, demoApp } from '../apps.js';
import type { Purchase } from '../purchases/purchase.js';
import type { PurchaseFilter } from '../purchases/purchase-book.js';
import type { World } from '../world.js';
import { cursorOf, listQuery, pageOf } from './cursor.js';
import { invalidField, Problem } from './problem.js';
import { purchaseEvents } from './purchase-events.js';
import { type PurchaseRequest, purchaseFrom, purchaseRequestSchema } from './purchase-request.js';
import { purchaseView, wholePurchaseView } from './purchase-view.js';

const listSchema = listQuery({
  accountToken: { type: 'string' },
  title: { type: 'string' },
  store: { enum: ['apple', 'google'] },
  state: { enum: ['pending', 'purchased', 'cancelled', 'refunded'] },
});

/** Plays the player and the store: buys, pays, declines, finishes, refunds, and all the rest. */
export async function purchaseControl(app: FastifyInstance, world: World): Promise<void> {
  app.post('/control/purchases', { schema: { body: purchaseRequestSchema } }, (request, reply) => {
    const asked = request.body as PurchaseRequest;
    const purchase = buy(world, asked);
    reply.code(201);
    // A test that names the date wants it in the first proof; all others are signed now.
    const signedDate = asked.signedDate === undefined ? undefined : purchase.createdAt;
    return wholePurchaseView(world, purchase, signedDate);
  });
  app.get('/control/purchases', { schema: { querystring: listSchema } }, (request) =>
    list(world, request.query as Record<string, string>),
  );
  app.get('/control/purchases/:id', (request) => wholePurchaseView(world, find(world, request)));
  for (const [verb, { body, decide }] of Object.entries(purchaseEvents)) {
    app.post(`/control/purchases/:id/${verb}`, { schema: { body } }, (request) => {
      const { notify, ...wish } = (request.body ?? {}) as { notify?: boolean };
      const decision = decide(find(world, request), { wish, world });
      const changed = world.decide(decision, { notify: notify ?? true });
      return wholePurchaseView(world, changed);
    });
  }
}

function buy(world: World, request: PurchaseRequest): Purchase {
  const app = appFor(world, request);
  const number = world.purchases.nextNumber;
  const { randomness } = world;
  const purchase = purchaseFrom(request, { app, number, now: world.clock.now(), randomness });
  const events = purchase.purchasedAt === null ? [] : [{ kind: 'purchased' as const }];
  return world.decide({ purchase, events }, { notify: request.notify ?? true });
}

function appFor(world: World, request: PurchaseRequest): App {
  const { store, title = demoApp.title, bundleId, packageName } = request;
  const app =
    store === 'apple'
      ? world.apps.atApple(title, bundleId)
      : world.apps.atGoogle(title, packageName);
  if (app) return app;
  const named = store === 'apple' ? bundleId : packageName;
  if (named === undefined) {
    throw invalidField('/title', 'unknown', 'No app with this title is registered.');
  }
  const pointer = store === 'apple' ? '/bundleId' : '/packageName';
  throw invalidField(pointer, 'unknown', 'This title has no such app.');
}

function find(world: World, request: FastifyRequest): Purchase {
  const purchase = world.purchases.find((request.params as { id: string }).id);
  if (!purchase) throw new Problem(404, 'not_found', 'The store knows no such purchase.');
  return purchase;
}

async function list(world: World, query: Record<string, string>): Promise<object> {
  const { limit: _limit, cursor: _cursor, ...filter } = query;
  const page = world.purchases.page({ ...(filter as PurchaseFilter), ...pageOf(query) });
  return {
    data: await Promise.all(page.purchases.map((purchase) => purchaseView(world, purchase))),
    nextCursor: cursorOf(page.nextNumber),
  };
}
