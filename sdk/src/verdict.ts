import type { Answer } from './http.js';
import type { Intent } from './outbox.js';
import type { BuyResult, ClaimResult, ConsumeResult } from './results.js';
import type { InventoryItem, Wallet } from './shapes.js';

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

/** The gems went out or the money went back: nothing is owed, and the store may forget it. */
const SETTLED = /^(receipt_already_used|purchase_(revoked|cancelled|consumed_elsewhere))$/;

/** No payment to this title: nothing is owed, and nothing of ours is to be finished. */
const FOREIGN = /^receipt_(invalid|wrong_app|sandbox)$/;

/**
 * Decides, without any effect, what an answer means. Only `pending` leaves the outcome open, and
 * nothing is finished unless the server decided for good.
 */
export function judge({ kind, key }: Intent, answer: Answer<ValueAnswer>): Verdict {
  let fate: Fate = 'keep';
  let result: object = { status: 'pending', key, cause: answer.status };
  if (kind !== 'topup') {
    if (answer.status === 'ok') {
      fate = 'drop';
      result = { ...answer.body, status: kind === 'order' ? 'completed' : 'consumed' };
    } else if (answer.status === 'refused') {
      fate = 'drop';
      // What the state of the wallet, the shop or the inventory refused has a name of its own.
      const { problem } = answer;
      result = problem.status === 409 ? { status: problem.code, problem } : answer;
    }
  } else if (answer.status === 'ok') {
    const { status: cause = '', finish } = answer.body;
    const decided = /^(credited|already_credited|rejected)$/.test(cause);
    result = decided ? answer.body : { ...result, cause };
    // A new key later: a server may replay the undecided answer to the old one.
    fate = 'ask_again';
    if (decided && finish) fate = 'finish';
    else if (cause === 'rejected') fate = 'drop';
  } else if (answer.status === 'refused') {
    const { problem } = answer;
    const { code } = problem;
    const finish = SETTLED.test(code);
    result = { status: 'rejected', code, finish, problem };
    // Other refusals leave real money open: another player or a mended catalog may get it.
    fate = finish ? 'finish' : FOREIGN.test(code) ? 'drop' : 'ask_again';
  }
  return { fate, result: result as Outcome };
}
