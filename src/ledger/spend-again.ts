import { type Amount, add, negate, sum, ZERO } from '../kernel/amount.js';
import type { LotId } from '../kernel/id.js';
import type { LotBucket } from './bucket.js';
import { type Besides, NOTHING_BESIDES } from './gift-movements.js';
import { isExpired } from './lot.js';
import type { Moved } from './movements.js';
import { type PostingLine, post } from './posting.js';
import type { Correction } from './refund-movements.js';
import type { Wallet } from './wallet.js';

/**
 * Spends the same gems once more: undoes that a spend was given back. Null when one of the lots
 * holds too little of them, or has expired. `besides` is moved in the same transaction.
 */
export function spendAgain(
  wallet: Wallet,
  correction: Correction,
  shares: readonly { readonly lotId: LotId; readonly amount: Amount }[],
  besides: Besides = NOTHING_BESIDES,
): Moved | null {
  const taken: Record<LotBucket, Amount> = { free: ZERO, paid: ZERO };
  let currency = '';
  for (const { lotId, amount } of shares) {
    const lot = wallet.lots.find(({ id }) => id === lotId);
    if (!lot || lot.remaining < amount || isExpired(lot, correction.at)) return null;
    currency = lot.currency;
    taken[lot.bucket] = add(taken[lot.bucket], amount);
  }
  const lines: PostingLine[] = [];
  for (const bucket of ['free', 'paid'] as const) {
    if (taken[bucket] > 0) lines.push({ currency, bucket, amount: negate(taken[bucket]) });
  }
  const total = sum(shares.map(({ amount }) => amount));
  lines.push({ currency, bucket: correction.counter, amount: total });
  lines.push(...besides.lines);
  const movements = [
    ...shares.map(({ lotId, amount }) => ({ lotId, amount: negate(amount) })),
    ...besides.movements,
  ];
  const { id, kind, reversesId, at } = correction;
  const opened = { ...wallet, lots: [...wallet.lots, ...besides.lots] };
  return post(opened, { id, kind, reversesId, createdAt: at, lines, movements, newLots: [] });
}
