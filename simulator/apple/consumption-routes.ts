import type { FastifyInstance } from 'fastify';
import { answerConsumption } from '../purchases/consumption.js';
import { type AppleStore, transactionOf } from './call.js';
import { refuseConsumption } from './consumption-rules.js';
import { AppleRefusal, appleErrors } from './errors.js';

const accepted = 202;

/** The server's word on how much of a purchase was used, which Apple keeps for its decision. */
export function consumptionRoutes(app: FastifyInstance, store: AppleStore): void {
  const config = { endpoint: 'apple.consumption' };
  for (const version of [1, 2] as const) {
    const path = `/inApps/v${version}/transactions/consumption/:transactionId`;
    app.put(path, { config }, (request, reply) => {
      const { transactionId } = request.params as { transactionId: string };
      const purchase = transactionOf(store, request.bundleId, transactionId);
      if (version === 1 && !isSupportedByVersionOne(purchase.type)) {
        throw new AppleRefusal(appleErrors.typeNotSupported);
      }
      const body = (request.body ?? {}) as Record<string, unknown>;
      const error = refuseConsumption(version, body);
      if (error) throw new AppleRefusal(error);
      const now = store.world.clock.now();
      store.world.savePurchase(answerConsumption(purchase, { version, ...body }, now));
      return reply.code(accepted).send();
    });
  }
}

function isSupportedByVersionOne(type: string): boolean {
  return type === 'Consumable' || type === 'Auto-Renewable Subscription';
}
