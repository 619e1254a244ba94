import { idBytes } from '../../src/kernel/id.js';
import { codesOf, offerCoupons } from '../coupons/coupon-shop.js';
import { operatorOf } from '../support/operator.js';
import { signIn } from '../support/player.js';
import type { ServiceInTest } from '../support/service.js';

/** Players who redeemed codes, and what the plants break of that. */
export async function redeemedCoupons(service: ServiceInTest): Promise<Record<string, Buffer>> {
  await offerCoupons(service);
  const operator = operatorOf(service, 'liveops');
  const player = await signIn(service);
  const other = await signIn(service);
  const redeem = async (who: typeof player, code: string): Promise<Buffer> => {
    const { status, text, body } = await who.send('/coupons/redemptions', { code });
    if (status !== 201) throw new Error(`not redeemed: ${text}`);
    return idBytes(body.redemption.id);
  };
  const [word] = await codesOf(operator, 'scarce', { code: 'for all' });
  const [first, second] = await codesOf(operator, 'often', { count: 3 });
  return {
    redeemer: idBytes(player.id),
    scarce: await redeem(player, word!),
    scarcer: await redeem(other, word!),
    often: await redeem(player, first!),
    oftener: await redeem(player, second!),
  };
}
