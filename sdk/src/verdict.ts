import type { Answer } from './http.js';
import type { Intent } from './outbox.js';
import type { BuyResult, ClaimResult, ConsumeResult } from './results.js';
import type { InventoryItem, Wallet } from './shapes.js';

/** What the server answers to an order, a consumption or a top-up: what the SDK itself reads. */
export interface ValueAnswer {
  readonly wallet?: Wallet;
  readonly seq?: number;
  readonly inventory?: readonly InventoryItem[];
  /** Of a top-up. */
  readonly status?: string;
  /** Of a top-up. */
  readonly finish?: boolean;
}

export type Outcome = BuyResult | ConsumeResult | ClaimResult;

/**
 * What becomes of an intent:
 * - `finish`: tell the store that it is done, then drop it;
 * - `drop` it; an unfinished store transaction is reported again by its store;
 * - `ask_again` later under a new key, because a server may replay its answer to the old one;
 * - `keep` it and send it again under the same key: no answer came.
 */
export type Fate = 'finish' | 'drop' | 'ask_again' | 'keep';

export interface Verdict {
  readonly result: Outcome;
  readonly fate: Fate;
}

/** Refusals that a shop shows by name; every other one is `refused` with its problem. */
const NAMED =
  /^(insufficient_balance|price_changed|limit_reached|offer_unavailable|already_owned|level_out_of_order)$/;

/** The gems went out or the money went back: nothing is owed, and the store may forget it. */
const SETTLED = /^(receipt_already_used|purchase_(revoked|cancelled|consumed_elsewhere))$/;

/** No payment to this title: nothing is owed, and nothing of ours is to be finished. */
const FOREIGN = /^receipt_(invalid|wrong_app|sandbox)$/;

/**
 * Decides, without any effect, what an answer means. Only `pending` leaves the outcome open, and
 * nothing is finished unless the server decided for good.
 */
export function judge({ kind, key }: Intent, answer: Answer<ValueAnswer>): Verdict {
  const verdict = (fate: Fate, result: object) => ({ fate, result: result as Outcome });
  const open = (fate: Fate, cause: string) => verdict(fate, { status: 'pending', key, cause });
  if (answer.status === 'ok') {
    const { body } = answer;
    if (kind !== 'topup')
      return verdict('drop', { ...body, status: kind === 'order' ? 'completed' : 'consumed' });
    const { status = '', finish } = body;
    if (status === 'rejected') return verdict(finish ? 'finish' : 'drop', body);
    return /credited$/.test(status)
      ? verdict(finish ? 'finish' : 'ask_again', body)
      : open('ask_again', status);
  }
  if (answer.status === 'refused') {
    const { problem } = answer;
    const { code, status } = problem;
    if (kind !== 'topup')
      return verdict('drop', NAMED.test(code) ? { status: code, problem } : answer);
    if (status === 409 || status === 422) {
      const finish = SETTLED.test(code);
      // Other refusals leave real money open: another player or a mended catalog may get it.
      return verdict(finish ? 'finish' : FOREIGN.test(code) ? 'drop' : 'ask_again', {
        status: 'rejected',
        code,
        finish,
        problem,
      });
    }
  }
  return open('keep', answer.status);
}
