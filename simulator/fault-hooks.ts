import type { FastifyInstance, FastifyReply } from 'fastify';
import { appleFault, receiptFault } from './apple/errors.js';
import { answerFault } from './fault-answers.js';
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

const tooManyRequests = 429;
const appleWaitMs = 60_000;

/** Makes the routes of the stores, which have an endpoint name, meet the faults that were set. */
export function addFaultHooks(app: FastifyInstance, world: World): void {
  app.decorateRequest('answerIsLost', false);
  app.addHook('onRequest', async (request, reply) => {
    const { endpoint } = request.routeOptions.config;
    if (endpoint === undefined) return;
    for (const fault of world.faults.meet(endpoint)) {
      if (fault.kind === 'latency') await world.faults.wait(fault.latencyMs ?? 0);
      else if (fault.kind === 'lost_answer') request.answerIsLost = true;
      else return suffer(fault, { endpoint, reply, signal: world.faults.signal });
    }
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    // Whoever goes on from here would write to a connection that is gone.
    if (request.answerIsLost) breakConnection(reply);
    else done(null, payload);
  });
}

function suffer(
  fault: Fault,
  { endpoint, reply, signal }: { endpoint: string; reply: FastifyReply; signal: AbortSignal },
): FastifyReply {
  if (fault.kind === 'outage') return breakConnection(reply);
  const retryAfter = fault.retryAfter ?? usualRetryAfter(fault, endpoint);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  const answer = answerFault(fault.kind, reply, signal);
  if (answer) return answer;
  const status = fault.status ?? 500;
  return reply.code(status).send(faultBody(endpoint, status));
}

/** Apple names the moment from which to ask again, in milliseconds since 1970, not a pause. */
function usualRetryAfter(fault: Fault, endpoint: string): number | undefined {
  const limited = fault.kind === 'status' && fault.status === tooManyRequests;
  return limited && endpoint.startsWith('apple.') ? Date.now() + appleWaitMs : undefined;
}

function faultBody(endpoint: string, status: number): object | string {
  if (endpoint === 'google.token') return tokenFault(status);
  if (endpoint === 'apple.verifyReceipt') return receiptFault(status);
  return endpoint.startsWith('google.') ? googleFault(status) : appleFault(status);
}

function breakConnection(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.destroy();
  return reply;
}
