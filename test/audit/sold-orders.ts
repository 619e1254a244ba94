import { idBytes } from '../../src/kernel/id.js';
import { publishEventShop } from '../orders/event-shop.js';
import { refundOrder } from '../orders/refunds-in-test.js';
import { ask, freshKey, signIn } from '../support/player.js';
import type { ServiceInTest } from '../support/service.js';

/** Orders on sale, by level, under limits and with gifts, and what the plants break of them. */
export async function soldOrders(service: ServiceInTest): Promise<Record<string, Buffer>> {
  const now = service.clock.now();
  await publishEventShop(service, { startsAt: now - 3_600_000, endsAt: now + 3_600_000 });
  const player = await signIn(service, { store: 'apple' });
  await player.fund(500);
  await player.fund(500);
  const headers = { authorization: `Bearer ${player.session().accessToken}` };
  const buy = async (offer: string, amount: number, quantity = 1) => {
    const expectedPrice = { currency: 'GEM', amount };
    const body = { offer, quantity, expectedPrice };
    const key = { 'idempotency-key': freshKey() };
    const answer = await ask(service.url, '/orders', { body, headers: { ...headers, ...key } });
    if (answer.status !== 201) throw new Error(`not bought: ${answer.text}`);
    return answer.body.order.id as string;
  };
  const bargain = await buy('potion', 40);
  await buy('shield', 80);
  const levelled = await buy('shield', 200);
  const relic = await buy('relic', 30, 2);
  const daily = await buy('daily', 10);
  const coined = await buy('coins', 20);
  for (let count = 0; count < 3; count++) await buy('chest', 15);
  await refundOrder(service, await buy('relic', 30));
  await refundOrder(service, await buy('coins', 20));
  const ids = { bargain, levelled, relic, daily, coined, collector: player.id };
  const facts = Object.entries(ids).map(([name, id]) => [name, idBytes(id)] as const);
  const [lot] = await service.books.rows('SELECT id FROM lot WHERE origin_id = ?', [
    idBytes(coined),
  ]);
  return { ...Object.fromEntries(facts), coinlot: lot!.id as Buffer };
}
