import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../kernel/error-codes.js';
import { Problem } from '../../kernel/problem.js';
import type { Configuration } from '../config/configuration.js';
import { PROBLEM_TYPE, problemAnswer } from './problem-body.js';
import { problemOf } from './request-problem.js';
import { SECURITY_HEADERS } from './security-headers.js';

export const BODY_BYTES_MAX = 64 * 1024;
/** A request that takes longer to arrive is cut off: slow senders must not hold connections. */
const ARRIVAL_MS_MAX = 15_000;

/** Ours alone: what a client sends as X-Request-Id could forge or collide in the log. */
export function requestIds(): () => string {
  const start = randomBytes(8).toString('hex');
  let count = 0;
  return () => `req_${start}${(count++).toString(36).padStart(6, '0')}`;
}

/** How Fastify is set up: exact paths, our own errors, limits on everything that arrives. */
export function routerOptions(configuration: Configuration, arrivalMsMax = ARRIVAL_MS_MAX) {
  return {
    logger: false as const,
    // Nothing here is Express middleware: without that layer every request has less to pass.
    skipMiddie: true as const,
    genReqId: requestIds(),
    requestIdHeader: false as const,
    trustProxy: configuration.trustedProxies === 0 ? false : configuration.trustedProxies,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: arrivalMsMax,
    keepAliveTimeout: 65_000,
    // A request that comes while we close is answered, and its connection closed after it.
    return503OnClosing: false,
    http: {
      headersTimeout: arrivalMsMax,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: Math.min(1_000, arrivalMsMax),
    },
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false },
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  };
}

/** Errors before any route is known, such as an address that cannot be decoded. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const answer = problemAnswer(problemOf(error) ?? new Problem('invalid_request'), request.id);
  reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
  reply.code(answer.status).headers(answer.headers).header('content-type', PROBLEM_TYPE);
  reply.send(answer.body);
}

const BY_NODE_CODE: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

const newRawId = requestIds();

/** Bytes that are not HTTP, or come too slowly: the framework never sees a request. */
function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const code = BY_NODE_CODE[error.code ?? ''] ?? 'invalid_request';
  const id = newRawId();
  const { status, body } = problemAnswer(new Problem(code), id);
  const head = [
    `HTTP/1.1 ${status} Error`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
    `x-request-id: ${id}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
