import { ERROR_CODES, type ErrorCode } from '../../kernel/error-codes.js';
import { Problem } from '../../kernel/problem.js';
import type { reconciledView } from './reconciled.js';

export type ReconciledView = ReturnType<typeof reconciledView>;

/** Comparing with a store goes through its lists page by page. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * Reconciles on a running server; the key names the title and the environment. Throws the server's
 * `Problem`, or an Error when it gave no such answer.
 */
export async function reconcileOverHttp(url: string, key: string): Promise<ReconciledView[]> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/v1/server/reconciliations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    redirect: 'error', // the key is for this server alone
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new Error(`${new URL(url).origin} does not answer.`);
  });
  const answer = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (response.status === 200 && Array.isArray(answer?.data)) {
    return answer.data as ReconciledView[];
  }
  const code = answer?.code;
  if (typeof code === 'string' && Object.hasOwn(ERROR_CODES, code)) {
    throw new Problem(code as ErrorCode, { detail: String(answer?.detail) });
  }
  throw new Error(`The server answered ${response.status}, which is no answer of Gemtill.`);
}
