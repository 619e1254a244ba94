import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Environment } from '../purchases/purchase.js';
import type { World } from '../world.js';
import { bearerBundle } from './bearer.js';
import type { AppleStore } from './call.js';
import { consumptionRoutes } from './consumption-routes.js';
import { AppleRefusal, appleErrors, appleFault, unauthenticatedText } from './errors.js';
import { historyRoutes } from './history-routes.js';
import { notificationRoutes } from './notification-routes.js';
import { transactionRoutes } from './transaction-routes.js';

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
  app.setErrorHandler(sendError);
  const store: AppleStore = { world, environment };
  transactionRoutes(app, store);
  historyRoutes(app, store);
  consumptionRoutes(app, store);
  notificationRoutes(app, store);
  subscriptionRoutes(app);
}

/** There are no subscriptions here, so Apple does not find any. */
function subscriptionRoutes(app: FastifyInstance): void {
  const config = { endpoint: 'apple.subscriptions' };
  const unknown = () => {
    throw new AppleRefusal(appleErrors.transactionNotFound);
  };
  app.get('/inApps/v1/subscriptions/:transactionId', { config }, unknown);
  app.put('/inApps/v1/subscriptions/extend/:originalTransactionId', { config }, unknown);
  app.post('/inApps/v1/subscriptions/extend/mass', { config }, unknown);
  app.get('/inApps/v1/subscriptions/extend/mass/:productId/:requestId', { config }, () => {
    throw new AppleRefusal(appleErrors.statusRequestNotFound);
  });
}

function sendError(error: FastifyError | Error, _request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof AppleRefusal) return reply.code(error.status).send(error.error);
  if ('statusCode' in error && (error.statusCode ?? 500) < 500) {
    return reply.code(400).send(appleErrors.badRequest);
  }
  console.error(error);
  return reply.code(500).send(appleFault(500));
}
