import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../config/configuration.js';
import { Log } from '../logging/log.js';
import { NestLog } from '../logging/nest-log.js';
import { Metrics } from '../metrics/metrics.js';
import { AccessGuard } from './access.guard.js';
import { AUTHENTICATORS, type Authenticators } from './authenticators.js';
import { Documents } from './documents.js';
import { prepareDeclaredBodies } from './json-body.js';
import { openApiDocument } from './openapi-document.js';
import { ProblemFilter } from './problem-filter.js';
import { Readiness } from './readiness.js';
import { RequestGate } from './request-gate.js';
import { RequestLimits } from './request-limits.js';
import { type RouteEntry, RouteTable } from './route-table.js';
import { type HookParts, installHooks } from './router-hooks.js';
import { routerOptions } from './router-options.js';

export interface HttpOptions {
  /** Milliseconds in which a request must have arrived; for tests of slow senders. */
  readonly arrivalMsMax?: number;
}

const ROUTES = new WeakMap<NestFastifyApplication, RouteTable>();

/**
 * Builds the service around a root module, which imports `HttpModule.of(configuration)`, the
 * database, and provides `AUTHENTICATORS` and `CLOCK`. The application is initialised and not yet
 * listening. Throws when a route has no `@Access`.
 */
export async function createHttpApplication(
  module: Type | DynamicModule,
  configuration: Configuration,
  options: HttpOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(routerOptions(configuration, options.arrivalMsMax) as never);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const routes = new RouteTable();
  let parts: HookParts | null = null;
  fastify.addHook('onRoute', (route) => routes.add(route));
  installHooks(fastify, () => parts!);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  const get = <Part>(token: Type<Part> | symbol) => app.get<Part>(token, { strict: false });
  const log = get(Log);
  app.useLogger(new NestLog(log));
  const gate = new RequestGate(get<Authenticators>(AUTHENTICATORS), get(RequestLimits));
  parts = { gate, log, metrics: get(Metrics), readiness: get(Readiness), routes };
  app.useGlobalFilters(new ProblemFilter(log, routes));
  app.useGlobalGuards(get(AccessGuard));
  get(Documents).make = () => openApiDocument(app, routes);
  prepareDeclaredBodies();
  try {
    await app.init();
    await fastify.ready();
  } catch (error) {
    await app.close().catch(() => {}); // otherwise the database would stay open and locked
    throw error;
  }
  ROUTES.set(app, routes);
  return app;
}

/** Every route with its policy, sorted; HEAD stands wherever GET does. */
export function listRoutes(app: NestFastifyApplication): RouteEntry[] {
  const routes = ROUTES.get(app)?.entries ?? [];
  const text = (entry: RouteEntry) => `${entry.path} ${entry.method}`;
  return [...routes].sort((left, right) => (text(left) < text(right) ? -1 : 1));
}

/** The routes of an application, for `openApiDocument`. */
export function routeTableOf(app: NestFastifyApplication): RouteTable {
  const routes = ROUTES.get(app);
  if (!routes) throw new Error('not made by createHttpApplication');
  return routes;
}
