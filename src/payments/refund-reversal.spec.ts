import { CREDITED, KNOWN } from '../../test/payments/one-purchase.js';
import {
  entriesText,
  movesOf,
  nameOfLot,
  type RefundCase,
  takenText,
  walletText,
} from '../../test/payments/refund-cases.js';
import { idNumbered, NOW } from '../../test/support/desk.js';
import { amount } from '../kernel/amount.js';
import type { Taken } from '../ledger/refund-movements.js';
import { balanceOf } from '../ledger/wallet.js';
import { type RefundMove, refundMoves } from './refund.js';

describe('a reversal gives back', () => {
  const AFTER_WHOLE: RefundCase = {
    lots: 'own 0, soon 0',
    owed: 290,
    held: 'own 200, soon 10, debt 290',
    target: {},
  };
  // [what it shows, the case, what refunds still hold, the wallet after it]
  it.each<[string, RefundCase, string, string]>([
    ['all of it to where it came from', AFTER_WHOLE, '', '200/10/0: soon 10, own 200'],
    [
      'debt first when it is a part: the latest taking is undone first',
      { ...AFTER_WHOLE, target: { GEM: 250 } },
      'own 200, soon 10, debt 40',
      '0/0/40: ',
    ],
    [
      'then the lot that was taken last',
      { ...AFTER_WHOLE, target: { GEM: 150 } },
      'own 150',
      '50/10/0: soon 10, own 50',
    ],
    [
      'no gem of a part that is too small for one',
      { ...AFTER_WHOLE, target: { GEM: 499 } },
      'own 200, soon 10, debt 289',
      '0/0/289: ',
    ],
    [
      'a lot of its own for debt that a later payment repaid',
      { ...AFTER_WHOLE, owed: 0, lots: 'own 0, soon 0, newer 210' },
      '',
      '700/10/0: newer 210, soon 10, own 200, new 290',
    ],
    [
      'a lot of its own for the part of a debt that was repaid',
      { ...AFTER_WHOLE, owed: 40 },
      '',
      '450/10/0: soon 10, own 200, new 250',
    ],
    [
      'what others are owed by the player before anything to a lot',
      { lots: 'own 0', owed: 150, held: 'own 500', target: {} },
      '',
      '350/0/0: own 350',
    ],
    [
      'nothing to a lot when the player owes more',
      { lots: 'own 0', owed: 900, held: 'own 500', target: {} },
      '',
      '0/0/400: ',
    ],
    [
      'what was written off to nobody, and the rest to its lot',
      {
        lots: 'own 0',
        rest: 'write_off',
        held: 'own 200, written_off 300',
        target: {},
      },
      '',
      '200/0/0: own 200',
    ],
    [
      'what was written off first when it is a part',
      {
        lots: 'own 0',
        rest: 'write_off',
        held: 'own 200, written_off 300',
        target: { GEM: 350 },
      },
      'own 200, written_off 150',
      '0/0/0: ',
    ],
    [
      'what was written off, although the title asks for debt by now',
      {
        lots: 'own 0',
        held: 'own 200, written_off 300',
        target: {},
      },
      '',
      '200/0/0: own 200',
    ],
    [
      'several parts of one lot in one movement',
      {
        lots: 'own 100',
        held: 'own 150, own 50',
        target: {},
      },
      '',
      '300/0/0: own 300',
    ],
    [
      'gems to a lot that has expired since',
      {
        lots: 'own 0, expired 0',
        held: 'own 1, expired 9',
        target: {},
      },
      '',
      '1/9/0: expired 9, own 1',
    ],
    [
      'a lot of its own for gems whose lot is not there any more',
      { held: 'free 70', target: {} },
      '',
      '70/0/0: new 70',
    ],
  ])('%s', (_, one, held, wallet) => {
    const { moves, move, wallet: after } = movesOf(one);
    expect(moves.map(({ kind }) => kind)).toEqual(['refund_reversal']);
    expect(takenText(move!.taken)).toBe(held);
    expect(walletText(after)).toBe(wallet);
  });

  const newLotOf = ({ wallet }: RefundMove) =>
    wallet.lots.find((lot) => nameOfLot(lot.id) === 'new');
  const repaid: RefundCase = { held: 'debt 290', target: {} };

  it('in its own lot the share of the price that was paid, rounded down', () => {
    const lot = newLotOf(movesOf(repaid).move!)!;
    expect(lot).toMatchObject({ bucket: 'paid', origin: 'reversal', original: 290 });
    // 4,990,000 micros ÷ 500 × 290.
    expect(lot).toMatchObject({ price: { currency: 'EUR', micros: 2_894_200 }, country: null });
    expect(lot).toMatchObject({ createdAt: NOW, expiresAt: null, feeMicros: null });
    const odd = movesOf({ ...repaid, grants: { GEM: 700 } }).move!;
    expect(newLotOf(odd)).toMatchObject({ price: { micros: 2_067_285 } });
  });

  it('no price with a lot that nobody knows the price of', () => {
    const unknown = movesOf({ ...repaid, payment: { price: null } });
    const two = movesOf({ ...repaid, grants: { GEM: 500, GOLD: 5 } });
    for (const { move } of [unknown, two]) expect(newLotOf(move!)).toMatchObject({ price: null });
  });

  it('free gems for what was given away', () => {
    const { move } = movesOf({ ...repaid, payment: { paid: false } });
    expect(newLotOf(move!)).toMatchObject({ bucket: 'free', origin: 'reversal' });
    expect(entriesText(move!.transaction)).toBe('free 290, promotion -290');
  });

  it.each<[string, RefundCase, string]>([
    [
      'what was paid for, from the store',
      {
        lots: 'own 0, free 0',
        owed: 40,
        held: 'own 5, free 20, debt 40',
        target: {},
      },
      'debt 40, paid 5, free 20, store_clearing -65',
    ],
    [
      'what was written off, to the studio',
      {
        lots: 'own 0',
        held: 'own 5, written_off 60',
        target: {},
      },
      'paid 5, promotion 60, store_clearing -65',
    ],
    [
      'what was written off alone',
      { held: 'written_off 60', target: {} },
      'promotion 60, store_clearing -60',
    ],
  ])('and books %s', (_, one, entries) => {
    expect(entriesText(movesOf(one).move!.transaction)).toBe(entries);
  });
});

describe('a refund and a reversal', () => {
  const HELD = 'own 100, ownGold 10 GOLD, debt 20 GOLD';
  const both: RefundCase = { grants: { GEM: 100, GOLD: 30 }, held: HELD, target: {} };

  it('of two currencies leave the other one as it was', () => {
    const { move } = movesOf({ ...both, lots: 'own 0, ownGold 0', target: { GOLD: 30 } });
    expect(move).toMatchObject({ kind: 'refund_reversal', gems: { GEM: 100 } });
    expect(takenText(move!.taken)).toBe('ownGold 10 GOLD, debt 20 GOLD');
    expect(entriesText(move!.transaction)).toBe('paid 100, store_clearing -100');
  });

  it('at once, of two currencies, are two transactions: what is given back comes first', () => {
    const held = 'own 60';
    const lots = 'own 0, ownGold 30';
    const { moves, wallet } = movesOf({ ...both, lots, held, target: { GOLD: 12 } });
    expect(moves.map(({ kind, gems }) => [kind, gems])).toEqual([
      ['refund_reversal', { GEM: 60 }],
      ['refund', { GOLD: -12 }],
    ]);
    expect(takenText(moves[1]!.taken)).toBe('ownGold 12 GOLD');
    expect([walletText(wallet), walletText(wallet, 'GOLD')]).toEqual([
      '60/0/0: own 60',
      '18/0/0: ownGold 18',
    ]);
    expect(moves.map(({ wallet: { seq } }) => seq)).toEqual([8, 9]);
  });

  it('of one payment again and again end where they began', () => {
    const lots = 'own 120, soon 10, older 30';
    let { wallet } = movesOf({ lots, target: {} });
    const start = walletText(wallet);
    let taken: readonly Taken[] = [];
    for (const target of [500, 130, 400, 0, 499, 500, 0]) {
      const [move] = refundMoves({
        wallet,
        payment: { ...KNOWN, ...CREDITED, grants: { GEM: amount(500) }, taken },
        target: { GEM: amount(target) },
        rest: 'debt',
        at: NOW,
        lots: (id) => wallet.lots.find((lot) => lot.id === id) ?? null,
        newTransactionId: () => idNumbered('txn', target),
        newLotId: () => idNumbered('lot', 99),
      });
      ({ wallet, taken } = move!);
      expect(taken.reduce((sum, part) => sum + part.amount, 0)).toBe(target);
      // 160 lie in lots: what is taken beyond that is owed.
      expect(balanceOf(wallet, 'GEM', 'debt')).toBe(0 - Math.max(0, target - 160));
    }
    expect(walletText(wallet)).toBe(start);
  });
});
