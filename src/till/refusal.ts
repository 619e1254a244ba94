import { AmountOutOfRange } from '../kernel/amount.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { Problem, type ProblemDetails } from '../kernel/problem.js';

/** A refusal as it is stored under a key, and read back for a repeat. */
export function refusalText({ code, details }: Problem, requestId: string): string {
  return JSON.stringify({ code, details: { ...details, requestId } });
}

export function refusalOf(text: string): Problem {
  const { code, details } = JSON.parse(text) as { code: ErrorCode; details: ProblemDetails };
  return new Problem(code, { ...details, replayed: true });
}

/** What a thrown error says to the caller, or null when it is a defect of ours. */
export function refusalFrom(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof AmountOutOfRange) return new Problem('amount_out_of_range');
  return null;
}
