import type { FastifyInstance } from 'fastify';
import type { World } from '../world.js';

/**
 * Everything that both stores believe, as they keep it, and no key: to look at, to put beside a
 * failed test, to compare with another run of the same seed. Nothing is signed for it, so looking
 * changes nothing.
 */
export async function stateControl(app: FastifyInstance, world: World): Promise<void> {
  app.get('/control/state', () => ({
    clock: { now: new Date(world.clock.now()).toISOString(), offsetMs: world.clock.offsetMs },
    apps: world.apps.all(),
    purchases: world.purchases.all(),
    notifications: world.notifications.all(),
    faults: world.faults.all(),
    leaf: world.authority.leaf,
  }));
}
