import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../kernel/problem.js';
import type { NamedScope } from './authenticators.js';
import { strictQuery } from './list-query.js';

const BEARER = /^Bearer ([\w~+/.-]+=*)$/i;
const CREDENTIAL_LENGTH_MAX = 4_096;

/**
 * The credential of the Authorization header, or null when there is none. Throws `unauthenticated`
 * for another scheme. Credentials in the query string are never looked at.
 */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  const header = headers.authorization;
  if (header === undefined) return null;
  const token = header.length <= CREDENTIAL_LENGTH_MAX ? BEARER.exec(header)?.[1] : undefined;
  if (token === undefined) throw new Problem('unauthenticated');
  return token;
}

/** The publishable key of the `Gemtill-Key` header, or null. */
export function gameKeyOf(headers: IncomingHttpHeaders): string | null {
  const header = headers['gemtill-key'];
  return typeof header === 'string' && header.length <= CREDENTIAL_LENGTH_MAX ? header : null;
}

/** The publishable key of `?key=`, or null; only where a route allows it. */
export function gameKeyInQuery(url: string): string | null {
  const { key } = strictQuery(url, ['key']);
  return key !== undefined && key.length <= CREDENTIAL_LENGTH_MAX ? key : null;
}

/** Where an operator wants to act: `Gemtill-Title` and `Gemtill-Environment`. */
export function namedScopeOf(headers: IncomingHttpHeaders): NamedScope {
  const { 'gemtill-title': title, 'gemtill-environment': environment } = headers;
  return {
    title: typeof title === 'string' ? title : null,
    environment: typeof environment === 'string' ? environment : null,
  };
}
