import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { appleRoutes } from './apple/routes.js';
import { appControl } from './control/app-routes.js';
import { clockControl } from './control/clock-routes.js';
import { faultControl } from './control/fault-routes.js';
import { Problem, sendProblem } from './control/problem.js';
import { purchaseControl } from './control/purchase-routes.js';
import { addFaultHooks } from './fault-hooks.js';
import { purchaseRoutes } from './google/purchase-routes.js';
import { tokenRoutes } from './google/token-routes.js';
import type { CertificateChain } from './pki/certificate-chain.js';
import { pkiRoutes } from './pki/routes.js';
import { World } from './world.js';

export interface SimulatorOptions {
  /** Where keys and purchases are kept; made when it is missing. One process per folder. */
  folder: string;
  /** 0, the default, takes any free port. */
  port?: number;
  /** 127.0.0.1 by default: the control surface gives its keys to whoever asks. */
  host?: string;
}

export interface Simulator {
  url: string;
  port: number;
  /** The simulator's own certificates and their keys, for tests that forge. */
  chain: CertificateChain;
  /** Breaks open connections. Closing twice is closing once. */
  close(): Promise<void>;
}

const bodyBytesMax = 256 * 1024;
/** Purchase tokens are longer than what the router allows by default. */
const parameterLengthMax = 1024;

/** Tests shall hear of a misspelt field instead of wondering why it has no effect. */
const strictBodies = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
} as const;

/** Starts both simulated stores and their control surface on one port. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const world = await World.open(options.folder);
  const app = Fastify({
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: parameterLengthMax },
    ajv: { customOptions: strictBodies },
  });
  addRoutes(app, world);
  app.addHook('preClose', async () => world.faults.close());
  try {
    await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  } catch (error) {
    world.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${reachableHost(options.host)}:${port}`,
    port,
    chain: world.chain,
    close: () => {
      closing ??= app.close().then(() => world.close());
      return closing;
    },
  };
}

function addRoutes(app: FastifyInstance, world: World): void {
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new Problem(404, 'not_found', 'There is nothing here.'), request, reply),
  );
  acceptEmptyBodies(app);
  openToBrowsers(app);
  // Before the routes: a hook concerns only what is added after it.
  addFaultHooks(app, world);
  app.get('/healthz', () => ({ status: 'ok' }));
  pkiRoutes(app, world);
  app.register((scope) => appControl(scope, world));
  app.register((scope) => purchaseControl(scope, world));
  app.register((scope) => faultControl(scope, world));
  app.register((scope) => clockControl(scope, world));
  app.register((scope) => tokenRoutes(scope, world));
  app.register((scope) => purchaseRoutes(scope, world));
  for (const environment of ['production', 'sandbox'] as const) {
    app.register((scope) => appleRoutes(scope, world, environment), { prefix: `/${environment}` });
  }
}

/** The vendors' clients call their bodies JSON even when there is none. */
function acceptEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => (body === '' ? done(null, null) : parse(request, body, done)),
  );
}

/** The demo page, which comes from another port, buys through the control surface. */
function openToBrowsers(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!/^\/(control|pki)\//.test(request.url)) return;
    reply.header('access-control-allow-origin', '*');
    if (request.method !== 'OPTIONS') return;
    return reply
      .header('access-control-allow-methods', 'GET, POST, DELETE')
      .header('access-control-allow-headers', 'content-type, idempotency-key')
      .code(204)
      .send();
  });
}

function reachableHost(host = '127.0.0.1'): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
