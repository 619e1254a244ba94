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
  return filteredQueryOf(url, {});
}

/** What a filter may be: one of these words, or a text of this form. */
export type Filters = Readonly<Record<string, readonly string[] | RegExp>>;

/** A part of a list: only the rows that fit all filters that were given. */
export interface FilteredQuery extends ListQuery {
  readonly filters: Readonly<Record<string, string>>;
}

/** The same with filters; throws `invalid_query` for a value that a filter cannot have. */
export function filteredQueryOf(url: string, allowed: Filters): FilteredQuery {
  const { limit, cursor, ...given } = strictQuery(url, [
    'limit',
    'cursor',
    ...Object.keys(allowed),
  ]) as Partial<Record<string, string>>;
  if (limit !== undefined && !/^[1-9]\d{0,2}$/.test(limit)) throw new Problem('invalid_query');
  const wanted = limit === undefined ? LIMIT_DEFAULT : Number(limit);
  if (wanted > LIMIT_MAX) throw new Problem('invalid_query');
  const filters: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(given)) {
    const form = allowed[name]!;
    const fits = form instanceof RegExp ? form.test(value) : form.includes(value);
    if (!fits) throw new Problem('invalid_query');
    filters[name] = value;
  }
  return { limit: wanted, cursor: cursor ?? null, filters };
}

const QueryParameter = createParamDecorator((filters: Filters, context: ExecutionContext) =>
  filteredQueryOf(context.switchToHttp().getRequest<FastifyRequest>().url, filters),
);

/** The parameter is the request's `FilteredQuery`; any other query parameter is refused. */
export function ListQuery(filters: Filters = {}): ParameterDecorator {
  return documented(
    QueryParameter(filters),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
    }),
    ApiQuery({ name: 'cursor', required: false, schema: { type: 'string', maxLength: 512 } }),
    ...Object.entries(filters).map(([name, form]) =>
      ApiQuery({
        name,
        required: false,
        schema: {
          type: 'string',
          ...(form instanceof RegExp ? { pattern: form.source } : { enum: [...form] }),
        },
      }),
    ),
  );
}
