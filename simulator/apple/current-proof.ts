import type { Purchase } from '../purchases/purchase.js';
import type { World } from '../world.js';
import { signData } from './signed-data.js';
import { transactionPayload } from './transaction.js';

/**
 * A transaction with what the App Store knows now, signed at `signedDate`, by default now; nothing
 * while it waits for approval or when it was declined, for then there is no transaction.
 */
export async function currentProof(
  world: World,
  purchase: Purchase,
  signedDate?: number,
): Promise<string | null> {
  if (purchase.purchasedAt === null) return null;
  const date = signedDate ?? world.signedDates.next();
  return signData(world.authority.chain, transactionPayload(purchase, world.appOf(purchase), date));
}
