import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import { documented } from './documented-parameter.js';

const LIMIT_MAX = 200;
const LIMIT_DEFAULT = 50;

/** How much of a list to show, and after which row. */
export interface ListQuery {
  readonly limit: number;
  /** As the client sent it: `Cursors.read` says whether it is genuine. */
  readonly cursor: string | null;
}

/**
 * Reads the query of a request; throws `invalid_query` for a name not in `known`, or one given
 * twice.
 */
export function strictQuery<Name extends string>(
  url: string,
  known: readonly Name[],
): Partial<Record<Name, string>> {
  const start = url.indexOf('?');
  const found: Partial<Record<Name, string>> = {};
  if (start < 0) return found;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (!known.includes(name as Name) || Object.hasOwn(found, name)) {
      throw new Problem('invalid_query');
    }
    found[name as Name] = value;
  }
  return found;
}

/** `limit` is 1 to 200 (default 50) in plain digits; `cursor` is opaque. */
export function listQueryOf(url: string): ListQuery {
  const { limit, cursor } = strictQuery(url, ['limit', 'cursor']);
  if (limit !== undefined && !/^[1-9]\d{0,2}$/.test(limit)) throw new Problem('invalid_query');
  const wanted = limit === undefined ? LIMIT_DEFAULT : Number(limit);
  if (wanted > LIMIT_MAX) throw new Problem('invalid_query');
  return { limit: wanted, cursor: cursor ?? null };
}

const QueryParameter = createParamDecorator((_: unknown, context: ExecutionContext) =>
  listQueryOf(context.switchToHttp().getRequest<FastifyRequest>().url),
);

/** The parameter is the request's `ListQuery`; any other query parameter is refused. */
export function ListQuery(): ParameterDecorator {
  return documented(
    QueryParameter(),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
    }),
    ApiQuery({ name: 'cursor', required: false, schema: { type: 'string', maxLength: 512 } }),
  );
}
