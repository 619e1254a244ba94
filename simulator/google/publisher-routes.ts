import type { FastifyInstance } from 'fastify';
import type { World } from '../world.js';
import { googleErrors } from './errors.js';
import { orderRoutes } from './order-routes.js';
import { purchaseRoutes } from './purchase-routes.js';

interface AnyPath {
  packageName: string;
}

/** The Play Developer API: for whoever has a token, and for the apps that this studio has. */
export async function publisherRoutes(app: FastifyInstance, world: World): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!world.accessTokens.isValid(token)) {
      return reply.code(401).send(googleErrors.unauthenticated.body);
    }
    const { packageName } = request.params as AnyPath;
    const isAboutAll = /\/(orders|voidedpurchases)/.test(request.routeOptions.url ?? '');
    if (isAboutAll && !world.apps.ofPackage(packageName)) {
      return reply.code(403).send(googleErrors.forbidden.body);
    }
  });
  purchaseRoutes(app, world);
  orderRoutes(app, world);
}
