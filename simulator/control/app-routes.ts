import type { FastifyInstance } from 'fastify';
import { type App, demoApp } from '../apps.js';
import { baseUrl } from '../base-url.js';
import type { World } from '../world.js';
import { Problem } from './problem.js';

const bundle = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,154}$' };
const appSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'bundleId', 'appAppleId', 'packageName'],
  properties: {
    title: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
    bundleId: bundle,
    appAppleId: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    packageName: bundle,
  },
};

/** Plays the studio: registers apps and downloads the credentials for its server. */
export async function appControl(app: FastifyInstance, world: World): Promise<void> {
  app.get('/control/apps', () => ({ data: world.apps.all() }));
  app.post('/control/apps', { schema: { body: appSchema } }, (request, reply) => {
    const { title, bundleId, appAppleId, packageName } = request.body as App;
    const wished = { title, bundleId, appAppleId, packageName };
    if (!world.apps.has(wished)) {
      const field = world.apps.conflict(wished);
      if (field) throw new Problem(409, 'app_conflict', `Another app has this ${field} already.`);
      world.saveApp(wished);
    }
    return reply.code(201).send(wished);
  });
  app.get('/control/credentials', (request) => {
    const { title = demoApp.title } = request.query as { title?: string };
    const found = world.apps.find(title);
    if (!found) throw new Problem(404, 'not_found', 'No app with this title is registered.');
    return credentials(world, found, baseUrl(request));
  });
}

/** What App Store Connect and the Play Console give to the studio, pointing at this simulator. */
function credentials(world: World, app: App, url: string): object {
  const { apple, google } = world.developerAccount;
  return {
    apple: {
      issuerId: apple.issuerId,
      keyId: apple.keyId,
      privateKey: apple.privateKey,
      bundleId: app.bundleId,
      appAppleId: app.appAppleId,
      baseUrls: { production: `${url}/production`, sandbox: `${url}/sandbox` },
      rootCertificateUrl: `${url}/pki/root.pem`,
    },
    google: {
      packageName: app.packageName,
      rootUrl: url,
      serviceAccount: {
        type: 'service_account',
        client_email: google.clientEmail,
        private_key: google.privateKey,
        private_key_id: google.privateKeyId,
        token_uri: `${url}/token`,
      },
    },
  };
}
