import { type Amount, negate, smaller, subtract } from '../kernel/amount.js';
import type { OpenLot } from './lot.js';
import type { LotMovement, PostingLine } from './posting.js';
import { balanceOf, type Wallet } from './wallet.js';

/** Free gems that something gave, in the lot that it made for them. */
export interface LotGift {
  readonly lot: OpenLot;
  readonly amount: Amount;
}

/** What a posting moves besides its own gems. */
export interface Besides {
  readonly lines: readonly PostingLine[];
  readonly movements: readonly LotMovement[];
  /** Lots that are opened by it, though they hold nothing now. */
  readonly lots: readonly OpenLot[];
}

export const NOTHING_BESIDES: Besides = { lines: [], movements: [], lots: [] };

/** Takes gifts back out of the lots that they came in; each lot must hold so much. */
export function giftsTaken(gifts: readonly LotGift[]): Besides {
  const some = gifts.filter(({ amount }) => amount > 0);
  return {
    lines: some.flatMap(({ lot: { currency, bucket }, amount }) => [
      { currency, bucket, amount: negate(amount) },
      { currency, bucket: 'promotion' as const, amount },
    ]),
    movements: some.map(({ lot, amount }) => ({ lotId: lot.id, amount: negate(amount) })),
    lots: [],
  };
}

/** Gives them once more, into the same lots. What the player owes of a currency is paid first. */
export function giftsGivenAgain(wallet: Wallet, gifts: readonly LotGift[]): Besides {
  const lines: PostingLine[] = [];
  const movements: LotMovement[] = [];
  const lots: OpenLot[] = [];
  for (const { lot, amount } of gifts) {
    const { id, currency, bucket } = lot;
    const repaid = smaller(negate(balanceOf(wallet, currency, 'debt')), amount);
    const kept = subtract(amount, repaid);
    if (repaid > 0) lines.push({ currency, bucket: 'debt', amount: repaid });
    if (kept > 0) {
      lines.push({ currency, bucket, amount: kept });
      movements.push({ lotId: id, amount: kept });
    }
    lines.push({ currency, bucket: 'promotion', amount: negate(amount) });
    if (!wallet.lots.some((one) => one.id === id)) lots.push(lot);
  }
  return { lines, movements, lots };
}
