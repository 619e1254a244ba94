import { type Amount, negate, smaller, subtract } from '../kernel/amount.js';
import type { Lot } from './lot.js';
import type { Moved } from './movements.js';
import { type PostingLine, post, type Transaction } from './posting.js';
import { type Taking, take } from './spending-policy.js';
import { balanceOf, type Wallet } from './wallet.js';

type Cause = Pick<Transaction, 'id'> & { readonly at: number };

/** What is given away of one currency. */
export interface Given {
  readonly currency: string;
  readonly amount: Amount;
}

/**
 * The lots that a transfer takes from, in the spending order: paid ones alone, since what nobody
 * paid for could be gathered on many accounts and brought together, and none that expires before
 * its new owner can spend it. null: they do not hold enough.
 */
export function transferable(
  wallet: Wallet,
  { currency, amount }: Given,
  { now, heldUntil }: { readonly now: number; readonly heldUntil: number },
): Taking[] | null {
  const lots = wallet.lots.filter(
    ({ bucket, expiresAt }) => bucket === 'paid' && (expiresAt === null || expiresAt > heldUntil),
  );
  return take(lots, currency, amount, now);
}

/**
 * The sender's side: the gems go back to where they were paid for. No account of the system stands
 * between the two sides: they are one database transaction, and together they are zero there.
 */
export function sendAway(wallet: Wallet, cause: Cause, given: Given, takings: Taking[]): Moved {
  const { currency, amount } = given;
  const lines: PostingLine[] = [
    { currency, bucket: 'paid', amount: negate(amount) },
    { currency, bucket: 'store_clearing', amount },
  ];
  const movements = takings.map((taking) => ({ lotId: taking.lotId, amount: taking.amount }));
  return post(wallet, {
    ...{ id: cause.id, kind: 'transfer_out', reversesId: null, createdAt: cause.at },
    ...{ lines, movements, newLots: [] },
  });
}

/**
 * The receiver's side. What the receiver owes is paid first, from the front of the lots, since
 * nobody owes gems and holds some.
 */
export function receive(
  wallet: Wallet,
  cause: Cause,
  { currency, amount }: Given,
  lots: readonly Lot[],
): Moved {
  const repaid = smaller(negate(balanceOf(wallet, currency, 'debt')), amount);
  const kept = subtract(amount, repaid);
  const lines: PostingLine[] = [];
  if (repaid > 0) lines.push({ currency, bucket: 'debt', amount: repaid });
  if (kept > 0) lines.push({ currency, bucket: 'paid', amount: kept });
  lines.push({ currency, bucket: 'store_clearing', amount: negate(amount) });
  let owed = repaid;
  const newLots = lots.map((lot) => {
    const swallowed = smaller(owed, lot.original);
    owed = subtract(owed, swallowed);
    return { ...lot, remaining: subtract(lot.original, swallowed) };
  });
  return post(wallet, {
    ...{ id: cause.id, kind: 'transfer_in', reversesId: null, createdAt: cause.at },
    ...{ lines, movements: [], newLots },
  });
}
