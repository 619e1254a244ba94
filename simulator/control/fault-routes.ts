import type { FastifyInstance } from 'fastify';
import type { FaultWish } from '../faults.js';
import type { World } from '../world.js';

const faultSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['endpoint', 'kind'],
  properties: {
    endpoint: {
      enum: [
        '*',
        'google.*',
        'google.token',
        'google.productsv2',
        'google.products',
        'google.acknowledge',
        'google.consume',
        'apple.*',
        'apple.transaction',
        'apple.finish',
      ],
    },
    kind: { enum: ['outage', 'lost_answer', 'status', 'garbage', 'latency'] },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    latencyMs: { type: 'integer', minimum: 0, maximum: 600_000 },
    times: { type: 'integer', minimum: 1 },
    retryAfter: { type: ['string', 'integer'] },
  },
  allOf: [needs('status', 'status'), needs('latency', 'latencyMs')],
};

/** Makes the stores fail, and heals them. */
export async function faultControl(app: FastifyInstance, world: World): Promise<void> {
  app.post('/control/faults', { schema: { body: faultSchema } }, (request, reply) =>
    reply.code(201).send(world.faults.add(request.body as FaultWish)),
  );
  app.get('/control/faults', () => ({ data: world.faults.all() }));
  app.delete('/control/faults', (_request, reply) => {
    world.faults.clear();
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
