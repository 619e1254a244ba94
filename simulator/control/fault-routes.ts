import type { FastifyInstance } from 'fastify';
import {
  callFaults,
  type FaultKind,
  type FaultWish,
  fateFaults,
  misleadingFaults,
  sendingFaults,
} from '../faults.js';
import type { World } from '../world.js';
import { invalidField } from './problem.js';

/** Every endpoint of the stores' APIs, by the name under which it can fail. */
const calls = [
  'google.token',
  'google.productsv2',
  'google.products',
  'google.acknowledge',
  'google.consume',
  'google.voidedpurchases',
  'google.orders',
  'google.refund',
  'google.reviewrefund',
  'google.subscriptionsv2',
  'google.certs',
  'apple.transaction',
  'apple.finish',
  'apple.accountToken',
  'apple.appTransaction',
  'apple.order',
  'apple.history',
  'apple.refunds',
  'apple.consumption',
  'apple.notificationHistory',
  'apple.testNotification',
  'apple.subscriptions',
  'apple.verifyReceipt',
  'apple.ocsp',
];
const kindsOf: Record<string, readonly FaultKind[]> = {
  ...Object.fromEntries(['*', 'google.*', 'apple.*', ...calls].map((name) => [name, callFaults])),
  'apple.notification': [...fateFaults, ...sendingFaults.apple, ...misleadingFaults.apple],
  'google.notification': [...fateFaults, ...sendingFaults.google],
};
const allKinds = [...new Set(Object.values(kindsOf).flat())];

const faultSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['endpoint', 'kind'],
  properties: {
    endpoint: { enum: Object.keys(kindsOf) },
    kind: { enum: allKinds },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    latencyMs: { type: 'integer', minimum: 0, maximum: 600_000 },
    delayMs: { type: 'integer', minimum: 0, maximum: 365 * 24 * 3_600_000 },
    ageMs: { type: 'integer', minimum: 1, maximum: 365 * 24 * 3_600_000 },
    copies: { type: 'integer', minimum: 2, maximum: 50 },
    times: { type: 'integer', minimum: 1 },
    retryAfter: { type: ['string', 'integer'] },
  },
  allOf: [needs('status', 'status'), needs('latency', 'latencyMs'), needs('delay', 'delayMs')],
};

/** Makes the stores fail, and heals them. */
export async function faultControl(app: FastifyInstance, world: World): Promise<void> {
  app.post('/control/faults', { schema: { body: faultSchema } }, (request, reply) => {
    const wish = request.body as FaultWish;
    if (!kindsOf[wish.endpoint]?.includes(wish.kind)) {
      throw invalidField('/kind', 'conflict', `${wish.endpoint} cannot suffer ${wish.kind}.`);
    }
    return reply.code(201).send(world.faults.add(wish));
  });
  app.get('/control/faults', () => ({ data: world.faults.all() }));
  app.get('/control/faults/kinds', () => ({ data: kindsOf }));
  app.delete('/control/faults', (_request, reply) => {
    world.faults.clear();
    world.pen.fill();
    return reply.code(204).send();
  });
  app.delete('/control/faults/:id', (request, reply) => {
    world.faults.clear((request.params as { id: string }).id);
    world.pen.fill();
    return reply.code(204).send();
  });
}

function needs(kind: string, field: string): object {
  return {
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: a JSON schema has this word.
    then: { required: [field] },
  };
}
