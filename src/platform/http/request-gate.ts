import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import type { Authenticators } from './authenticators.js';
import type { Caller } from './caller.js';
import { bearerOf, gameKeyInQuery, gameKeyOf, namedScopeOf } from './credentials.js';
import type { RequestLimits } from './request-limits.js';
import { holdsRole } from './roles.js';
import type { AccessPolicy } from './route-config.js';

const URL_LENGTH_MAX = 4_096;
const HEADERS_MAX = 100;

/**
 * What every request passes before its body is read: its form, who asks, and how often. Runs as a
 * hook of the router, with the policy of the route that was matched, so that no spelling of a path
 * can reach a handler past it.
 */
export class RequestGate {
  constructor(
    private readonly authenticators: Authenticators,
    private readonly limits: RequestLimits,
  ) {}

  /** Sets `request.caller`, or throws the `Problem` of the request. At once when it can. */
  enter(request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    refuseOddForm(request);
    const access = request.is404 ? 'public' : request.routeOptions.config.access;
    if (access === undefined) throw new Problem('forbidden');
    if (access === 'public' || access === 'store') {
      this.limits.countStranger(access, request.ip, reply);
      refuseEncodedBody(request);
      return;
    }
    let caller: Caller | Promise<Caller>;
    try {
      caller = this.#callerOf(access, request);
    } catch (error) {
      return this.#refuse(error, request, reply);
    }
    if (!(caller instanceof Promise)) return this.#admit(caller, request, reply);
    return caller.then(
      (known) => this.#admit(known, request, reply),
      (error: unknown) => this.#refuse(error, request, reply),
    );
  }

  #callerOf(
    access: Exclude<AccessPolicy, 'public' | 'store'>,
    request: FastifyRequest,
  ): Caller | Promise<Caller> {
    const { player, server, game, operator } = this.authenticators;
    if (access === 'operator') {
      const token = bearerOf(request.headers);
      if (token === null) throw new Problem('unauthenticated');
      return operator.authenticate(token, namedScopeOf(request.headers));
    }
    if (access !== 'game') {
      const token = bearerOf(request.headers);
      if (token !== null) return (access === 'server' ? server : player).authenticate(token);
      if (access !== 'game-or-player') throw new Problem('unauthenticated');
    }
    const { keyInQuery } = request.routeOptions.config;
    const key = gameKeyOf(request.headers) ?? (keyInQuery ? gameKeyInQuery(request.url) : null);
    if (key === null) throw new Problem('unauthenticated');
    return game.authenticate(key);
  }

  #admit(caller: Caller, request: FastifyRequest, reply: FastifyReply): void {
    request.caller = caller;
    // A publishable key is known to everybody: it proves nothing about who asks.
    if (caller.kind === 'game') this.limits.countAddress(request.ip, reply);
    else this.limits.countCaller(caller, reply);
    if (caller.kind === 'operator') {
      const { roles = [] } = request.routeOptions.config;
      if (!holdsRole(caller, roles)) throw new Problem('forbidden');
    }
    refuseEncodedBody(request);
  }

  /** A wrong credential counts for its address, so that nobody can try many. */
  #refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): never {
    this.limits.countAddress(request.ip, reply);
    throw error;
  }
}

function refuseOddForm({ url, raw }: FastifyRequest): void {
  if (url.length > URL_LENGTH_MAX) throw new Problem('uri_too_long');
  if (raw.rawHeaders.length > HEADERS_MAX * 2) throw new Problem('headers_too_large');
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  // An encoded slash, backslash or zero byte would be decoded into a parameter of the path.
  if (path.includes('%') && /%(?:00|2f|5c)/i.test(path)) throw new Problem('not_found');
}

function refuseEncodedBody({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported_encoding');
  }
}
