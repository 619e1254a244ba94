import {
  debtOf,
  deepFrozen,
  idNumbered,
  lotWith,
  NOW,
  PLAYER,
  walletOf,
} from '../../test/support/desk.js';
import { amount } from '../kernel/amount.js';
import type { Lot } from './lot.js';
import { UnsoundPosting } from './posting.js';
import {
  type Correction,
  type Demand,
  giveBack,
  type Return,
  takeBack,
} from './refund-movements.js';
import type { Wallet } from './wallet.js';

const CORRECTION: Correction = {
  id: idNumbered('txn', 50),
  kind: 'refund',
  reversesId: idNumbered('txn', 40),
  at: NOW,
  counter: 'store_clearing',
};
const OWN = lotWith(1, { bucket: 'paid', original: amount(100), remaining: amount(60) });
const OTHER = lotWith(2, { original: amount(100), remaining: amount(30) });
const demand = (gems: number, facts: Partial<Demand> = {}): Demand => ({
  currency: 'GEM',
  amount: amount(gems),
  isOwn: ({ id }) => id === OWN.id,
  rest: 'debt',
  ...facts,
});
const back = (gems: number, to: Return['to'], currency = 'GEM'): Return => ({
  currency,
  amount: amount(gems),
  to,
});
const noLot = (): Lot => {
  throw new Error('no lot was to be made');
};
const frozen = (lots: readonly Lot[], owed = 0): Wallet =>
  deepFrozen(walletOf(lots, owed > 0 ? { accounts: [debtOf(owed)] } : {}));

describe('what is taken back', () => {
  it('is nothing when nothing is demanded', () => {
    expect(takeBack(frozen([OWN]), CORRECTION, [])).toBeNull();
    expect(takeBack(frozen([OWN]), CORRECTION, [demand(0)])).toBeNull();
  });

  it('names the lot in the entry that moved one alone, and each movement of several', () => {
    const one = takeBack(frozen([OWN, OTHER]), CORRECTION, [demand(60)])!.transaction;
    expect(one.entries.map(({ lotId }) => lotId)).toEqual([OWN.id, null]);
    const more = lotWith(3, { remaining: amount(5) });
    const several = takeBack(frozen([OWN, OTHER, more]), CORRECTION, [demand(95)])!.transaction;
    expect(several.entries.map(({ bucket, lotId }) => [bucket, lotId])).toEqual([
      ['paid', OWN.id],
      ['free', null],
      ['store_clearing', null],
    ]);
    expect(several.movements).toEqual([
      { lotId: OWN.id, amount: -60 },
      { lotId: OTHER.id, amount: -30 },
      { lotId: more.id, amount: -5 },
    ]);
  });

  it('is recorded as the correction of what it corrects, of the wallet that it moved', () => {
    const { wallet, transaction } = takeBack(frozen([OWN]), CORRECTION, [demand(1)])!;
    expect(transaction).toMatchObject({ id: CORRECTION.id, reversesId: CORRECTION.reversesId });
    expect(transaction).toMatchObject({ kind: 'refund', createdAt: NOW, seq: 8 });
    expect([wallet.playerId, wallet.seq, wallet.eventNumber]).toEqual([PLAYER, 8, 3]);
  });

  it('leaves out a currency of which nothing is demanded', () => {
    const demands = [demand(0), demand(7, { currency: 'GOLD' })];
    const { taken, transaction } = takeBack(frozen([OWN]), CORRECTION, demands)!;
    expect(taken).toEqual([{ currency: 'GOLD', amount: 7, from: 'debt' }]);
    expect(transaction.entries).toHaveLength(2);
  });
});

describe('what is given back', () => {
  const spent = { ...OWN, remaining: amount(0) };

  it('opens a lot that the wallet does not hold any more', () => {
    const { wallet, transaction } = giveBack(frozen([]), CORRECTION, [back(40, spent)], noLot);
    expect(wallet.lots).toMatchObject([{ id: OWN.id, remaining: 40 }]);
    expect(transaction.movements).toEqual([{ lotId: OWN.id, amount: 40 }]);
  });

  it('moves a lot once, however many parts come back to it', () => {
    const parts = [back(10, OWN), back(5, OTHER), back(20, OWN)];
    const { transaction } = giveBack(frozen([OWN, OTHER]), CORRECTION, parts, noLot);
    expect(transaction.movements).toEqual([
      { lotId: OWN.id, amount: 30 },
      { lotId: OTHER.id, amount: 5 },
    ]);
  });

  it('never fills a lot above what came in: that is a defect, not a refund', () => {
    const give = () => giveBack(frozen([OWN]), CORRECTION, [back(41, OWN)], noLot);
    expect(give).toThrow(UnsoundPosting);
  });

  it('pays what is owed of the same currency only, and makes no lot of nothing', () => {
    const returns = [back(30, null), back(5, null, 'GOLD')];
    const made: [string, number][] = [];
    const newLot = (currency: string, gems: number) => {
      made.push([currency, gems]);
      return lotWith(9, { currency, original: amount(gems) });
    };
    const { wallet } = giveBack(frozen([], 30), CORRECTION, returns, newLot);
    expect(made).toEqual([['GOLD', 5]]);
    expect(
      wallet.accounts.map(({ currency, bucket, balance }) => [currency, bucket, balance]),
    ).toEqual([
      ['GEM', 'debt', 0],
      ['GOLD', 'free', 5],
    ]);
  });

  it('pays what is owed from the front of the list, in parts where it must', () => {
    const returns = [back(10, OTHER), back(30, spent)];
    const { wallet, transaction } = giveBack(frozen([OTHER], 25), CORRECTION, returns, noLot);
    expect(transaction.movements).toEqual([{ lotId: OWN.id, amount: 15 }]);
    expect(wallet.lots.map(({ remaining }) => remaining)).toEqual([30, 15]);
  });

  it('does not pay debts with what the player had kept all along', () => {
    const returns = [back(50, 'written_off'), back(10, spent)];
    const { transaction } = giveBack(frozen([], 40), CORRECTION, returns, noLot);
    const lines = transaction.entries.map(({ bucket, amount: gems }) => [bucket, gems]);
    expect(lines).toEqual([
      ['debt', 10],
      ['promotion', 50],
      ['store_clearing', -60],
    ]);
  });
});
