import { ROLES } from '../../src/platform/http/caller.js';
import { listRoutes } from '../../src/platform/http/http-application.js';
import { TEST_DATABASES } from '../support/databases.js';
import { type ServiceInTest, startService } from '../support/service.js';

/** Who may call what. A new route belongs here with a decision; HEAD stands wherever GET does. */
const POLICIES = {
  public: [
    'GET /',
    'GET /docs',
    'GET /game',
    'GET /game/game.css',
    'GET /game/game.js',
    'GET /game/stage.js',
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
    'GET /v1/admin/audit-log (any role)',
    'POST /v1/admin/catalog/coupons/:key/codes (liveops, publisher)',
    'GET /v1/admin/catalog/diff (any role)',
    'GET /v1/admin/catalog/drafts (any role)',
    'POST /v1/admin/catalog/drafts (liveops, publisher)',
    'DELETE /v1/admin/catalog/drafts/:id (liveops, publisher)',
    'GET /v1/admin/catalog/drafts/:id (any role)',
    'POST /v1/admin/catalog/drafts/:id/approve (publisher)',
    'POST /v1/admin/catalog/drafts/:id/cancel (publisher)',
    'GET /v1/admin/catalog/drafts/:id/checks (any role)',
    'GET /v1/admin/catalog/drafts/:id/content (any role)',
    'PATCH /v1/admin/catalog/drafts/:id/content (liveops, publisher)',
    'PUT /v1/admin/catalog/drafts/:id/content (liveops, publisher)',
    'GET /v1/admin/catalog/drafts/:id/diff (any role)',
    'POST /v1/admin/catalog/drafts/:id/publish (publisher)',
    'POST /v1/admin/catalog/drafts/:id/rebase (liveops, publisher)',
    'POST /v1/admin/catalog/drafts/:id/rehearsal (liveops, publisher)',
    'GET /v1/admin/catalog/events (any role)',
    'POST /v1/admin/catalog/preview (liveops, publisher)',
    'POST /v1/admin/catalog/rollback (publisher)',
    'GET /v1/admin/catalog/settings (any role)',
    'PUT /v1/admin/catalog/settings (publisher)',
    'POST /v1/admin/catalog/validate (any role)',
    'GET /v1/admin/catalog/versions (any role)',
    'GET /v1/admin/catalog/versions/:id (any role)',
  ],
  game: ['POST /v1/sessions', 'POST /v1/validators/cdv'],
  'game-or-player': ['GET /v1/catalog', 'GET /v1/draws/tables/:version/:draw'],
  player: [
    'POST /v1/coupons/redemptions',
    'GET /v1/demo/ledger',
    'POST /v1/demo/sale',
    'GET /v1/draws',
    'GET /v1/draws/seed',
    'POST /v1/draws/seed',
    'GET /v1/events',
    'GET /v1/inventory',
    'POST /v1/inventory/:sku/consume',
    'DELETE /v1/me',
    'GET /v1/me',
    'PUT /v1/me/consents',
    'GET /v1/me/export',
    'GET /v1/me/limits',
    'PUT /v1/me/limits',
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
    'GET /v1/server/events',
    'GET /v1/server/notifications',
    'POST /v1/server/notifications/:id/retry',
    'POST /v1/server/orders/:id/refund',
    'GET /v1/server/payments',
    'GET /v1/server/payments/:id',
    'POST /v1/server/payments/:id/assign',
    'POST /v1/server/payments/:id/check',
    'DELETE /v1/server/players/:player',
    'GET /v1/server/players/:player/attributes',
    'PUT /v1/server/players/:player/attributes',
    'PUT /v1/server/players/:player/consents',
    'POST /v1/server/players/:player/debits',
    'GET /v1/server/players/:player/entries',
    'GET /v1/server/players/:player/events',
    'POST /v1/server/players/:player/grants',
    'GET /v1/server/players/:player/inventory',
    'POST /v1/server/players/:player/orders',
    'GET /v1/server/players/:player/risk',
    'POST /v1/server/players/:player/risk/lift',
    'GET /v1/server/players/:player/wallet',
    'POST /v1/server/reconciliations',
    'POST /v1/server/transfers',
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
      const words = roles.length === ROLES.length ? 'any role' : roles.join(', ');
      const who = roles.length > 0 ? ` (${words})` : '';
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
