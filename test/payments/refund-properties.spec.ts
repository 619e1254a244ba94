import { array, assert, boolean, constantFrom, integer, nat, property, record } from 'fast-check';
import { amount } from '../../src/kernel/amount.js';
import type { Lot } from '../../src/ledger/lot.js';
import type { Taken } from '../../src/ledger/refund-movements.js';
import { balanceOf, type Wallet } from '../../src/ledger/wallet.js';
import type { Gems } from '../../src/payments/payment.js';
import { refundMoves } from '../../src/payments/refund.js';
import { CountedIds, DAY_MS, debtOf, deepFrozen, lotWith, NOW, walletOf } from '../support/desk.js';
import { seedFromEnvironment } from '../support/random.js';
import { CREDITED, KNOWN } from './one-purchase.js';

const SEED = seedFromEnvironment();
const RUNS = 1_000;
const CURRENCIES = ['GEM', 'GOLD'] as const;

/** One lot beside the payment's own. */
const otherLot = record({
  currency: constantFrom('GEM', 'GEM', 'GEM', 'GOLD'),
  bucket: constantFrom('paid' as const, 'free' as const),
  left: nat(120),
  days: nat(9),
  ends: constantFrom(null, null, 'soon', 'later', 'gone'),
});
const ENDS = { soon: NOW + 5, later: NOW + DAY_MS, gone: NOW - 5 };

/**
 * Any wallet that can come about: what is bought was spent in part, there are others or there is
 * debt, and nobody owes gems and holds gems of one currency.
 */
const anyCase = record({
  grants: record({ GEM: integer({ min: 1, max: 500 }), GOLD: nat(60) }),
  left: record({ GEM: nat(500), GOLD: nat(60) }),
  others: array(otherLot, { maxLength: 6 }),
  owes: record({ GEM: constantFrom(0, 0, 0, 1, 90, 700), GOLD: constantFrom(0, 0, 0, 5) }),
  rest: constantFrom('debt' as const, 'debt' as const, 'write_off' as const),
  paid: boolean(),
  shares: array(nat(100), { minLength: 1, maxLength: 7 }),
});
type Case = typeof anyCase extends { generate(...some: never): { value: infer C } } ? C : never;

function walletFor({ grants, left, others, owes, paid }: Case): Wallet {
  const lots: Lot[] = [];
  for (const currency of CURRENCIES) {
    const original = grants[currency];
    if (original === 0 || owes[currency] > 0) continue;
    const remaining = amount(Math.min(original, left[currency]));
    const bucket = paid ? 'paid' : 'free';
    const own = { currency, bucket, origin: 'payment', originId: KNOWN.id } as const;
    lots.push(lotWith(lots.length + 1, { ...own, original: amount(original), remaining }));
  }
  for (const { currency, bucket, left: held, days, ends } of others) {
    if (owes[currency as 'GEM'] > 0) continue;
    const times = { createdAt: NOW - days * DAY_MS, expiresAt: ends && ENDS[ends as 'soon'] };
    const facts = { currency, bucket, original: amount(120), remaining: amount(held), ...times };
    lots.push(lotWith(lots.length + 1, facts));
  }
  const debts = CURRENCIES.filter((currency) => owes[currency] > 0).map((currency) =>
    debtOf(owes[currency], currency),
  );
  return deepFrozen(walletOf(lots, { accounts: debts }));
}

/** A credited payment and its wallet, followed from target to target. */
class Followed {
  wallet: Wallet;
  taken: readonly Taken[] = [];
  readonly #ids = new CountedIds();
  #sum = 0;

  constructor(private readonly one: Case) {
    this.wallet = walletFor(one);
  }

  /** So many hundredths shall be taken of everything, rounded down. */
  to(hundredths: number): void {
    const { grants, rest, paid } = this.one;
    const target = Object.fromEntries(
      CURRENCIES.map((currency) => [currency, Math.floor((grants[currency] * hundredths) / 100)]),
    ) as Gems;
    const bought = Object.entries(grants).filter(([, gems]) => gems > 0);
    const moves = refundMoves({
      wallet: this.wallet,
      payment: {
        ...KNOWN,
        ...CREDITED,
        paid,
        grants: Object.fromEntries(bought) as Gems,
        taken: this.taken,
      },
      target,
      rest,
      at: NOW,
      lots: (id) => this.wallet.lots.find((lot) => lot.id === id) ?? null,
      newTransactionId: () => this.#ids.next('txn'),
      newLotId: () => this.#ids.next('lot'),
    });
    for (const move of moves) {
      for (const entry of move.transaction.entries) this.#sum += entry.amount;
      if (this.#sum !== 0) throw new Error(`gems were made or lost: ${this.#sum}`);
      ({ wallet: this.wallet, taken: this.taken } = move);
    }
  }

  /** Everything that has a worth. Parts of one place that follow each other are one part. */
  get state() {
    const taken: [string, string, number][] = [];
    for (const { currency, from, amount: gems } of this.taken) {
      const place = typeof from === 'string' ? from : from.lotId;
      const before = taken.findLast(([code]) => code === currency);
      if (before?.[1] === place) before[2] += gems;
      else taken.push([currency, place, gems]);
    }
    const balances = CURRENCIES.map((currency) =>
      (['paid', 'free', 'debt'] as const).map((bucket) => balanceOf(this.wallet, currency, bucket)),
    );
    const lots = this.wallet.lots.map(({ id, remaining }) => `${id} ${remaining}`);
    return { balances, lots, taken: taken.sort(([left], [right]) => (left < right ? -1 : 1)) };
  }

  places(): string[] {
    const own = (id: string) =>
      this.wallet.lots.find((lot) => lot.id === id)?.originId === KNOWN.id;
    return this.taken.map(({ from }) => {
      if (typeof from === 'string') return from;
      return own(from.lotId) ? 'own' : 'other';
    });
  }
}

describe(`whatever the wallet, the shares and the policy (SEED=${SEED})`, () => {
  it('a refund and its reversal leave balances, lots and debt as they were', () => {
    const met = new Map<string, number>();
    const check = property(anyCase, (one) => {
      const followed = new Followed(one);
      const low = Math.min(...one.shares);
      const high = Math.max(...one.shares);
      followed.to(low);
      const before = followed.state;
      followed.to(high);
      for (const place of new Set(followed.places())) met.set(place, (met.get(place) ?? 0) + 1);
      followed.to(low);
      expect(followed.state).toEqual(before);
    });
    assert(check, { seed: SEED, numRuns: RUNS });
    // A generator that never gets into debt, for example, would prove nothing about it.
    for (const place of ['own', 'other', 'debt', 'written_off']) {
      expect([place, (met.get(place) ?? 0) > RUNS / 12]).toEqual([place, true]);
    }
  });

  it('all of it given back and reversed is as if nothing had been', () => {
    const check = property(anyCase, (one) => {
      const followed = new Followed(one);
      const before = followed.state;
      followed.to(100);
      followed.to(0);
      expect(followed.state).toEqual(before);
      expect(followed.taken).toEqual([]);
    });
    assert(check, { seed: SEED, numRuns: RUNS });
  });

  it('many small refunds take what one takes, from where one takes it', () => {
    let steps = 0;
    const check = property(anyCase, (one) => {
      const slowly = new Followed(one);
      const shares = [...new Set(one.shares)].sort((left, right) => left - right);
      steps += shares.length;
      for (const share of shares) slowly.to(share);
      const atOnce = new Followed(one);
      atOnce.to(shares.at(-1)!);
      expect(slowly.state).toEqual(atOnce.state);
    });
    assert(check, { seed: SEED, numRuns: RUNS });
    expect(steps).toBeGreaterThan(RUNS * 2);
  });

  it('the last share decides, whatever was given back and reversed on the way', () => {
    let reversals = 0;
    const check = property(anyCase, (one) => {
      const wandering = new Followed(one);
      for (const [index, share] of one.shares.entries()) {
        if (share < (one.shares[index - 1] ?? 0)) reversals += 1;
        wandering.to(share);
      }
      const straight = new Followed(one);
      straight.to(one.shares.at(-1)!);
      expect(wandering.state).toEqual(straight.state);
    });
    assert(check, { seed: SEED, numRuns: RUNS });
    expect(reversals).toBeGreaterThan(RUNS);
  });

  it('nothing is ever taken that the payment did not bring', () => {
    const check = property(anyCase, nat(300), (one, beyond) => {
      const followed = new Followed(one);
      followed.to(100 + beyond);
      for (const currency of CURRENCIES) {
        const parts = followed.taken.filter((part) => part.currency === currency);
        const all = parts.reduce((sum, part) => sum + part.amount, 0);
        expect(all).toBe(one.grants[currency]);
      }
    });
    assert(check, { seed: SEED, numRuns: 300 });
  });
});
