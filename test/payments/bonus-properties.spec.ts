import { array, assert, constantFrom, integer, nat, property, record } from 'fast-check';
import { type Amount, amount } from '../../src/kernel/amount.js';
import type { Lot } from '../../src/ledger/lot.js';
import type { Taken } from '../../src/ledger/refund-movements.js';
import { balanceOf, type Wallet } from '../../src/ledger/wallet.js';
import type { BonusLot, Gems, Payment } from '../../src/payments/payment.js';
import { refundMoves } from '../../src/payments/refund.js';
import { CountedIds, DAY_MS, debtOf, deepFrozen, lotWith, NOW, walletOf } from '../support/desk.js';
import { seedFromEnvironment } from '../support/random.js';
import { CREDITED, KNOWN } from './one-purchase.js';

const SEED = seedFromEnvironment();
const RUNS = 500;

/** One free lot of the payment: of what came in some was spent, and some expired. */
const bonusLot = record({
  brought: integer({ min: 1, max: 200 }),
  spent: nat(100),
  ends: constantFrom('never' as const, 'later' as const, 'unswept' as const, 'swept' as const),
});
const otherLot = record({
  bucket: constantFrom('paid' as const, 'free' as const),
  left: nat(120),
  days: nat(9),
});

/** Any wallet of one currency that can come about with a payment that brought a bonus. */
const anyCase = record({
  paid: integer({ min: 0, max: 300 }),
  left: nat(300),
  bonus: array(bonusLot, { minLength: 1, maxLength: 3 }),
  others: array(otherLot, { maxLength: 4 }),
  owes: constantFrom(0, 0, 0, 0, 30, 500),
  rest: constantFrom('debt' as const, 'debt' as const, 'write_off' as const),
  targets: array(record({ paid: nat(100), bonus: nat(100) }), { minLength: 1, maxLength: 6 }),
});
type Case = typeof anyCase extends { generate(...some: never): { value: infer C } } ? C : never;
type Target = Case['targets'][number];

const ENDS = { never: null, later: NOW + DAY_MS, unswept: NOW - 5, swept: NOW - 5 };

/** The payment and its wallet, followed from target to target. */
class Followed {
  wallet: Wallet;
  taken: readonly Taken[] = [];
  bonusTaken: Gems = {};
  readonly #ids = new CountedIds();
  readonly #expired: number;
  readonly #bonus: readonly BonusLot[];

  constructor(private readonly one: Case) {
    const lots: Lot[] = [];
    const put = (facts: Parameters<typeof lotWith>[1]) => {
      const lot = lotWith(lots.length + 1, facts);
      lots.push(lot);
      return lot;
    };
    const own = { currency: 'GEM', originId: KNOWN.id };
    const holds = (gems: number) => amount(one.owes > 0 ? 0 : gems);
    if (one.paid > 0) {
      const remaining = holds(Math.min(one.paid, one.left));
      put({ ...own, bucket: 'paid', original: amount(one.paid), origin: 'payment', remaining });
    }
    let expired = 0;
    this.#bonus = one.bonus.map(({ brought, spent, ends }) => {
      const left = Math.max(0, brought - spent);
      if (ends === 'swept') expired += left;
      const original = amount(brought);
      const remaining = holds(ends === 'swept' ? 0 : left);
      const facts = { ...own, original, remaining, expiresAt: ENDS[ends] };
      const { id } = put({ ...facts, bucket: 'free', origin: 'bonus' });
      return { promotion: 'some', currency: 'GEM', amount: original, lotId: id };
    });
    for (const { bucket, left, days } of one.others) {
      const facts = { bucket, original: amount(120), remaining: holds(left) };
      put({ ...facts, createdAt: NOW - days * DAY_MS });
    }
    this.#expired = expired;
    const accounts = one.owes > 0 ? [debtOf(one.owes)] : [];
    this.wallet = deepFrozen(walletOf(lots, { accounts }));
  }

  get payment(): Payment {
    const { paid } = this.one;
    return {
      ...KNOWN,
      ...CREDITED,
      grants: paid > 0 ? { GEM: amount(paid) } : {},
      bonus: this.#bonus,
      taken: this.taken,
      bonusTaken: this.bonusTaken,
    };
  }

  get brought(): number {
    return this.#bonus.reduce((sum, one) => sum + one.amount, 0);
  }

  to(target: Target): this {
    const of = (whole: number, hundredths: number) =>
      amount(Math.floor((whole * hundredths) / 100));
    const moves = refundMoves({
      wallet: this.wallet,
      payment: this.payment,
      target: { GEM: of(this.one.paid, target.paid) },
      bonusTarget: { GEM: of(this.brought, target.bonus) },
      expired: () => amount(this.#expired),
      rest: this.one.rest,
      at: NOW,
      lots: (id) => this.wallet.lots.find((lot) => lot.id === id) ?? null,
      newTransactionId: () => this.#ids.next('txn'),
      newLotId: () => this.#ids.next('lot'),
    });
    for (const { transaction, ...move } of moves) {
      const clearing = transaction.entries.filter(({ bucket }) => bucket === 'store_clearing');
      const paid = clearing.reduce((sum, entry) => sum + entry.amount, 0);
      const before = this.paidTaken;
      ({ wallet: this.wallet, taken: this.taken, bonusTaken: this.bonusTaken } = move);
      // What was paid for goes back to the store, and the bonus to promotion.
      expect(this.paidTaken - before).toBe(paid);
    }
    return this;
  }

  get paidTaken(): number {
    return this.taken.reduce((sum, one) => sum + one.amount, 0) - (this.bonusTaken.GEM ?? 0);
  }

  /** Everything that has a worth. In which order places gave does not matter, only how much. */
  get state() {
    const places = new Map<string, number>();
    for (const { from, amount: gems } of this.taken) {
      const place = typeof from === 'string' ? from : from.lotId;
      places.set(place, (places.get(place) ?? 0) + gems);
    }
    const of = (bucket: 'paid' | 'free' | 'debt') => balanceOf(this.wallet, 'GEM', bucket);
    return {
      balances: [of('paid'), of('free'), of('debt')],
      lots: this.wallet.lots.map(({ id, remaining }) => `${id} ${remaining}`),
      places: [...places].sort(),
      bonusTaken: this.bonusTaken,
    };
  }
}

describe(`whatever was spent of a payment and its bonus (SEED=${SEED})`, () => {
  it('the last share decides, whatever was given back and reversed on the way', () => {
    const met = new Map<string, number>();
    const check = property(anyCase, (one) => {
      const wandering = new Followed(one);
      for (const target of one.targets) wandering.to(target);
      const straight = new Followed(one).to(one.targets.at(-1)!);
      expect(wandering.state).toEqual(straight.state);
      for (const { from } of straight.taken) {
        const place = typeof from === 'string' ? from : 'lot';
        met.set(place, (met.get(place) ?? 0) + 1);
      }
    });
    assert(check, { seed: SEED, numRuns: RUNS });
    for (const place of ['lot', 'debt', 'written_off', 'expired']) {
      expect([place, (met.get(place) ?? 0) > RUNS / 15]).toEqual([place, true]);
    }
  });

  it('all of it given back and reversed is as if nothing had been', () => {
    const check = property(anyCase, (one) => {
      const followed = new Followed(one);
      const before = followed.state;
      for (const target of one.targets) followed.to(target);
      followed.to({ paid: 100, bonus: 100 }).to({ paid: 0, bonus: 0 });
      expect(followed.state).toEqual(before);
      expect(followed.taken).toEqual([]);
    });
    assert(check, { seed: SEED, numRuns: RUNS });
  });

  it('a player loses what was brought and neither expired nor was borne, and no more', () => {
    const check = property(anyCase, (one) => {
      const followed = new Followed(one);
      const worth = ([paid, free, debt]: readonly Amount[]) => paid! + free! + debt!;
      const before = worth(followed.state.balances);
      followed.to({ paid: 100, bonus: 100 });
      const places = new Map(followed.state.places);
      const kept = (places.get('expired') ?? 0) + (places.get('written_off') ?? 0);
      const lost = one.paid + followed.brought - kept;
      expect(before - worth(followed.state.balances)).toBe(lost);
      const [paid, free, debt] = followed.state.balances;
      expect(debt === 0 || paid! + free! === 0).toBe(true);
    });
    assert(check, { seed: SEED, numRuns: RUNS });
  });
});
