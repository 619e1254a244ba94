import type { FastifyInstance } from 'fastify';
import type { World } from '../world.js';
import { certificatePem } from './certificate-text.js';

/** The root that whoever tests against this simulator has to trust. */
export function pkiRoutes(app: FastifyInstance, world: World): void {
  const root = () => world.authority.chain.root.certificate;
  app.get('/pki/root.pem', (_request, reply) =>
    reply.type('application/x-pem-file').send(certificatePem(root())),
  );
  app.get('/pki/root.der', (_request, reply) => reply.type('application/pkix-cert').send(root()));
}
