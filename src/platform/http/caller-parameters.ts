import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import type { Caller, CallerKind } from './caller.js';

function callerOf(kind: CallerKind | null) {
  return (_: unknown, context: ExecutionContext): Caller => {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!caller || (kind && caller.kind !== kind)) throw new Problem('forbidden');
    return caller;
  };
}

/** The `PlayerCaller` of a route with `@Access('player')`. */
export const CurrentPlayer: () => ParameterDecorator = createParamDecorator(callerOf('player'));
/** The `ServerCaller` of a route with `@Access('server')`. */
export const CurrentServer: () => ParameterDecorator = createParamDecorator(callerOf('server'));
/** The `GameCaller` of a route with `@Access('game')`. */
export const CurrentGame: () => ParameterDecorator = createParamDecorator(callerOf('game'));
/** The `OperatorCaller` of a route with `@Access('operator')`. */
export const CurrentOperator: () => ParameterDecorator = createParamDecorator(callerOf('operator'));
/** Whoever calls, for routes with several kinds of caller. */
export const CurrentCaller: () => ParameterDecorator = createParamDecorator(callerOf(null));

/** The network address that the request came from, as far as the trusted proxies tell. */
export const ClientAddress: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().ip,
);
