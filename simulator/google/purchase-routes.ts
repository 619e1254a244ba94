import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acknowledge, consume } from '../purchases/decide.js';
import type { LineItem, Purchase } from '../purchases/purchase.js';
import { Refusal } from '../purchases/refusal.js';
import type { World } from '../world.js';
import { invalidState, invalidValue, tokenNotFound, unauthenticated } from './errors.js';
import { productPurchase, productPurchaseV2 } from './product-purchase.js';

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

/** The part of the Play Developer API that concerns one-time products. */
export async function purchaseRoutes(app: FastifyInstance, world: World): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!world.accessTokens.isValid(token)) {
      return reply.code(unauthenticated.status).send(unauthenticated.body);
    }
  });
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
  if (purchase?.store !== 'google') return reply.code(404).send(tokenNotFound.body);
  const item = purchase.lineItems.find(
    (candidate) => path.productId === undefined || candidate.productId === path.productId,
  );
  if (!item || world.appOf(purchase).packageName !== path.packageName) {
    return reply.code(invalidValue.status).send(invalidValue.body);
  }
  try {
    return answer({ purchase, item });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return reply.code(invalidState.status).send(invalidState.body);
  }
}
