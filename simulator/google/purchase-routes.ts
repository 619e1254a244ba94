import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acknowledge, consume } from '../purchases/decide.js';
import type { LineItem, Purchase } from '../purchases/purchase.js';
import { Refusal } from '../purchases/refusal.js';
import type { World } from '../world.js';
import { googleErrors } from './errors.js';
import { productPurchase, productPurchaseV2 } from './product-purchase.js';
import { type VoidedQuery, voidedPage } from './voided-purchases.js';

interface PurchasePath {
  packageName: string;
  productId?: string;
  token: string;
}
interface Found {
  purchase: Purchase;
  item: LineItem;
}

const prefix = '/androidpublisher/v3/applications/:packageName/purchases';
const productPath = `${prefix}/products/:productId/tokens`;

/** The part of the Play Developer API that concerns purchases of one-time products. */
export function purchaseRoutes(app: FastifyInstance, world: World): void {
  app.get(
    `${prefix}/productsv2/tokens/:token`,
    { config: { endpoint: 'google.productsv2' } },
    (request, reply) =>
      withPurchase(world, request, reply, ({ purchase }) =>
        reply.send(productPurchaseV2(purchase)),
      ),
  );
  app.get(`${productPath}/:token`, { config: { endpoint: 'google.products' } }, (request, reply) =>
    withPurchase(world, request, reply, ({ purchase, item }) =>
      reply.send(productPurchase(purchase, item)),
    ),
  );
  // Google writes a verb after a colon; the doubled colon is how the router spells a literal one.
  for (const [verb, decide] of Object.entries({ acknowledge, consume })) {
    app.post(
      `${productPath}/:token(^[^:/]+)::${verb}`,
      { config: { endpoint: `google.${verb}` } },
      (request, reply) =>
        withPurchase(world, request, reply, ({ purchase, item }) => {
          world.savePurchase(decide(purchase, item.productId));
          return reply.code(204).send();
        }),
    );
  }
  app.get(
    `${prefix}/voidedpurchases`,
    { config: { endpoint: 'google.voidedpurchases' } },
    (request, reply) => listVoided(world, request, reply),
  );
  // There are no subscriptions here, so no token is one of theirs.
  for (const kind of ['subscriptions', 'subscriptionsv2']) {
    app.route({
      method: ['GET', 'POST'],
      url: `${prefix}/${kind}/*`,
      config: { endpoint: 'google.subscriptionsv2' },
      handler: (_request, reply) => reply.code(404).send(googleErrors.tokenNotFound.body),
    });
  }
}

function listVoided(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { packageName } = request.params as PurchasePath;
  const own = world.purchases.all().filter((purchase) => purchase.packageName === packageName);
  const page = voidedPage(own, request.query as VoidedQuery, world.clock.now());
  return page ? reply.send(page) : reply.code(400).send(googleErrors.invalidValue.body);
}

/** Finds what the path names and answers as Google does when it cannot, or when it may not. */
function withPurchase(
  world: World,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: (found: Found) => FastifyReply,
): FastifyReply {
  const path = request.params as PurchasePath;
  const purchase = world.purchases.find(path.token);
  if (purchase?.store !== 'google') return reply.code(404).send(googleErrors.tokenNotFound.body);
  const item = purchase.lineItems.find(
    (candidate) => path.productId === undefined || candidate.productId === path.productId,
  );
  if (!item || purchase.packageName !== path.packageName) {
    return reply.code(400).send(googleErrors.invalidValue.body);
  }
  try {
    return answer({ purchase, item });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const gone = error.code === 'already_consumed' && purchase.secondConsume === 410;
    const { status, body } = gone ? googleErrors.tokenGone : googleErrors.invalidState;
    return reply.code(status).send(body);
  }
}
