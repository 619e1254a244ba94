import type { FastifyInstance } from 'fastify';
import type { LeafChange } from '../pki/certificate-authority.js';
import type { World } from '../world.js';

const changes: readonly LeafChange[] = ['rotate', 'expire', 'revoke'];

/** Plays Apple's certificate authority with the certificate that signs. */
export async function leafControl(app: FastifyInstance, world: World): Promise<void> {
  app.get('/control/leaf', () => world.authority.leaf);
  for (const change of changes) {
    app.post(`/control/leaf/${change}`, async () => {
      const now = Date.now();
      await world.authority.change(change, Math.min(now, world.clock.now()));
      return world.authority.leaf;
    });
  }
}
