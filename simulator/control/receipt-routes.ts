import type { FastifyInstance } from 'fastify';
import { writeReceipt } from '../apple/receipt.js';
import type { Purchase } from '../purchases/purchase.js';
import type { World } from '../world.js';
import { invalidField } from './problem.js';

const receiptSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['transactionIds'],
  properties: {
    transactionIds: {
      type: 'array',
      minItems: 1,
      maxItems: 1000,
      items: { type: 'string' },
    },
    bundleId: { type: 'string', minLength: 1, maxLength: 155 },
  },
};

/** Plays the device with the old StoreKit: one receipt of several transactions. */
export async function receiptControl(app: FastifyInstance, world: World): Promise<void> {
  app.post('/control/receipts', { schema: { body: receiptSchema } }, (request, reply) => {
    const asked = request.body as { transactionIds: string[]; bundleId?: string };
    const purchases = asked.transactionIds.map((id, index) => find(world, id, index));
    requireAlike(purchases);
    reply.code(201);
    return { receipt: receiptOf(world, purchases, asked.bundleId) };
  });
}

/** The receipt of one app; another `bundleId` makes it one of an app of somebody else. */
export function receiptOf(
  world: World,
  purchases: Purchase[],
  bundleId = purchases[0]!.bundleId ?? '',
): string {
  const { environment } = purchases[0]!;
  const createdAt = world.clock.now();
  const { chain } = world.authority;
  return writeReceipt(chain, { environment, bundleId, createdAt }, purchases);
}

/** A device holds one receipt for each app, and is in one environment. */
function requireAlike(purchases: Purchase[]): void {
  const [{ bundleId, environment }] = purchases as [Purchase];
  const stranger = purchases.findIndex(
    (one) => one.bundleId !== bundleId || one.environment !== environment,
  );
  if (stranger < 0) return;
  const detail = 'A receipt is of one app in one environment, as the first transaction.';
  throw invalidField(`/transactionIds/${stranger}`, 'conflict', detail);
}

function find(world: World, id: string, index: number): Purchase {
  const purchase = world.purchases.find(id);
  if (purchase?.store !== 'apple' || purchase.purchasedAt === null) {
    const detail = 'The App Store knows no such transaction.';
    throw invalidField(`/transactionIds/${index}`, 'unknown', detail);
  }
  return purchase;
}
