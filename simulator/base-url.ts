import type { FastifyRequest } from 'fastify';

/** How the caller reached this simulator, such as `http://127.0.0.1:3001`. */
export function baseUrl(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}
