import { amount } from '../../src/kernel/amount.js';
import type { Lot } from '../../src/ledger/lot.js';
import type { Transaction } from '../../src/ledger/posting.js';
import type { Taken } from '../../src/ledger/refund-movements.js';
import { balanceOf, type Wallet } from '../../src/ledger/wallet.js';
import type { Gems, Payment } from '../../src/payments/payment.js';
import { refundMoves } from '../../src/payments/refund.js';
import {
  CountedIds,
  DAY_MS,
  debtOf,
  deepFrozen,
  idNumbered,
  lotWith,
  NOW,
  walletOf,
} from '../support/desk.js';
import { CREDITED, KNOWN } from './one-purchase.js';

type Numbers = Readonly<Record<string, number>>;

/** The lots of these tests by name: what they are, however much is left in them. */
const LOTS: Readonly<Record<string, Partial<Lot>>> = {
  own: { bucket: 'paid', originId: KNOWN.id, original: amount(500) },
  given: { bucket: 'free', origin: 'payment', originId: KNOWN.id, original: amount(500) },
  ownGold: { bucket: 'paid', originId: KNOWN.id, currency: 'GOLD', original: amount(30) },
  soon: { expiresAt: NOW + 5, createdAt: NOW },
  later: { expiresAt: NOW + DAY_MS, createdAt: NOW - 9 * DAY_MS },
  free: { createdAt: NOW - 1 },
  older: { bucket: 'paid', createdAt: NOW - 8 * DAY_MS },
  newer: { bucket: 'paid', createdAt: NOW - 2 * DAY_MS },
  expired: { expiresAt: NOW, createdAt: NOW - 9 * DAY_MS },
  gold: { currency: 'GOLD' },
};
const NAMES = Object.keys(LOTS);
const idOfLot = (name: string) => idNumbered('lot', 1 + NAMES.indexOf(name));
/** The name of a lot, or `new`. */
export const nameOfLot = (id: string) => NAMES.find((name) => idOfLot(name) === id) ?? 'new';

/** A payment of 500 gems that its store may have given back, and the wallet around it. */
export interface RefundCase {
  /** What is left in the lots of the wallet, as `own 200, free 20`; others were never there. */
  readonly lots?: string;
  readonly owed?: number;
  readonly rest?: 'debt' | 'write_off';
  readonly payment?: Partial<Omit<Payment, 'grants'>>;
  readonly grants?: Numbers;
  /** What refunds hold already, in the order of taking: `own 200, debt 10, ownGold 5 GOLD`. */
  readonly held?: string;
  /** How many gems shall be taken in all. */
  readonly target: Numbers;
}

/** `own 200, debt 10` in words. */
function partsOf(text: string): string[][] {
  return text === '' ? [] : text.split(', ').map((part) => part.split(' '));
}

function lotsOf(text: string): Lot[] {
  return partsOf(text).map(([name, left]) => {
    const original = LOTS[name!]!.original ?? amount(1_000);
    const facts = { ...LOTS[name!], original, remaining: amount(Number(left)) };
    return { ...lotWith(1, facts), id: idOfLot(name!) };
  });
}

/** What a case comes to: the moves, and the wallet after them. */
export function movesOf(one: RefundCase) {
  const { lots = '', owed = 0, rest = 'debt', payment, grants, held = '', target } = one;
  const all = lotsOf(lots);
  const open = all.filter((lot) => lot.remaining > 0);
  const wallet = walletOf(open, owed > 0 ? { accounts: [debtOf(owed)] } : {});
  const taken = partsOf(held).map(([from, gems, currency = 'GEM']): Taken => {
    const place = NAMES.includes(from!) ? { lotId: idOfLot(from!) } : (from as 'debt');
    return { currency, amount: amount(Number(gems)), from: place };
  });
  const credited = { ...KNOWN, ...CREDITED, grants: (grants ?? { GEM: 500 }) as Gems, taken };
  const ids = new CountedIds();
  const moves = refundMoves(
    deepFrozen({
      wallet,
      payment: { ...credited, price: { currency: 'EUR', micros: 4_990_000 }, ...payment },
      target: target as Gems,
      rest,
      at: NOW,
      lots: (id: string) => all.find((lot) => lot.id === id) ?? null,
      newTransactionId: () => ids.next('txn'),
      newLotId: () => ids.next('lot'),
    }),
  );
  return { moves, wallet: moves.at(-1)?.wallet ?? wallet, move: moves[0] };
}

/** `own 200, debt 10`, in the order of taking. */
export const takenText = (taken: readonly Taken[]) =>
  taken
    .map(({ from, amount: gems, currency }) => {
      const place = typeof from === 'string' ? from : nameOfLot(from.lotId);
      return `${place} ${gems}${currency === 'GEM' ? '' : ` ${currency}`}`;
    })
    .join(', ');

/** Paid, free and owed, then what each lot holds; `new` is one that the tests do not name. */
export function walletText(wallet: Wallet, currency = 'GEM'): string {
  const of = (bucket: 'paid' | 'free' | 'debt') => Math.abs(balanceOf(wallet, currency, bucket));
  const lots = wallet.lots.filter((lot) => lot.currency === currency);
  const held = lots.map((lot) => `${nameOfLot(lot.id)} ${lot.remaining}`).join(', ');
  return `${of('paid')}/${of('free')}/${of('debt')}: ${held}`;
}

/** `paid -200, store_clearing 200`: every line of a transaction. */
export const entriesText = ({ entries }: Transaction) =>
  entries
    .map(({ bucket, currency, amount: gems }) => {
      return `${bucket} ${gems}${currency === 'GEM' ? '' : ` ${currency}`}`;
    })
    .join(', ');
