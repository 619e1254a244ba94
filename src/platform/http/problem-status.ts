import type { ErrorKind } from '../../kernel/error-codes.js';

/** The one place where the kind of an error becomes an HTTP status. Exhaustive by its type. */
export const PROBLEM_STATUS: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  timeout: 408,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  uri_too_long: 414,
  unsupported_media: 415,
  invalid: 422,
  precondition_required: 428,
  quota: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
};
