import type { Purchase } from '../../src/stores/store-gateway.js';

/** One heap of gems. */
interface Heap {
  readonly name: string;
  readonly currency: string;
  readonly free: boolean;
  left: number;
  readonly born: number;
  readonly ends: number;
}

/** Where one gem that was given back had been: in a heap, owed, or borne by the studio. */
type Place = Heap | 'owed' | 'borne';

interface Bought {
  said: number;
  /** How much the store gave back of its lines, added up. */
  shares: number;
  credited: boolean;
  readonly brings: Readonly<Record<string, number>>;
  /** By currency, one place for each gem that refunds hold. */
  readonly held: Record<string, Place[]>;
  reversals: number;
}

/** What a unit of each product is worth. */
const WORTH: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  a100: { GEM: 100 },
  b50: { GEM: 50 },
  o7: { GEM: 7 },
  d100: { GEM: 100, GOLD: 30 },
  c40: { GEM: 40 },
  l20: { GOLD: 20 },
  e60: { GEM: 60 },
};

/**
 * The books of one player kept the simplest way: heaps of gems, what is owed, and for each gem that
 * was given back a note where it had been. Gems move one by one. Knows nothing of the service.
 */
export class SimplePlayer {
  readonly heaps: Heap[] = [];
  readonly owed: Record<string, number> = { GEM: 0, GOLD: 0 };
  readonly bought = new Map<string, Bought>();

  constructor(
    private readonly debts: boolean,
    private readonly count: (what: string) => void,
  ) {}

  give(name: string, currency: string, gems: number, now: number, ends: number): void {
    this.#bring({ name, currency, free: true, left: gems, born: now, ends });
  }

  spend(currency: string, gems: number, now: number): boolean {
    const open = this.heaps.filter((heap) => heap.currency === currency && heap.ends > now);
    if (open.reduce((sum, heap) => sum + heap.left, 0) < gems) return false;
    for (let n = 0; n < gems; n++) nextToSpend(open, now)!.left -= 1;
    return true;
  }

  sweep(now: number): boolean {
    const gone = this.heaps.filter((heap) => heap.left > 0 && heap.ends <= now);
    for (const heap of gone) heap.left = 0;
    return gone.length > 0;
  }

  /** A store says something of a purchase that the letter stands for. */
  see(letter: string, purchase: Purchase, now: number): void {
    const { asOf: said, lines, state } = purchase;
    const shares = lines.reduce((sum, { refunded }) => sum + refunded.parts / refunded.of, 0);
    const known = this.bought.get(letter);
    if (known && (said < known.said || (said === known.said && shares < known.shares))) {
      this.count('older word');
      return;
    }
    if (known?.credited && state === 'pending') return;
    if (known?.said === said && known.shares === shares) this.count('same word');
    const bought = known ?? newBought(lines);
    this.bought.set(letter, Object.assign(bought, { said, shares }));
    const all = state === 'cancelled' || state === 'revoked' || shares === lines.length;
    if (!bought.credited) {
      if (all || state === 'pending') this.count('not credited');
      if (all || state === 'pending') return;
      bought.credited = true;
      for (const [currency, left] of Object.entries(bought.brings)) {
        const name = `${letter} ${currency}`;
        const free = !purchase.paid;
        this.#bring({ name, currency, free, left, born: now, ends: Number.POSITIVE_INFINITY });
      }
    }
    this.#follow(letter, bought, all ? bought.brings : givenBack(lines), now, !purchase.paid);
  }

  #bring(heap: Heap): void {
    const repaid = Math.min(heap.left, this.owed[heap.currency]!);
    if (repaid > 0) this.count('income pays debt');
    this.owed[heap.currency]! -= repaid;
    heap.left -= repaid;
    this.heaps.push(heap);
  }

  #follow(
    letter: string,
    bought: Bought,
    target: Readonly<Record<string, number>>,
    now: number,
    free: boolean,
  ): void {
    const { held } = bought;
    const over = Object.keys(held).filter((code) => held[code]!.length > (target[code] ?? 0));
    const under = Object.keys(held).filter((code) => held[code]!.length < (target[code] ?? 0));
    if (over.length > 0) bought.reversals += 1;
    if (over.length > 0 && under.length > 0) this.count('both at once');
    for (const currency of over) {
      const name = `${letter}' ${bought.reversals} ${currency}`;
      const ends = Number.POSITIVE_INFINITY;
      const fresh: Heap = { name, currency, free, left: 0, born: now, ends };
      while (held[currency]!.length > (target[currency] ?? 0)) {
        this.#putBack(held[currency]!.pop()!, fresh);
      }
      if (fresh.left > 0) this.heaps.push(fresh);
    }
    for (const currency of under) {
      while (held[currency]!.length < (target[currency] ?? 0)) {
        held[currency]!.push(this.#takeOne(`${letter} ${currency}`, currency, now));
      }
    }
  }

  #takeOne(own: string, currency: string, now: number): Place {
    const mine = this.heaps.filter((heap) => heap.left > 0 && heap.currency === currency);
    const heap =
      mine.find(({ name }) => name === own) ?? (this.debts ? nextToTake(mine, now) : undefined);
    if (heap) {
      if (heap.name !== own) this.count(heap.ends <= now ? 'expired pays' : 'another lot pays');
      heap.left -= 1;
      return heap;
    }
    if (!this.debts) {
      this.count('written off');
      return 'borne';
    }
    this.owed[currency]! += 1;
    this.count('becomes debt');
    return 'owed';
  }

  #putBack(place: Place, fresh: Heap): void {
    if (place === 'borne') {
      this.count('bears no more');
      return;
    }
    if (this.owed[fresh.currency]! > 0) {
      this.owed[fresh.currency]! -= 1;
      this.count('reversal pays debt');
      return;
    }
    this.count(place === 'owed' ? 'new lot' : 'back to its lot');
    (place === 'owed' ? fresh : place).left += 1;
  }
}

function newBought(lines: Purchase['lines']): Bought {
  const brings: Record<string, number> = {};
  for (const { productId, quantity } of lines) {
    for (const [currency, gems] of Object.entries(WORTH[productId]!)) {
      brings[currency] = (brings[currency] ?? 0) + gems * quantity;
    }
  }
  const held = Object.fromEntries(Object.keys(brings).map((currency) => [currency, []]));
  return { said: 0, shares: 0, credited: false, brings, held, reversals: 0 };
}

/** Of each line its share, in whole gems. */
function givenBack(lines: Purchase['lines']): Record<string, number> {
  const gems: Record<string, number> = {};
  for (const { productId, quantity, refunded } of lines) {
    for (const [currency, unit] of Object.entries(WORTH[productId]!)) {
      const share = Math.floor((unit * quantity * refunded.parts) / refunded.of);
      gems[currency] = (gems[currency] ?? 0) + share;
    }
  }
  return gems;
}

/** Soonest end, then free, then oldest. */
function nextToSpend(heaps: readonly Heap[], now: number): Heap | undefined {
  let best: Heap | undefined;
  for (const heap of heaps) {
    if (heap.left === 0 || heap.ends <= now) continue;
    if (!best || isBefore(heap, best)) best = heap;
  }
  return best;
}

function nextToTake(heaps: readonly Heap[], now: number): Heap | undefined {
  const expired = heaps.filter((heap) => heap.ends <= now);
  return nextToSpend(heaps, now) ?? expired.sort((a, b) => (isBefore(a, b) ? -1 : 1))[0];
}

function isBefore(left: Heap, right: Heap): boolean {
  if (left.ends !== right.ends) return left.ends < right.ends;
  if (left.free !== right.free) return left.free;
  return left.born < right.born;
}
