import {
  DAY_MS,
  debtOf,
  deepFrozen,
  idNumbered,
  lotWith,
  NOW,
  walletOf,
} from '../../test/support/desk.js';
import { AMOUNT_MAX_PER_OPERATION, type Amount, amount } from '../kernel/amount.js';
import { credit, expire, fullLot, type Moved, spend } from './movements.js';
import { balanceOf, missing } from './wallet.js';

const CAUSE = { id: idNumbered('txn', 1), kind: 'topup' as const, at: NOW };
const PRICE = { currency: 'USD', micros: 4_990_000 };
const lines = ({ transaction }: Moved) =>
  transaction.entries.map((one) => [one.bucket, one.currency, one.amount]);
const gems = (wanted: number, currency = 'GEM') => ({ currency, amount: wanted as Amount });

describe('a credit', () => {
  const paid = fullLot(lotWith(9, { bucket: 'paid', original: amount(500), price: PRICE }));

  it('comes from store clearing when it was paid for and from promotion when it is free', () => {
    const free = fullLot(lotWith(8, { currency: 'GOLD', original: amount(20) }));
    const moved = credit(deepFrozen(walletOf([])), CAUSE, [paid, free]);
    expect(lines(moved)).toEqual([
      ['paid', 'GEM', 500],
      ['store_clearing', 'GEM', -500],
      ['free', 'GOLD', 20],
      ['promotion', 'GOLD', -20],
    ]);
    expect(moved.transaction.movements).toEqual([
      { lotId: paid.id, amount: 500 },
      { lotId: free.id, amount: 20 },
    ]);
  });

  it.each([
    ['a part', 200, 300],
    ['all', 500, 0],
    ['more than it brings', 700, 0],
  ])('pays debt first when the debt swallows %s', (_, owed, kept) => {
    const wallet = deepFrozen(walletOf([], { accounts: [debtOf(owed)] }));
    const { wallet: after, transaction } = credit(wallet, CAUSE, [paid]);
    const repaid = 500 - kept;
    expect(balanceOf(after, 'GEM', 'debt')).toBe(owed === repaid ? 0 : repaid - owed);
    expect(balanceOf(after, 'GEM', 'paid')).toBe(kept);
    // The price is that of all that came in, so that one gem of it keeps its price.
    expect(after.lots).toEqual([{ ...paid, remaining: kept }]);
    expect(transaction.movements).toEqual(kept ? [{ lotId: paid.id, amount: kept }] : []);
  });

  it('leaves the debt in another currency alone', () => {
    const wallet = walletOf([], { accounts: [debtOf(200, 'GOLD')] });
    expect(balanceOf(credit(wallet, CAUSE, [paid]).wallet, 'GOLD', 'debt')).toBe(-200);
  });
});

describe('a spend', () => {
  const wallet = deepFrozen(
    walletOf([
      lotWith(1, { bucket: 'paid', remaining: amount(50) }),
      lotWith(2, { remaining: amount(30) }),
      lotWith(3, { bucket: 'paid', remaining: amount(20), expiresAt: NOW + 1 }),
      lotWith(4, { remaining: amount(70), expiresAt: NOW }),
      lotWith(5, { currency: 'GOLD', remaining: amount(90) }),
    ]),
  );

  it('takes several lots of both buckets in the policy order and goes into sales', () => {
    const moved = spend(wallet, { ...CAUSE, kind: 'spend' }, gems(60))!;
    expect(moved.transaction.movements).toEqual([
      { lotId: idNumbered('lot', 3), amount: -20 },
      { lotId: idNumbered('lot', 2), amount: -30 },
      { lotId: idNumbered('lot', 1), amount: -10 },
    ]);
    expect(lines(moved)).toEqual([
      ['free', 'GEM', -30],
      ['paid', 'GEM', -30],
      ['sales', 'GEM', 60],
    ]);
  });

  it('takes the last gem that has not expired and not one more', () => {
    expect(spend(wallet, CAUSE, gems(100))!.transaction.movements).toHaveLength(3);
    expect(spend(wallet, CAUSE, gems(101))).toBeNull();
    expect(spend(wallet, CAUSE, gems(91, 'GOLD'))).toBeNull();
    expect(spend(wallet, CAUSE, gems(1, 'SHELL'))).toBeNull();
  });

  it('tells how many gems are missing without those that have expired', () => {
    expect(missing(wallet, gems(130), NOW)).toBe(30);
    expect(missing(wallet, gems(100), NOW)).toBe(0);
    expect(missing(wallet, gems(130), NOW - 1)).toBe(0);
    expect(missing(wallet, gems(130), NOW + 1)).toBe(50);
  });
});

describe('an expiry', () => {
  it('moves no more at once than one transaction may: the rest expires with the next one', () => {
    const most = { remaining: amount(AMOUNT_MAX_PER_OPERATION), expiresAt: NOW };
    const first = expire(walletOf([lotWith(1, most), lotWith(2, most)]), CAUSE)!;
    expect(first.transaction.movements).toHaveLength(1);
    expect(balanceOf(first.wallet, 'GEM', 'free')).toBe(AMOUNT_MAX_PER_OPERATION);
    const second = expire(first.wallet, { ...CAUSE, id: idNumbered('txn', 2) })!;
    expect(balanceOf(second.wallet, 'GEM', 'free')).toBe(0);
    expect(expire(second.wallet, { ...CAUSE, id: idNumbered('txn', 3) })).toBeNull();
  });

  it('moves what is left of expired lots to breakage, per bucket and currency', () => {
    const wallet = deepFrozen(
      walletOf([
        lotWith(1, { remaining: amount(10), expiresAt: NOW }),
        lotWith(2, { remaining: amount(5), expiresAt: NOW - DAY_MS }),
        lotWith(3, { bucket: 'paid', remaining: amount(3), expiresAt: NOW }),
        lotWith(4, { currency: 'GOLD', remaining: amount(2), expiresAt: NOW }),
        lotWith(5, { remaining: amount(100), expiresAt: NOW + 1 }),
        lotWith(6, { remaining: amount(100) }),
      ]),
    );
    const moved = expire(wallet, CAUSE)!;
    expect(moved.transaction.kind).toBe('expiry');
    expect(lines(moved)).toEqual([
      ['free', 'GEM', -15],
      ['breakage', 'GEM', 18],
      ['paid', 'GEM', -3],
      ['free', 'GOLD', -2],
      ['breakage', 'GOLD', 2],
    ]);
    expect(moved.wallet.lots.map((lot) => lot.remaining)).toEqual([0, 0, 0, 0, 100, 100]);
  });

  it('does nothing twice', () => {
    const wallet = walletOf([lotWith(1, { expiresAt: NOW })]);
    expect(expire(expire(wallet, CAUSE)!.wallet, CAUSE)).toBeNull();
    expect(expire(walletOf([lotWith(1)]), CAUSE)).toBeNull();
  });
});
