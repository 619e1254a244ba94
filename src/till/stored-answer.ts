import { Problem } from '../kernel/problem.js';
import type { IdempotencyRecord } from './idempotency.store.js';
import type { Answer, Claim } from './operation.js';
import { refusalOf } from './refusal.js';

/**
 * What a repeat is told: the first answer, or the first refusal, which is thrown. Throws
 * `idempotency_key_reused` when the key came with another request.
 */
export function answerOf(record: IdempotencyRecord, claim: Claim): Answer {
  if (!record.claim.fingerprint.equals(claim.fingerprint)) {
    throw new Problem('idempotency_key_reused');
  }
  if (record.status >= 400) throw refusalOf(record.body);
  return { status: record.status, body: record.body, replayed: true };
}
