import { DEFINITE } from './http.js';
import type { Intent } from './outbox.js';
import type { BuyResult, ClaimResult, ConsumeResult, Failure } from './results.js';
import type { InventoryItem, Problem, Wallet } from './shapes.js';

/** What the server answers to an order, a consumption or a top-up: what the SDK itself reads. */
export interface ValueAnswer {
  readonly wallet?: Wallet;
  readonly seq: number;
  readonly inventory?: readonly InventoryItem[];
  /** Of a top-up. */
  readonly status?: string;
  /** Of a top-up. */
  readonly finish?: boolean;
}

export type Outcome = BuyResult | ConsumeResult | ClaimResult;

/**
 * What becomes of an intent: `finish` it in its store and drop it; `drop` it, since an unfinished
 * store transaction is reported again by its store; or `keep` it and send it again.
 */
export type Fate = 'finish' | 'drop' | 'keep';

export interface Verdict {
  readonly result: Outcome;
  readonly fate: Fate;
}

const pending = (key: string, cause: string): Verdict => ({
  fate: 'keep',
  result: { status: 'pending', key, cause } as Outcome,
});

/** Decides, without any effect, what an answer means: only `pending` leaves the outcome open. */
export function verdictOf({ kind, id }: Intent, answer: ValueAnswer): Verdict {
  const { status = '', finish } = answer;
  if (kind !== 'topup') {
    const done = kind === 'order' ? 'completed' : 'consumed';
    return { fate: 'drop', result: { ...answer, status: done } as object as Outcome };
  }
  if (!DEFINITE.test(status)) return pending(id, status);
  const fate = finish ? 'finish' : status === 'rejected' ? 'drop' : 'keep';
  return { fate, result: answer as Outcome };
}

/** What a failure means; nothing is finished in a store unless the server decided for good. */
export function verdictWithout({ kind, id }: Intent, failure: Failure): Verdict {
  const { problem, status } = failure as Extract<Failure, { problem: Problem }>;
  if (!problem) return pending(id, status);
  const { code, transaction } = problem;
  if (kind === 'topup') {
    const finish = transaction === 'finish';
    return {
      // Other refusals leave real money open: another player or a mended catalog may get it.
      fate: transaction || 'keep',
      result: { status: 'rejected', code, finish, problem },
    };
  }
  // What the state of the wallet, the shop or the inventory refused has a name of its own.
  const named = problem.status === 409 ? { status: code, problem } : failure;
  return { fate: 'drop', result: named as Outcome };
}
