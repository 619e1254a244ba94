import { ERROR_CODES, type ErrorCode } from './error-codes.js';

/** One faulty field: a JSON pointer (RFC 6901), a code and a sentence. */
export interface FieldProblem {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What a caller may be told beside the code. Never input, SQL, paths or other people's ids. */
export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  /** Seconds until a retry can help. */
  readonly retryAfterSeconds?: number;
  /** Documented extra members, such as `currentPrice`. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** True when this is the stored answer to an earlier request with the same key. */
  readonly replayed?: boolean;
  /** The request that was refused first; otherwise the answer carries the id of its own request. */
  readonly requestId?: string;
}

/**
 * An expected refusal with a stable code. Services throw it or return it; they know no HTTP: the
 * kind of the code decides the status in one exhaustive map (`platform/http/problem-status.ts`).
 */
export class Problem extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details: ProblemDetails = {},
  ) {
    super(details.detail ?? ERROR_CODES[code].title);
    this.name = 'Problem';
  }
}
