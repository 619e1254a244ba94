import type { ErrorCode } from '../../kernel/error-codes.js';
import { Problem } from '../../kernel/problem.js';
import { failureOf } from '../database/failure.js';

const BY_FASTIFY_CODE: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
  503: 'temporarily_unavailable',
};

/**
 * What a thrown error means for the caller, or null when it is a defect of ours. Errors of the
 * framework keep their meaning and lose their text, which may repeat the input.
 */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (typeof error !== 'object' || error === null) return null;
  const { code, statusCode, getStatus } = error as {
    code?: unknown;
    statusCode?: unknown;
    getStatus?: () => number;
  };
  // The database is away: nothing was decided, and the caller may try again.
  if (failureOf(error) === 'repeat') {
    return new Problem('temporarily_unavailable', { retryAfterSeconds: 1 });
  }
  const named = typeof code === 'string' ? BY_FASTIFY_CODE[code] : undefined;
  if (named) return new Problem(named);
  const status = typeof getStatus === 'function' ? getStatus.call(error) : Number(statusCode);
  if (!(status >= 400 && status < 600) || status === 500) return null;
  return new Problem(BY_STATUS[status] ?? (status < 500 ? 'invalid_request' : 'internal'));
}
