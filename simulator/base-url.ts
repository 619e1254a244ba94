import type { FastifyRequest } from 'fastify';

/**
 * Where this simulator is to be reached: as it was told to say, or else as the caller did, such as
 * `http://127.0.0.1:3001`.
 */
export function baseUrl(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? ownUrl(request);
}

/** How the caller reached it. */
export function ownUrl(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}
