import {
  DAY_MS,
  debtOf,
  deepFrozen,
  idNumbered,
  lotWith,
  NOW,
  walletOf,
} from '../../test/support/desk.js';
import { AMOUNT_MAX_PER_BALANCE, type Amount, AmountOutOfRange, amount } from '../kernel/amount.js';
import type { Bucket } from './bucket.js';
import { type Posting, type PostingLine, post, UnsoundPosting } from './posting.js';

function line(bucket: Bucket, gems: number, currency = 'GEM'): PostingLine {
  return { bucket, amount: gems as Amount, currency };
}

function posting(lines: PostingLine[], facts: Partial<Posting> = {}): Posting {
  const id = idNumbered('txn', 1);
  const fixed = { id, kind: 'spend' as const, reversesId: null, createdAt: NOW };
  return { ...fixed, lines, movements: [], newLots: [], ...facts };
}

const LOT = lotWith(1);
const PAID = lotWith(2, { bucket: 'paid' });
const WALLET = deepFrozen(walletOf([LOT, PAID], { accounts: [debtOf(5)] }));
const moved = (number: number, gems: number) => ({
  lotId: idNumbered('lot', number),
  amount: gems as Amount,
});

describe('posting to a wallet', () => {
  it.each<[string, Posting]>([
    ['it has fewer than two lines', posting([line('free', -1)])],
    ['it has fewer than two lines', posting([])],
    ['a line moves nothing', posting([line('sales', 0), line('promotion', 0)])],
    ['GEM does not sum to zero', posting([line('sales', 2), line('promotion', -1)])],
    ['GEM does not sum to zero', posting([line('sales', 2), line('promotion', -2, 'GOLD')])],
    ['the free account would cross zero', posting([line('free', -101), line('sales', 101)])],
    ['the paid account would cross zero', posting([line('paid', -101), line('sales', 101)])],
    ['the debt account would cross zero', posting([line('debt', 6), line('promotion', -6)])],
    [
      'the free account would cross zero',
      posting([line('free', -1, 'GOLD'), line('sales', 1, 'GOLD')]),
    ],
    ['the lots of free GEM miss its balance', posting([line('free', -1), line('sales', 1)])],
    ['the lots of free GEM miss its balance', posting([line('free', 1), line('promotion', -1)])],
    [
      'the lots of free GEM miss its balance',
      posting([line('free', -2), line('sales', 2)], { movements: [moved(1, -1)] }),
    ],
    [
      'the lots of free GEM miss its balance',
      posting([line('free', -1), line('sales', 1)], { movements: [moved(2, -1)] }),
    ],
    [
      'the lots of paid GEM miss its balance',
      posting([line('sales', 9), line('promotion', -9)], {
        newLots: [lotWith(3, { bucket: 'paid', remaining: amount(9) })],
      }),
    ],
    [
      'a lot moves twice',
      posting([line('free', -2), line('sales', 2)], { movements: [moved(1, -1), moved(1, -1)] }),
    ],
    [
      'it moves a lot that the wallet does not hold',
      posting([line('free', -1), line('sales', 1)], { movements: [moved(9, -1)] }),
    ],
    [
      'a lot would hold less than nothing or more than came in',
      posting([line('sales', 1), line('promotion', -1)], { movements: [moved(1, 0)] }),
    ],
    [
      'a lot would hold less than nothing or more than came in',
      posting([line('sales', 1), line('promotion', -1)], { movements: [moved(1, -101)] }),
    ],
    [
      'a lot would hold less than nothing or more than came in',
      posting([line('free', 1), line('sales', -1)], { movements: [moved(1, 1)] }),
    ],
  ])('is unsound when %s', (why, wrong) => {
    expect(() => post(WALLET, wrong)).toThrow(new UnsoundPosting(why));
  });

  it('refuses a line above what one operation may move, and takes one at the limit', () => {
    const both = (gems: number) => posting([line('sales', gems), line('promotion', -gems)]);
    expect(() => post(WALLET, both(1_000_000_000_001))).toThrow(AmountOutOfRange);
    expect(post(WALLET, both(1_000_000_000_000)).transaction.entries).toHaveLength(2);
  });

  it('refuses a balance above what an account can hold', () => {
    const full = walletOf([lotWith(1, { remaining: amount(AMOUNT_MAX_PER_BALANCE) })]);
    const more = lotWith(2, { remaining: amount(1) });
    const one = posting([line('free', 1), line('promotion', -1)], { newLots: [more] });
    expect(() => post(full, one)).toThrow(AmountOutOfRange);
  });

  it('numbers the entries of each account and keeps the balance after each', () => {
    const lines = [line('free', -40), line('paid', -10), line('debt', 5), line('sales', 45)];
    const { wallet, transaction } = post(
      WALLET,
      posting(lines, { movements: [moved(1, -40), moved(2, -10)], createdAt: NOW + DAY_MS }),
    );
    const told = transaction.entries.map((one) => [one.line, one.number, one.balanceAfter]);
    expect(told).toEqual([
      [1, 2, 60],
      [2, 2, 90],
      [3, 2, 0],
      [4, null, null],
    ]);
    expect([wallet.seq, transaction.seq, transaction.createdAt]).toEqual([8, 8, NOW + DAY_MS]);
    expect(wallet.lots.map((lot) => lot.remaining)).toEqual([60, 90]);
  });

  it('leaves lots and accounts alone that it does not touch, so that they are not written', () => {
    const { wallet } = post(
      WALLET,
      posting([line('free', -1), line('sales', 1)], { movements: [moved(1, -1)] }),
    );
    expect(wallet.lots[1]).toBe(PAID);
    expect(wallet.accounts.filter((one) => WALLET.accounts.includes(one))).toHaveLength(2);
  });
});
