import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { finish } from '../purchases/decide.js';
import type { Environment, Purchase } from '../purchases/purchase.js';
import type { World } from '../world.js';
import { bearerBundle } from './bearer.js';
import { currentProof } from './current-proof.js';
import { invalidTransactionId, transactionNotFound, unauthenticatedText } from './errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bundle of the app that calls the App Store Server API. */
    bundleId: string;
  }
}

const transactionPath = '/inApps/v1/transactions/:transactionId';

/** The App Store Server API of one environment, which sees only its own transactions. */
export async function appleRoutes(
  app: FastifyInstance,
  world: World,
  environment: Environment,
): Promise<void> {
  app.decorateRequest('bundleId', '');
  app.addHook('onRequest', async (request, reply) => {
    const bundleId = await bearerBundle(world, request.headers.authorization);
    if (!bundleId) return reply.code(401).type('text/plain').send(unauthenticatedText);
    request.bundleId = bundleId;
  });
  app.get(transactionPath, { config: { endpoint: 'apple.transaction' } }, (request, reply) =>
    withTransaction({ world, environment, request, reply }, async (purchase) =>
      reply.send({ signedTransactionInfo: await currentProof(world, purchase) }),
    ),
  );
  app.post(
    `${transactionPath}/finish`,
    { config: { endpoint: 'apple.finish' } },
    (request, reply) =>
      withTransaction({ world, environment, request, reply }, async (purchase) => {
        if (!purchase.finished) world.savePurchase(finish(purchase));
        return reply.code(200).send();
      }),
  );
}

/** Finds the transaction that the path names and answers as Apple does when it cannot. */
async function withTransaction(
  call: { world: World; environment: Environment; request: FastifyRequest; reply: FastifyReply },
  answer: (purchase: Purchase) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { world, environment, request, reply } = call;
  const { transactionId } = request.params as { transactionId: string };
  if (!/^\d{1,32}$/.test(transactionId)) return reply.code(400).send(invalidTransactionId);
  const purchase = world.purchases.find(transactionId);
  const visible =
    purchase?.store === 'apple' &&
    purchase.purchasedAt !== null &&
    purchase.environment === environment &&
    world.appOf(purchase).bundleId === request.bundleId;
  return visible ? answer(purchase) : reply.code(404).send(transactionNotFound);
}
