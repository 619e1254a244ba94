import { ERROR_CODES, type ErrorCode } from '../../kernel/error-codes.js';
import { Problem } from '../../kernel/problem.js';
import { failureOf } from '../../platform/database/failure.js';
import { StoreUnavailable } from '../../stores/store-gateway.js';

/**
 * What a failure says of the moment and not of what was acted on: the store is silent, our own till
 * is full, the database is away. Waiting mends it. null for a defect, which waiting does not mend;
 * `internal` is one, though a caller may try again.
 */
export function passingFailure(error: unknown): ErrorCode | null {
  if (error instanceof StoreUnavailable) return 'store_unavailable';
  if (error instanceof Problem) {
    const retryable = error.code !== 'internal' && ERROR_CODES[error.code].retryable;
    return retryable ? error.code : null;
  }
  return failureOf(error) === 'repeat' ? 'temporarily_unavailable' : null;
}
