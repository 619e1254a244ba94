import { ROLES } from '../../src/platform/http/caller.js';
import { listRoutes } from '../../src/platform/http/http-application.js';
import { TEST_DATABASES } from '../support/databases.js';
import { type ServiceInTest, startService } from '../support/service.js';

/** Who may call what. A new route belongs here with a decision; HEAD stands wherever GET does. */
const POLICIES = {
  public: [
    'GET /',
    'GET /docs',
    'GET /healthz',
    'GET /metrics',
    'GET /openapi.json',
    'GET /readyz',
    'GET /shop-settings.json',
    'GET /shop.css',
    'GET /shop.js',
    'POST /v1/sessions/refresh',
  ],
  operator: [
    `GET /v1/admin/audit-log (${ROLES.join(', ')})`,
    'POST /v1/admin/catalog/coupons/:key/codes (liveops, publisher)',
    'POST /v1/admin/catalog/preview (liveops, publisher)',
  ],
  game: ['POST /v1/sessions'],
  'game-or-player': ['GET /v1/catalog', 'GET /v1/draws/tables/:version/:draw'],
  player: [
    'POST /v1/coupons/redemptions',
    'GET /v1/draws',
    'GET /v1/draws/seed',
    'POST /v1/draws/seed',
    'GET /v1/inventory',
    'POST /v1/inventory/:sku/consume',
    'GET /v1/me',
    'PUT /v1/me/consents',
    'GET /v1/orders',
    'POST /v1/orders',
    'GET /v1/orders/:id',
    'GET /v1/payments/:id',
    'POST /v1/quotes',
    'DELETE /v1/sessions/current',
    'POST /v1/topups',
    'POST /v1/topups/checks',
    'GET /v1/wallet',
    'GET /v1/wallet/entries',
  ],
  server: [
    'POST /v1/server/catalogs',
    'GET /v1/server/differences',
    'POST /v1/server/differences/:id/accept',
    'GET /v1/server/notifications',
    'POST /v1/server/notifications/:id/retry',
    'POST /v1/server/orders/:id/refund',
    'GET /v1/server/payments',
    'GET /v1/server/payments/:id',
    'POST /v1/server/payments/:id/assign',
    'POST /v1/server/payments/:id/check',
    'GET /v1/server/players/:player/attributes',
    'PUT /v1/server/players/:player/attributes',
    'PUT /v1/server/players/:player/consents',
    'POST /v1/server/players/:player/grants',
    'GET /v1/server/players/:player/risk',
    'POST /v1/server/players/:player/risk/lift',
    'GET /v1/server/players/:player/wallet',
    'POST /v1/server/reconciliations',
  ],
  store: ['POST /v1/notifications/apple/:title', 'POST /v1/notifications/google/:title'],
} as const;

describe('the routes of the whole service', () => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(TEST_DATABASES[0]!);
  });
  afterAll(() => service?.close());

  it('are these, each with the policy that was decided for it', () => {
    const found: Record<string, string[]> = {};
    for (const { access, method, path, roles } of listRoutes(service.app)) {
      const who = roles.length > 0 ? ` (${roles.join(', ')})` : '';
      found[access] = [...(found[access] ?? []), `${method} ${path}${who}`];
    }
    const withoutHeads = Object.entries(found).map(([access, routes]) => [
      access,
      routes.filter((route) => !route.startsWith('HEAD ')),
    ]);
    expect(Object.fromEntries(withoutHeads)).toEqual(POLICIES);
  });

  it('have the same policy for HEAD as for GET', () => {
    const of = (wanted: string) =>
      listRoutes(service.app)
        .filter(({ method }) => method === wanted)
        .map(({ access, path }) => `${access} ${path}`);
    expect(of('HEAD')).toEqual(of('GET'));
  });
});
