import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AccessPolicy, addRouteConfig, type RouteFacts } from './route-config.js';

/** What a game calls, wherever its page comes from. All others stay with the service's own pages. */
const FOR_GAMES: ReadonlySet<AccessPolicy | undefined> = new Set<AccessPolicy>([
  'player',
  'game',
  'game-or-player',
]);

/**
 * Lets pages of any origin call a route that games need and that has another policy. It proves
 * nothing and gives nothing away: a game's credentials are in headers, never in cookies.
 */
export function AnyOrigin(): MethodDecorator {
  return addRouteConfig({ anyOrigin: true });
}

export function isForGames({ access, anyOrigin }: RouteFacts): boolean {
  return anyOrigin === true || FOR_GAMES.has(access);
}

const ALLOWED_HEADERS = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Content-Type',
  'Gemtill-Key',
  'Idempotency-Key',
  'Idempotency-Replay-Only',
  'If-None-Match',
  'Last-Event-ID',
].join(', ');

/** What a browser otherwise hides from the page. */
const EXPOSED_HEADERS = [
  'Date',
  'ETag',
  'Idempotent-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
].join(', ');

/** A day: how long a browser may remember the answer, as far as it does. */
const REMEMBERED_SECONDS = 86_400;

/** Opens the answer of a game's route for the page that asked. */
export function openToGames(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.origin === undefined || request.is404) return;
  if (isForGames(request.routeOptions.config)) allowOrigin(reply);
}

/** Of the route table: what a path and a method lead to. */
export interface RoutesForGames {
  match(method: string, path: string): { readonly forGames: boolean } | undefined;
}

/**
 * Answers the question of a browser whether it may send a request; false when it is none, or about
 * a route that is not for games.
 */
export function answerPreflight(
  request: FastifyRequest,
  reply: FastifyReply,
  routes: RoutesForGames,
): boolean {
  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || method === undefined) return false;
  if (request.headers.origin === undefined) return false;
  const entry = routes.match(method, request.url.split('?')[0]!);
  if (!entry?.forGames) return false;
  allowOrigin(reply);
  reply
    .header('access-control-allow-methods', method)
    .header('access-control-allow-headers', ALLOWED_HEADERS)
    .header('access-control-max-age', REMEMBERED_SECONDS)
    .code(204)
    .send();
  return true;
}

function allowOrigin(reply: FastifyReply): void {
  reply
    .header('access-control-allow-origin', '*')
    .header('access-control-expose-headers', EXPOSED_HEADERS)
    .header('cross-origin-resource-policy', 'cross-origin');
}
