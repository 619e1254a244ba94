import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { receiptRoutes } from './apple/receipt-routes.js';
import { appleRoutes } from './apple/routes.js';
import { appControl } from './control/app-routes.js';
import { clockControl } from './control/clock-routes.js';
import { faultControl } from './control/fault-routes.js';
import { leafControl } from './control/leaf-routes.js';
import { notificationControl } from './control/notification-routes.js';
import { Problem, sendProblem } from './control/problem.js';
import { purchaseControl } from './control/purchase-routes.js';
import { receiptControl } from './control/receipt-routes.js';
import { stateControl } from './control/state-routes.js';
import { addFaultHooks } from './fault-hooks.js';
import { certificateRoutes } from './google/certificate-routes.js';
import { googleErrors } from './google/errors.js';
import { publisherRoutes } from './google/publisher-routes.js';
import { tokenRoutes } from './google/token-routes.js';
import { pageRoutes } from './page/page-routes.js';
import type { CertificateChain } from './pki/certificate-chain.js';
import { ocspRoutes } from './pki/ocsp-routes.js';
import { pkiRoutes } from './pki/routes.js';
import { Timeline } from './timeline.js';
import { World, type WorldOptions } from './world.js';

export interface SimulatorOptions extends WorldOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** 127.0.0.1 by default: the control surface gives its keys to whoever asks. */
  host?: string;
  /** How long a receiver of notifications may take. */
  notificationTimeoutMs?: number;
}

export interface Simulator {
  url: string;
  port: number;
  /** The simulator's own certificates and their keys, for tests that forge. */
  readonly chain: CertificateChain;
  /** Breaks open connections. Closing twice is closing once. */
  close(): Promise<void>;
}

const bodyBytesMax = 1024 * 1024;
/** Purchase tokens are longer than what the router allows by default. */
const parameterLengthMax = 1024;
const notificationTimeoutMs = 10_000;

/** Tests shall hear of a misspelt field instead of wondering why it has no effect. */
const strictBodies = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
} as const;

/** Starts both simulated stores and their control surface on one port. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const world = await World.open(options);
  const timeline = new Timeline(world, options.notificationTimeoutMs ?? notificationTimeoutMs);
  const app = Fastify({
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: parameterLengthMax },
    ajv: { customOptions: strictBodies },
  });
  const opening = new Gate();
  app.addHook('onRequest', () => opening.passed);
  addRoutes(app, world, timeline);
  app.addHook('preClose', async () => {
    timeline.stop();
    world.faults.close();
  });
  try {
    await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const url = `http://${reachableHost(options.host)}:${port}`;
    // Certificates say where to ask whether they are revoked, so the port has to be known.
    await world.authority.open(world.publicUrl ?? url);
    opening.open();
    timeline.wake();
    return running(app, world, { url, port, stopped: () => timeline.stopped() });
  } catch (error) {
    await app.close();
    world.close();
    throw error;
  }
}

function running(
  app: FastifyInstance,
  world: World,
  { url, port, stopped }: { url: string; port: number; stopped: () => Promise<void> },
): Simulator {
  let closing: Promise<void> | undefined;
  return {
    url,
    port,
    get chain() {
      return world.authority.chain;
    },
    close: () => {
      closing ??= app
        .close()
        .then(stopped)
        .then(() => world.close());
      return closing;
    },
  };
}

/** Requests wait here while the simulator is not ready. */
class Gate {
  open: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

function addRoutes(app: FastifyInstance, world: World, timeline: Timeline): void {
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(sendNothing);
  acceptEmptyBodies(app);
  openToBrowsers(app);
  // What a request changed is told once it is answered, or its connection has ended.
  app.addHook('onRequest', async (_request, reply) => {
    reply.raw.once('close', () => timeline.wake());
  });
  // Before the routes: a hook concerns only what is added after it.
  addFaultHooks(app, world);
  app.get('/healthz', () => ({ status: 'ok' }));
  pageRoutes(app);
  pkiRoutes(app, world);
  app.register((scope) => ocspRoutes(scope, world));
  app.register((scope) => appControl(scope, world));
  app.register((scope) => purchaseControl(scope, world));
  app.register((scope) => notificationControl(scope, world));
  app.register((scope) => receiptControl(scope, world));
  app.register((scope) => faultControl(scope, world));
  app.register((scope) => clockControl(scope, world, timeline));
  app.register((scope) => leafControl(scope, world));
  app.register((scope) => stateControl(scope, world));
  app.register((scope) => tokenRoutes(scope, world));
  app.register((scope) => certificateRoutes(scope, world));
  app.register((scope) => publisherRoutes(scope, world));
  for (const environment of ['production', 'sandbox'] as const) {
    const prefix = `/${environment}`;
    app.register((scope) => appleRoutes(scope, world, environment), { prefix });
    app.register((scope) => receiptRoutes(scope, world, environment), { prefix });
  }
}

/** Each store says in its own way that it has no such path. */
function sendNothing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.url.startsWith('/androidpublisher/')) {
    return reply.code(404).send(googleErrors.pathNotFound.body);
  }
  if (/^\/(production|sandbox)\//.test(request.url)) {
    return reply.code(404).type('text/plain').send('Not Found\n');
  }
  return sendProblem(new Problem(404, 'not_found', 'There is nothing here.'), request, reply);
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
