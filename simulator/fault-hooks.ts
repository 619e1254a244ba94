import type { FastifyInstance, FastifyReply } from 'fastify';
import { appleFault } from './apple/errors.js';
import type { Fault } from './faults.js';
import { googleFault, tokenFault } from './google/errors.js';
import type { World } from './world.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The name under which faults can be set for this route. */
    endpoint?: string;
  }
  interface FastifyRequest {
    answerIsLost: boolean;
  }
}

/** Makes the routes of the stores, which have an endpoint name, meet the faults that were set. */
export function addFaultHooks(app: FastifyInstance, world: World): void {
  app.decorateRequest('answerIsLost', false);
  app.addHook('onRequest', async (request, reply) => {
    const { endpoint } = request.routeOptions.config;
    if (endpoint === undefined) return;
    for (const fault of world.faults.meet(endpoint)) {
      if (fault.kind === 'latency') await world.faults.wait(fault.latencyMs ?? 0);
      else if (fault.kind === 'lost_answer') request.answerIsLost = true;
      else return suffer(fault, endpoint, reply);
    }
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.answerIsLost) breakConnection(reply);
  });
}

function suffer(fault: Fault, endpoint: string, reply: FastifyReply): FastifyReply {
  if (fault.kind === 'outage') return breakConnection(reply);
  if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
  if (fault.kind === 'garbage') {
    return reply.type('application/json').send('{"purchaseStateContext": <html>');
  }
  const status = fault.status ?? 500;
  return reply.code(status).send(faultBody(endpoint, status));
}

function faultBody(endpoint: string, status: number): object | string {
  if (endpoint === 'google.token') return tokenFault(status);
  return endpoint.startsWith('google.') ? googleFault(status) : appleFault(status);
}

function breakConnection(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.destroy();
  return reply;
}
