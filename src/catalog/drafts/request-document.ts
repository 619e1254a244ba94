import type { FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import { type Document, isMap } from './document.js';

/** The body itself is a document, checked by nobody yet. */
export function documentOf({ body }: FastifyRequest): Document {
  if (!isMap(body)) throw new Problem('malformed_json');
  return body;
}
