import { idBytes } from '../../src/kernel/id.js';
import { chestOrder, sellChests } from '../draws/chest-shop.js';
import { giveFree, signIn } from '../support/player.js';
import type { ServiceInTest } from '../support/service.js';

/** A player who drew under two seeds, and what the plants break of that. */
export async function drawnOrders(service: ServiceInTest): Promise<Record<string, Buffer>> {
  await sellChests(service);
  const player = await signIn(service);
  await giveFree(service, player, 200);
  await player.send('/orders', chestOrder(3));
  await player.send('/draws/seed', {});
  const { status, text, body } = await player.send('/orders', chestOrder(5));
  if (status !== 201) throw new Error(`no draws: ${text}`);
  return { drawer: idBytes(player.id), drawn: idBytes(body.order.id) };
}
