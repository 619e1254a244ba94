import type { Player, RawAnswer } from './player.js';
import type { ServiceInTest } from './service.js';
import { studioOf } from './studio.js';

/** A player who shows proofs of one store. */
export interface Claimant {
  readonly service: ServiceInTest;
  readonly store: 'apple' | 'google';
  readonly player: Player;
}

/** How a proof is refused, and what is kept of the payment. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  /** What the game says was bought. */
  readonly productId?: string;
  /** True: one payment is recorded as rejected for this code. False: nothing is. */
  readonly recorded?: boolean;
}

/** Shows a proof as a client does. */
export function claim(
  { player, store }: Pick<Claimant, 'player' | 'store'>,
  proof: string,
  productId?: string,
): Promise<RawAnswer> {
  return player.send('/topups', { store, proof, ...(productId !== undefined && { productId }) });
}

/**
 * Shows a proof that must be refused in exactly this way, and sees that nothing was credited: the
 * wallet is the same to the letter, and of payments there is only what must be recorded.
 */
export async function expectRefused(
  claimant: Claimant,
  proof: string,
  { status, code, productId, recorded = false }: Refusal,
): Promise<void> {
  const before = await seenOf(claimant);
  const answer = await claim(claimant, proof, productId);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  const after = await seenOf(claimant);
  expect(after.wallet).toBe(before.wallet);
  const added = after.payments.filter(({ id }) => before.payments.every((one) => one.id !== id));
  const rejected = { status: 'rejected', reason: code };
  expect(added).toMatchObject(recorded ? [rejected] : []);
  expect(after.rows).toBe(before.rows + (recorded ? 1 : 0));
}

async function seenOf({ service, player }: Claimant) {
  const { text: wallet } = await player.send('/wallet');
  const payments = await studioOf(service).payments({ player: player.id });
  // Also what belongs to nobody, and what no list shows.
  const rows = await service.books.count('SELECT id FROM payment');
  return { wallet, payments, rows };
}
