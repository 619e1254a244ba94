import type { FastifyInstance } from 'fastify';
import { type App, demoApp, type NotificationUrls } from '../apps.js';
import { baseUrl } from '../base-url.js';
import type { World } from '../world.js';
import { credentials } from './credentials.js';
import { Problem } from './problem.js';

const bundle = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,154}$' };
const url = { type: ['string', 'null'], pattern: '^https?://[^\\s]+$', maxLength: 2000 };
const appSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: {
    title: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
    bundleId: bundle,
    appAppleId: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    packageName: bundle,
    notificationUrls: {
      type: 'object',
      additionalProperties: false,
      properties: { apple: url, google: url },
    },
  },
  dependencies: { bundleId: ['appAppleId'], appAppleId: ['bundleId'] },
  anyOf: [
    { required: ['bundleId'] },
    { required: ['packageName'] },
    { required: ['notificationUrls'] },
  ],
};

const titleQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { title: { type: 'string' } },
};

/** Plays the studio: registers apps and downloads the credentials for its server. */
export async function appControl(app: FastifyInstance, world: World): Promise<void> {
  app.get('/control/apps', () => ({ data: world.apps.all() }));
  app.post('/control/apps', { schema: { body: appSchema } }, (request, reply) => {
    const wished = request.body as App;
    const known = wished.bundleId !== undefined || wished.packageName !== undefined;
    const saved = known ? register(world, wished) : readdress(world, wished);
    return reply.code(201).send(saved);
  });
  app.get('/control/credentials', { schema: { querystring: titleQuery } }, (request) => {
    const { title = demoApp.title } = request.query as { title?: string };
    const found = world.apps.ofTitle(title);
    if (found.length === 0) {
      throw new Problem(404, 'not_found', 'No app with this title is registered.');
    }
    return credentials(world, found, baseUrl(request, world.publicUrl));
  });
  // Not among the credentials: such a key takes a while to make, and few ask for it.
  app.get('/control/license-keys', { schema: { querystring: titleQuery } }, async (request) => {
    const { title = demoApp.title } = request.query as { title?: string };
    const names = world.apps.ofTitle(title).flatMap(({ packageName }) => packageName ?? []);
    const keyOf = async (packageName: string) => ({
      packageName,
      publicKey: await world.licenseKeys.publicKey(packageName),
    });
    return { data: await Promise.all(names.map(keyOf)) };
  });
}

/** A new app, or an old one that wants to be told elsewhere. */
function register(world: World, wished: App): App {
  const field = world.apps.conflict(wished);
  if (field) throw new Problem(409, 'app_conflict', `Another app has this ${field} already.`);
  world.saveApp(wished);
  return wished;
}

/** All apps of a title are told at these addresses from now on; the others stay. */
function readdress(world: World, { title, notificationUrls }: App): App {
  const apps = world.apps.ofTitle(title).map((app) => ({
    ...app,
    notificationUrls: { ...app.notificationUrls, ...notificationUrls } as NotificationUrls,
  }));
  if (!apps[0]) throw new Problem(404, 'not_found', 'No app with this title is registered.');
  world.saveApp(...apps);
  return apps[0];
}
