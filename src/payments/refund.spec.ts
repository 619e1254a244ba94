import { KNOWN } from '../../test/payments/one-purchase.js';
import {
  entriesText,
  movesOf,
  type RefundCase,
  takenText,
  walletText,
} from '../../test/payments/refund-cases.js';

/** Every kind of lot beside the payment's own, in no order that would be spent. */
const OTHERS = 'expired 50, newer 40, soon 10, gold 60, older 30, later 15, free 20';

describe('a refund takes', () => {
  // [what it shows, the case, what was taken, the wallet after it]
  it.each<[string, RefundCase, string, string]>([
    [
      'its own lot alone while that suffices',
      { lots: `${OTHERS}, own 500`, target: { GEM: 500 } },
      'own 500',
      '70/95/0: expired 50, newer 40, soon 10, older 30, later 15, free 20, own 0',
    ],
    [
      'its own lot first, whatever would be spent before it',
      { lots: `${OTHERS}, own 200`, target: { GEM: 120 } },
      'own 120',
      '150/95/0: expired 50, newer 40, soon 10, older 30, later 15, free 20, own 80',
    ],
    [
      'then the others as they are spent: soonest, free before paid, oldest',
      {
        lots: 'newer 40, older 30, free 20, later 15, soon 10, own 5',
        target: { GEM: 87 },
      },
      'own 5, soon 10, later 15, free 20, older 30, newer 7',
      '33/0/0: newer 33, older 0, free 0, later 0, soon 0, own 0',
    ],
    [
      'what has expired after all that can be spent, and owes the rest',
      { lots: `${OTHERS}, own 200`, target: { GEM: 500 } },
      'own 200, soon 10, later 15, free 20, older 30, newer 40, expired 50, debt 135',
      '0/0/135: expired 0, newer 0, soon 0, older 0, later 0, free 0, own 0',
    ],
    [
      'part of what has expired',
      { lots: 'expired 50, free 10', target: { GEM: 30 } },
      'free 10, expired 20',
      '0/30/0: expired 30, free 0',
    ],
    ['debt alone where nothing is left', { target: { GEM: 500 } }, 'debt 500', '0/0/500: '],
    ['debt on top of debt', { owed: 30, target: { GEM: 500 } }, 'debt 500', '0/0/530: '],
    [
      'no other lot where spent gems are written off',
      { lots: 'own 200, free 20, older 30', rest: 'write_off', target: { GEM: 500 } },
      'own 200, written_off 300',
      '30/20/0: own 0, free 20, older 30',
    ],
    [
      'nothing of the player where all was spent and is written off',
      { lots: 'free 20', rest: 'write_off', target: { GEM: 500 } },
      'written_off 500',
      '0/20/0: free 20',
    ],
    [
      'no debt where spent gems are written off, whatever is owed already',
      { owed: 30, rest: 'write_off', target: { GEM: 500 } },
      'written_off 500',
      '0/0/30: ',
    ],
    [
      'only what is missing to the share when a part was taken before',
      { lots: 'own 400', held: 'own 100', target: { GEM: 250 } },
      'own 100, own 150',
      '250/0/0: own 250',
    ],
    [
      'the rest from others when the earlier part emptied its own lot',
      { lots: 'own 0, free 80', held: 'own 100', target: { GEM: 250 } },
      'own 100, free 80, debt 70',
      '0/0/70: free 0',
    ],
    [
      'no more than was bought, whatever share the store tells',
      { lots: 'own 500, free 700', target: { GEM: 900 } },
      'own 500',
      '0/700/0: own 0, free 700',
    ],
    [
      'no more than was bought in several parts either',
      { lots: 'own 0, free 700', held: 'own 450', target: { GEM: 1_200 } },
      'own 450, free 50',
      '0/650/0: free 650',
    ],
    [
      'nothing of a currency that it never brought',
      { lots: 'own 500, gold 60', target: { GEM: 10, GOLD: 60 } },
      'own 10',
      '490/0/0: own 490',
    ],
  ])('%s', (_, one, taken, wallet) => {
    const { moves, wallet: after, move } = movesOf(one);
    expect(moves).toHaveLength(1);
    expect(takenText(move!.taken)).toBe(taken);
    expect(walletText(after)).toBe(wallet);
    expect(move!.kind).toBe('refund');
  });

  it.each<[string, RefundCase]>([
    ['nothing was given back', { lots: 'own 500', target: { GEM: 0 } }],
    ['nothing is said of a currency', { lots: 'own 500', target: {} }],
    ['all of the share was taken', { lots: 'own 300', held: 'own 200', target: { GEM: 200 } }],
    [
      'all was taken',
      {
        held: 'own 100, debt 400',
        owed: 400,
        target: { GEM: 500 },
      },
    ],
    ['all was taken and more is told', { held: 'own 500', target: { GEM: 501 } }],
    ['it was never credited', { grants: {}, target: { GEM: 500 } }],
  ])('nothing when %s', (_, one) => {
    expect(movesOf(one).moves).toEqual([]);
  });
});

describe('the books of a refund', () => {
  it.each<[string, RefundCase, string]>([
    [
      'what was paid for goes back to the store',
      { lots: 'own 200, free 20', target: { GEM: 500 } },
      'paid -200, free -20, debt -280, store_clearing 500',
    ],
    [
      'what was given away goes back to the promotion',
      { lots: 'given 200, older 30', payment: { paid: false }, target: { GEM: 500 } },
      'paid -30, free -200, debt -270, promotion 500',
    ],
    [
      'what is written off is borne by the studio as a promotion',
      { lots: 'own 200', rest: 'write_off', target: { GEM: 500 } },
      'paid -200, promotion -300, store_clearing 500',
    ],
    [
      'what was given away, spent and written off moves between promotions',
      { payment: { paid: false }, rest: 'write_off', target: { GEM: 500 } },
      'promotion -500, promotion 500',
    ],
    [
      'two currencies are one transaction',
      {
        lots: 'own 100, ownGold 10',
        grants: { GEM: 100, GOLD: 30 },
        target: { GEM: 50, GOLD: 30 },
      },
      'paid -50, store_clearing 50, paid -10 GOLD, debt -20 GOLD, store_clearing 30 GOLD',
    ],
  ])('%s', (_, one, entries) => {
    const { move } = movesOf(one);
    expect(entriesText(move!.transaction)).toBe(entries);
    expect(move!.transaction.reversesId?.slice(-26)).toBe(KNOWN.id.slice(-26));
  });

  it('tell the player how much was taken, whatever lay where', () => {
    expect(movesOf({ lots: 'own 20', target: { GEM: 500 } }).move!.gems).toEqual({ GEM: -500 });
    expect(movesOf({ held: 'debt 50', owed: 50, target: {} }).move!.gems).toEqual({ GEM: 50 });
  });
});
