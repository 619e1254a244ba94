import {
  array,
  assert,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  property,
  record,
} from 'fast-check';
import { deepFrozen, idNumbered, NOW, walletOf } from '../../test/support/desk.js';
import { rounds } from '../../test/support/proof.js';
import { type Amount, amount } from '../kernel/amount.js';
import { credit, expire, fullLot, type Moved, spend } from './movements.js';
import { post } from './posting.js';
import { balanceOf, type Wallet } from './wallet.js';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const RUNS = rounds({ usual: 100, long: 1_000 });

/** The same book, kept the simple way: lots in a list, and what is owed. */
class Model {
  lots: { id: string; currency: string; bucket: string; left: number; at: number; end: number }[] =
    [];
  readonly owed: Record<string, number> = { GEM: 0, GOLD: 0 };

  credit(lot: Model['lots'][number]): void {
    const repaid = Math.min(this.owed[lot.currency]!, lot.left);
    this.owed[lot.currency]! -= repaid;
    this.lots.push({ ...lot, left: lot.left - repaid });
  }

  spend(currency: string, wanted: number, now: number): boolean {
    const open = this.lots.filter((lot) => lot.currency === currency && lot.end > now);
    if (open.reduce((sum, lot) => sum + lot.left, 0) < wanted) return false;
    const rank = (lot: Model['lots'][number]) =>
      `${String(Math.min(lot.end, 1e15)).padStart(16)} ${lot.bucket} ${lot.at} ${lot.id}`;
    open.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    // Gem by gem, from the first that has one: slow, and hard to get wrong.
    for (let left = wanted; left > 0; left--) open.find((lot) => lot.left > 0)!.left -= 1;
    return true;
  }

  expire(now: number): boolean {
    const gone = this.lots.filter((lot) => lot.left > 0 && lot.end <= now);
    for (const lot of gone) lot.left = 0;
    return gone.length > 0;
  }
}

const currency = constantFrom('GEM', 'GEM', 'GEM', 'GOLD');
const gems = oneof(integer({ min: 1, max: 9 }), constantFrom(1, 40));
const income = integer({ min: 1, max: 60 });
const command = oneof(
  { weight: 3, arbitrary: record({ do: constant('topup' as const), currency, gems: income }) },
  {
    weight: 2,
    arbitrary: record({
      do: constant('promote' as const),
      currency,
      gems: income,
      lasts: option(integer({ min: 1, max: 4 }), { nil: null, freq: 5 }),
    }),
  },
  { weight: 5, arbitrary: record({ do: constant('spend' as const), currency, gems }) },
  { weight: 1, arbitrary: record({ do: constant('owe' as const), currency, gems }) },
  { weight: 1, arbitrary: record({ do: constant('expire' as const) }) },
  { weight: 4, arbitrary: record({ do: constant('wait' as const) }) },
);
type Command = typeof command extends { generate(...some: never): { value: infer C } } ? C : never;

class Play {
  wallet: Wallet = deepFrozen(walletOf([], { seq: 0 }));
  readonly model = new Model();
  readonly #chains = new Map<string, { number: number; balance: number }>();
  #now = NOW;
  #made = 0;

  constructor(private readonly count: (what: string) => void) {}

  step(step: Command): void {
    const before = this.wallet;
    const moved = this.#both(step);
    if (moved === undefined) return;
    this.count(`${step.do} ${moved === null ? 'refused' : 'accepted'}`);
    if (moved === null) return;
    this.#check(before, moved);
    this.wallet = deepFrozen(moved.wallet);
  }

  /** Runs code and model; undefined: nothing was tried. Both must agree on a refusal. */
  #both(step: Command): Moved | null | undefined {
    const number = ++this.#made;
    const cause = { id: idNumbered('txn', number), kind: 'topup' as const, at: this.#now };
    switch (step.do) {
      case 'wait':
        this.#now += 1;
        return undefined;
      case 'topup':
        return this.#credit(step, null);
      case 'promote':
        return this.#credit(step, step.lasts);
      case 'owe': {
        const lines = [
          { currency: step.currency, bucket: 'debt', amount: -step.gems as Amount },
          { currency: step.currency, bucket: 'store_clearing', amount: step.gems as Amount },
        ] as const;
        this.model.owed[step.currency]! += step.gems;
        const fixed = { reversesId: null, movements: [], newLots: [] };
        return post(this.wallet, { ...fixed, ...cause, createdAt: this.#now, lines });
      }
      case 'spend': {
        const price = { currency: step.currency, amount: amount(step.gems) };
        const moved = spend(this.wallet, { ...cause, kind: 'spend' }, price);
        expect(moved !== null).toBe(this.model.spend(step.currency, step.gems, this.#now));
        return moved;
      }
      case 'expire': {
        const moved = expire(this.wallet, cause);
        expect(moved !== null).toBe(this.model.expire(this.#now));
        return moved;
      }
    }
  }

  #credit(step: { do: string; currency: string; gems: number }, lasts: number | null): Moved {
    const id = idNumbered('lot', this.#made);
    const bucket = step.do === 'topup' ? 'paid' : 'free';
    const facts = { id, currency: step.currency, bucket, createdAt: this.#now } as const;
    const end = lasts === null ? null : this.#now + lasts;
    const others = { price: null, feeMicros: null, country: null, originId: id };
    const original = amount(step.gems);
    const lot = fullLot({ ...facts, ...others, origin: 'payment', original, expiresAt: end });
    const left = step.gems;
    this.model.credit({ ...facts, left, at: this.#now, end: end ?? Number.POSITIVE_INFINITY });
    const cause = { id: idNumbered('txn', this.#made), kind: 'topup' as const, at: this.#now };
    return credit(this.wallet, cause, [lot]);
  }

  #check(before: Wallet, { wallet, transaction }: Moved): void {
    expect([wallet.seq, transaction.seq]).toEqual([before.seq + 1, before.seq + 1]);
    expect(transaction.entries.length).toBeGreaterThanOrEqual(2);
    const sums = new Map<string, number>();
    for (const entry of transaction.entries) {
      sums.set(entry.currency, (sums.get(entry.currency) ?? 0) + entry.amount);
      if (entry.number === null) continue;
      const key = `${entry.bucket} ${entry.currency}`;
      const last = this.#chains.get(key) ?? { number: 0, balance: 0 };
      expect(entry.number).toBe(last.number + 1);
      expect(entry.balanceAfter).toBe(last.balance + entry.amount);
      this.#chains.set(key, { number: entry.number, balance: entry.balanceAfter! });
    }
    expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
    for (const code of ['GEM', 'GOLD']) {
      for (const bucket of ['paid', 'free'] as const) {
        const balance = balanceOf(wallet, code, bucket);
        const mine = this.model.lots.filter((lot) => lot.currency === code);
        const wanted = mine.filter((lot) => lot.bucket === bucket);
        expect(balance).toBe(wanted.reduce((sum, lot) => sum + lot.left, 0));
        expect(balance).toBe(this.#chains.get(`${bucket} ${code}`)?.balance ?? 0);
      }
      expect(balanceOf(wallet, code, 'debt')).toBe(0 - this.model.owed[code]!);
    }
    const lots = new Map<string, number>(wallet.lots.map((lot) => [lot.id, lot.remaining]));
    for (const lot of this.model.lots) expect(lots.get(lot.id)).toBe(lot.left);
    const old = new Map<string, number>(before.lots.map((lot) => [lot.id, lot.remaining]));
    for (const { lotId, amount: change } of transaction.movements) {
      expect(lots.get(lotId)).toBe((old.get(lotId) ?? 0) + change);
    }
  }
}

describe(`a wallet against a simpler model (SEED=${SEED})`, () => {
  it('agrees after every credit, spend, promotion and expiry, and changes nothing in place', () => {
    const counts = new Map<string, number>();
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    const check = property(array(command, { maxLength: 60, size: 'max' }), (commands) => {
      const play = new Play(count);
      for (const step of commands) play.step(step);
    });
    assert(check, { seed: SEED, numRuns: RUNS });
    const share = (what: string) => {
      const accepted = counts.get(`${what} accepted`) ?? 0;
      return accepted / (accepted + (counts.get(`${what} refused`) ?? 0));
    };
    // A generator that is stuck in one mode proves nothing.
    expect(share('spend')).toBeGreaterThan(0.3);
    expect(share('spend')).toBeLessThan(0.95);
    expect(share('expire')).toBeGreaterThan(0.1);
    expect(counts.get('owe accepted')).toBeGreaterThan(RUNS / 10);
  });
});
