import { ERROR_CODES } from '../../kernel/error-codes.js';
import type { Problem } from '../../kernel/problem.js';
import { PROBLEM_STATUS } from './problem-status.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** An answer to a refused request: RFC 9457 with the members of our API. */
export interface ProblemAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes a problem. Nothing but what the problem was given for the caller's eyes gets in. */
export function problemAnswer(problem: Problem, requestId: string): ProblemAnswer {
  const { code, details } = problem;
  const { kind, title, retryable, transaction } = ERROR_CODES[code];
  const status = PROBLEM_STATUS[kind];
  const body = {
    ...details.members,
    type: `https://gemtill.dev/errors/${code}`,
    title,
    status,
    detail: details.detail ?? `${title}.`,
    code,
    requestId: details.requestId ?? requestId,
    retryable: retryable ?? false,
    ...(transaction ? { transaction } : {}),
    ...(details.errors ? { errors: details.errors } : {}),
  };
  return { status, body: JSON.stringify(body), headers: headersOf(problem, status) };
}

function headersOf(problem: Problem, status: number): Record<string, string> {
  const headers: Record<string, string> = {};
  const seconds = problem.details.retryAfterSeconds ?? (status === 503 ? 1 : undefined);
  if (seconds !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(seconds)));
  if (problem.details.replayed) headers['idempotent-replayed'] = 'true';
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  return headers;
}
