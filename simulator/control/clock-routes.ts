import type { FastifyInstance } from 'fastify';
import type { Timeline } from '../timeline.js';
import type { World } from '../world.js';
import { invalidField } from './problem.js';

const clockSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    advanceMs: { type: 'integer', minimum: 0, maximum: 10 * 365 * 24 * 3600 * 1000 },
    iso: { type: 'string', format: 'date-time' },
  },
};
/** Outside of this the simulator's certificates are not valid. */
const earliest = Date.parse('2020-01-02');
const latest = Date.parse('2049-12-30');

/** Moves the virtual clock of both stores, and waits for what becomes due. */
export async function clockControl(
  app: FastifyInstance,
  world: World,
  timeline: Timeline,
): Promise<void> {
  app.get('/control/clock', () => clockView(world));
  app.post('/control/clock', { schema: { body: clockSchema } }, async (request) => {
    const { advanceMs = 0, iso } = request.body as { advanceMs?: number; iso?: string };
    const wished = iso === undefined ? world.clock.now() + advanceMs : Date.parse(iso);
    if (!(wished > earliest && wished < latest)) {
      throw invalidField('', 'range', 'The clock can be moved between 2020 and 2049.');
    }
    await timeline.moveTo(() =>
      iso === undefined ? world.clock.offsetMs + advanceMs : wished - Date.now(),
    );
    return clockView(world);
  });
  app.post('/control/deliver', async () => ({ attempted: await timeline.deliver() }));
}

function clockView(world: World): object {
  return { now: new Date(world.clock.now()).toISOString(), offsetMs: world.clock.offsetMs };
}
