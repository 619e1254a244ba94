import { RouteConfig } from '@nestjs/platform-fastify';
import type { Caller, Role } from './caller.js';

/**
 * Who may call a route. `player`: an access token; `server`: a secret key; `game`: a publishable
 * key; `game-or-player`: either of the two; `operator`: a person of the studio with one of the
 * route's roles; `store`: a store, which proves itself by what it sends, so that the route must look
 * at that; `public`: everybody.
 */
export const ACCESS_POLICIES = [
  'player',
  'server',
  'game',
  'game-or-player',
  'operator',
  'store',
  'public',
] as const;
export type AccessPolicy = (typeof ACCESS_POLICIES)[number];

/** What our decorators tell the router about one route. */
export interface RouteFacts {
  readonly access?: AccessPolicy;
  /** What an operator must be, one of these; an admin always may. */
  readonly roles?: readonly Role[];
  /** Bytes. */
  readonly bodyLimit?: number;
  /** JSON keys in the whole body. */
  readonly keysMax?: number;
  /** The answer is a page for people: it gets no `Content-Security-Policy` of ours. */
  readonly page?: true;
  /** Pages of any origin may call it, whatever its policy. */
  readonly anyOrigin?: true;
  /** The publishable key may stand in the query. */
  readonly keyInQuery?: true;
}

declare module 'fastify' {
  interface FastifyContextConfig extends RouteFacts {}
  interface FastifyRequest {
    /** Who asks; null on public routes. Set before the body is read. */
    caller: Caller | null;
    /** The body as it came, for fingerprints and signatures; empty when there was none. */
    rawBody: Buffer;
    /** Milliseconds of `performance.now()` when the request came in. */
    startedAt: number;
  }
}

const FACTS = Symbol('route facts');

/** Adds facts to a controller method; several decorators may each add theirs. */
export function addRouteConfig(facts: RouteFacts): MethodDecorator {
  return (target, property, descriptor) => {
    const handler = descriptor.value as object;
    const all = { ...(Reflect.getMetadata(FACTS, handler) as RouteFacts | undefined), ...facts };
    Reflect.defineMetadata(FACTS, all, handler);
    RouteConfig(all)(target, property, descriptor);
  };
}
