import type { FastifyInstance, FastifyReply } from 'fastify';
import type { World } from '../world.js';
import { answerRequest, malformedAnswer, readRequest, unauthorizedAnswer } from './ocsp.js';

/** Says whether a certificate was revoked (RFC 6960), as every certificate here tells to ask. */
export async function ocspRoutes(app: FastifyInstance, world: World): Promise<void> {
  app.addContentTypeParser(
    'application/ocsp-request',
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
  app.post('/ocsp', { config: { endpoint: 'apple.ocsp' } }, (request, reply) =>
    send(reply, answer(world, request.body)),
  );
}

function answer({ authority }: World, body: unknown): Buffer {
  if (!Buffer.isBuffer(body)) return malformedAnswer;
  let question: ReturnType<typeof readRequest>;
  try {
    question = readRequest(body, authority.answering);
  } catch {
    return malformedAnswer;
  }
  if (!question) return unauthorizedAnswer;
  return answerRequest(question, authority.statusOf(question.serial), Date.now());
}

function send(reply: FastifyReply, body: Buffer): FastifyReply {
  return reply.type('application/ocsp-response').send(body);
}
