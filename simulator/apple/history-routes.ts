import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Purchase } from '../purchases/purchase.js';
import { type AppleStore, purchasesOfCustomer } from './call.js';
import { currentProof } from './current-proof.js';
import { historyPage, type Query, refundPage } from './history.js';
import { environmentNames } from './transaction.js';

/** Lists of what one customer bought, and of what was given back. */
export function historyRoutes(app: FastifyInstance, store: AppleStore): void {
  const config = { endpoint: 'apple.history' };
  const { environment } = store;
  for (const version of ['v1', 'v2']) {
    app.get(`/inApps/${version}/history/:transactionId`, { config }, async (request) => {
      const all = customersPurchases(store, request);
      const listed = version === 'v1' ? all.filter(isKeptByVersionOne) : all;
      const { purchases, ...page } = historyPage(listed, request.query as Query);
      const app = store.world.apps.ofBundle(request.bundleId);
      return {
        ...page,
        bundleId: request.bundleId,
        ...(environment === 'production' && { appAppleId: app?.appAppleId }),
        environment: environmentNames[environment],
        signedTransactions: await signed(store, purchases),
      };
    });
  }
  app.get(
    '/inApps/v2/refund/lookup/:transactionId',
    { config: { endpoint: 'apple.refunds' } },
    async (request) => {
      const all = customersPurchases(store, request);
      const { purchases, ...page } = refundPage(all, request.query as Query);
      return { signedTransactions: await signed(store, purchases), ...page };
    },
  );
}

function customersPurchases(store: AppleStore, request: FastifyRequest): Purchase[] {
  const { transactionId } = request.params as { transactionId: string };
  return purchasesOfCustomer(store, request.bundleId, transactionId);
}

/** The first version forgets a consumable once it is finished. */
function isKeptByVersionOne(purchase: Purchase): boolean {
  return purchase.type !== 'Consumable' || !purchase.finished || purchase.revokedAt !== null;
}

function signed({ world }: AppleStore, purchases: Purchase[]): Promise<(string | null)[]> {
  return Promise.all(purchases.map((purchase) => currentProof(world, purchase)));
}
