import { tell } from '../events/event.js';
import type { PlayerId } from '../kernel/id.js';
import type { Wallet } from '../ledger/wallet.js';
import { type Book, book } from '../till/book.js';
import type { Draft } from '../till/draft.js';
import { change } from '../till/operation.js';
import { WALLETS } from '../till/wallet-book.js';

/** How often money was given back to a player, and whether that was too often. */
export interface PlayerRisk {
  readonly playerId: PlayerId;
  /** Refunds within the title's window, before this batch. */
  readonly recentRefunds: number;
  /** null: never flagged. */
  readonly flaggedAt: number | null;
  /** A flag that was lifted by somebody with a reason; null: it was not. */
  readonly liftedAt: number | null;
}

/** By player and the beginning of the window: `riskKey`. Read for refunds only. */
export const PLAYER_RISKS: Book<PlayerRisk> = book('player risks');

export function riskKey(playerId: PlayerId, since: number): string {
  return `${playerId} ${since}`;
}

export function isFlagged(risk: Pick<PlayerRisk, 'flaggedAt' | 'liftedAt'>): boolean {
  return risk.flaggedAt !== null && (risk.liftedAt === null || risk.liftedAt < risk.flaggedAt);
}

/** Counts one more refund of a player, and flags the player once when they are too many. */
export function countRefund(
  draft: Draft,
  wallet: Wallet,
  { key, flagAfter }: { key: string; flagAfter: number },
): Wallet {
  const { playerId } = wallet;
  const none = { playerId, recentRefunds: 0, flaggedAt: null, liftedAt: null };
  const before = draft.row(PLAYER_RISKS, key) ?? none;
  const recentRefunds = before.recentRefunds + 1;
  const flags = recentRefunds >= flagAfter && !isFlagged(before);
  const after = { ...before, recentRefunds, flaggedAt: flags ? draft.now : before.flaggedAt };
  draft.put(change(PLAYER_RISKS, key, after));
  if (!flags) return wallet;
  const data = { reason: 'refunds', refunds: recentRefunds };
  const told = tell(draft, wallet, { type: 'risk.flagged', transactionId: null, data });
  draft.put(change(WALLETS, playerId, told.wallet), told.change);
  return told.wallet;
}
