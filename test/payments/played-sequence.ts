import type { OpenLot } from '../../src/ledger/lot.js';
import type { Purchase } from '../../src/stores/store-gateway.js';
import { type End, type Sequence, type Step, sorted } from './sequence.js';
import type { Word } from './sequence-shop.js';

export const HOUR_MS = 3_600_000;
/** How long a gift that expires can be spent. */
export const SHORT_MS = HOUR_MS / 2;

/** What a house can do for one player. */
export interface Seat {
  purchaseOf(word: Word): Purchase;
  /** Whether the player's device claims it, or its store tells of it. */
  see(purchase: Purchase, claimed: boolean): Promise<void> | void;
  spend(currency: string, gems: number): Promise<boolean> | boolean;
  /** The origin of the lot. */
  give(gems: number, expires: boolean): Promise<string> | string;
  sweep(): Promise<void> | void;
}

/** What is found of a player at the end. */
export interface Found {
  readonly balances: Readonly<Record<string, readonly [paid: number, free: number, debt: number]>>;
  readonly lots: readonly Pick<OpenLot, 'id' | 'currency' | 'origin' | 'originId' | 'remaining'>[];
  /** By the store's transaction id, of each payment: its own id and status. */
  readonly payments: ReadonlyMap<string, { readonly id: string; readonly status: string }>;
  /** What each reversal transaction reverses. */
  readonly reversed: ReadonlyMap<string, string>;
  readonly transactions: number;
  readonly flagged: number;
}

/** Plays the steps of a sequence and remembers the names of its lots. */
export class PlayedSequence {
  readonly #gifts = new Map<string, string>();
  readonly #words = new Map<string, Word>();
  #next = 0;

  constructor(
    readonly sequence: Sequence,
    readonly seat: Seat,
  ) {}

  /** Plays until an hour has to pass; false when nothing is left. */
  async playOn(): Promise<boolean> {
    const { steps } = this.sequence;
    while (this.#next < steps.length) {
      const step = steps[this.#next]!;
      this.#next += 1;
      if (step.do === 'wait') return true;
      await this.#play(step);
    }
    return false;
  }

  async #play(step: Exclude<Step, { do: 'wait' }>): Promise<void> {
    const { seat } = this;
    switch (step.do) {
      case 'see': {
        this.#words.set(step.word.letter, step.word);
        // A device shows what was paid; whatever else happens is told by the store.
        const claimed = step.word.state === 'purchased' && step.word.refunded === 'nothing';
        return seat.see(seat.purchaseOf(step.word), claimed);
      }
      case 'spend': {
        const { currency, gems, refused } = step;
        const spent = await seat.spend(currency, gems);
        if (spent === refused) throw new Error(`${this.sequence.text}: spending ${gems}: ${spent}`);
        return;
      }
      case 'give':
        this.#gifts.set(await seat.give(step.gems, step.expires), step.lot);
        return;
      case 'sweep':
        return seat.sweep();
    }
  }

  /** The end as the sequence would write it. */
  endOf({ balances, lots, payments, reversed, transactions, flagged }: Found): End {
    const names = new Map<string, string>();
    const statuses: string[] = [];
    for (const [letter, word] of this.#words) {
      const payment = payments.get(this.seat.purchaseOf(word).storeTransactionId);
      if (payment) names.set(bareId(payment.id), letter);
      statuses.push(`${letter}:${payment?.status}`);
    }
    const { GEM = [0, 0, 0], GOLD } = balances;
    const knowsGold = this.sequence.end.balances.includes('g') || (GOLD ?? []).some(Boolean);
    return {
      balances: `${GEM.join('/')}${knowsGold ? ` g${(GOLD ?? [0, 0, 0]).join('/')}` : ''}`,
      lots: this.#lotsOf(lots, names, reversed),
      statuses: sorted(statuses),
      transactions,
      flagged,
    };
  }

  #lotsOf(lots: Found['lots'], names: ReadonlyMap<string, string>, reversed: Found['reversed']) {
    const seen = new Map<string, number>();
    const inOrder = [...lots].sort((left, right) => (left.id < right.id ? -1 : 1));
    const texts = inOrder.map(({ currency, origin, originId, remaining }) => {
      const cause = origin === 'reversal' ? reversed.get(originId) : originId;
      const name = names.get(bareId(cause!)) ?? this.#gifts.get(originId) ?? '?';
      const base = `${name}${currency === 'GOLD' ? 'g' : ''}${origin === 'bonus' ? '+' : ''}`;
      if (origin !== 'reversal') return `${base}${remaining}`;
      const times = (seen.get(base) ?? 0) + 1;
      seen.set(base, times);
      return `${base}${"'".repeat(times)}${remaining}`;
    });
    return sorted(texts);
  }
}

/** A payment and the transaction that credited it have one UUID. */
export function bareId(id: string): string {
  return id.slice(id.indexOf('_') + 1);
}
