import { createPublicKey } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { exportJWK } from 'jose';
import type { World } from '../world.js';

const secondsKept = 3600;

/** The keys by which Google's tokens are verified, in both forms that Google publishes. */
export async function certificateRoutes(app: FastifyInstance, world: World): Promise<void> {
  const config = { endpoint: 'google.certs' };
  app.get('/oauth2/v3/certs', { config }, async (_request, reply) => {
    const { keyId, privateKey } = await world.pushKeys.current();
    const key = await exportJWK(createPublicKey(privateKey));
    return keep(reply).send({ keys: [{ ...key, kid: keyId, alg: 'RS256', use: 'sig' }] });
  });
  app.get('/oauth2/v1/certs', { config }, async (_request, reply) => {
    const { keyId, certificatePem } = await world.pushKeys.current();
    return keep(reply).send({ [keyId]: certificatePem });
  });
}

function keep(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', `public, max-age=${secondsKept}, must-revalidate`);
}
