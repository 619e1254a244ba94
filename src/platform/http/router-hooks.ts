import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import type { Log } from '../logging/log.js';
import type { Metrics } from '../metrics/metrics.js';
import { answerPreflight, openToGames } from './cross-origin.js';
import { readJsonObject } from './json-reader.js';
import type { Readiness } from './readiness.js';
import type { RequestGate } from './request-gate.js';
import type { RouteTable } from './route-table.js';
import { BODY_BYTES_MAX } from './router-options.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { Reply } from './stored-reply.js';

const NOTHING = Buffer.alloc(0);
const JSON_TYPE = /^application\/json(?:\s*;\s*charset=(?:"utf-8"|utf-8))?\s*$/i;

/** What the hooks need; known only after the application's modules are built. */
export interface HookParts {
  readonly gate: RequestGate;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly routes: RouteTable;
}

/** Puts our way of reading and answering into Fastify. Called before any route is registered. */
export function installHooks(fastify: FastifyInstance, parts: () => HookParts): void {
  fastify.decorateRequest('caller', null);
  fastify.decorateRequest('rawBody', undefined as never);
  fastify.decorateRequest('startedAt', 0);
  fastify.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now();
    request.rawBody = NOTHING;
    reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    const { gate, readiness, routes } = parts();
    if (readiness.draining) reply.header('connection', 'close');
    if (answerPreflight(request, reply, routes)) return;
    openToGames(request, reply);
    try {
      const entering = gate.enter(request, reply);
      if (entering) entering.then(() => done(), done);
      else done();
    } catch (error) {
      done(error as Error);
    }
  });
  readBodies(fastify);
  sendReplies(fastify);
  fastify.addHook('onResponse', (request, reply, done) => {
    account(parts(), request, reply);
    done();
  });
}

function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const type = request.headers['content-type'] ?? '';
      if (!JSON_TYPE.test(type)) throw new Problem('unsupported_media_type');
      const { bodyLimit = BODY_BYTES_MAX, keysMax } = request.routeOptions.config;
      request.rawBody = body as Buffer;
      // Some clients name a type and send nothing; a route that needs a body says so itself.
      if (body.length === 0) return done(null, undefined);
      const limits = { bytesMax: bodyLimit, ...(keysMax ? { keysMax } : {}) };
      done(null, readJsonObject(body as Buffer, limits));
    } catch (error) {
      done(error as Error);
    }
  });
}

function sendReplies(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (_, reply, payload, done) => {
    if (payload instanceof Reply) {
      reply.code(payload.status);
      if (payload.replayed) reply.header('idempotent-replayed', 'true');
    }
    done(null, payload);
  });
  fastify.setReplySerializer((payload) =>
    payload instanceof Reply ? payload.body : JSON.stringify(payload),
  );
}

/** Asked by machines every few seconds: worth a number, not a line. */
const QUIET_ROUTES = new Set(['/healthz', '/readyz', '/metrics']);

function account(parts: HookParts, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
  const milliseconds = performance.now() - request.startedAt;
  const method = request.is404 ? 'ANY' : request.method; // a made-up method makes no series
  parts.metrics.request(method, route, reply.statusCode, milliseconds);
  if (QUIET_ROUTES.has(route)) return;
  const { caller } = request;
  parts.log.info('request', {
    id: request.id,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(milliseconds * 10) / 10,
    caller: caller?.kind ?? 'none',
    title: caller?.titleId,
    operator: caller?.kind === 'operator' ? caller.operatorId : undefined,
  });
}
