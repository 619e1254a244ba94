import { idBytes } from '../../src/kernel/id.js';
import { askStore, bought, refundOrder, takeItemsBack } from '../orders/refunds-in-test.js';
import { orderOf, signIn } from '../support/player.js';
import type { ServiceInTest } from '../support/service.js';

/** Players whose orders were given back in every way, and what the plants break of that. */
export async function refundedOrders(service: ServiceInTest): Promise<Record<string, Buffer>> {
  const player = await signIn(service, { store: 'apple' });
  await player.fund(500);
  await player.fund(500);
  const returned = await bought(player, orderOf('dragon'));
  const half = await bought(player, orderOf('potion', 3));
  await bought(player, orderOf('sword'));
  const level = await bought(player, orderOf('sword'));
  await player.send('/inventory/potion/consume', { quantity: 2 });
  for (const id of [returned, half, level])
    await refundOrder(service, id, { missingItems: 'accept' });
  const again = await soldAgain(service);
  const ids = { returned, half, level, again, regretful: player.id };
  const facts = Object.entries(ids).map(([name, id]) => [name, idBytes(id)] as const);
  const undone = async (order: string, kind: string) => {
    const text = 'SELECT id FROM ledger_transaction WHERE reverses_id = ? AND kind = ?';
    return (await service.books.rows(text, [idBytes(order), kind]))[0]!.id as Buffer;
  };
  return {
    ...Object.fromEntries(facts),
    undone: await undone(returned, 'order_refund'),
    halfundone: await undone(half, 'order_refund'),
    levelundone: await undone(level, 'order_refund'),
    reinstated: await undone(again, 'order_reinstatement'),
    refilled: await lotOf(service, returned),
  };
}

/** The order of a payment whose refund was reversed. */
async function soldAgain(service: ServiceInTest): Promise<string> {
  await takeItemsBack(service, ['skin.*']);
  const player = await signIn(service, { store: 'apple' });
  const { id, proof } = await player.pay(500);
  await player.send('/topups', { store: 'apple', proof });
  const order = await bought(player, orderOf('dragon'));
  await service.control.refund(id, { notify: false });
  await askStore(service, id);
  await service.control.reverseRefund(id, { notify: false });
  await askStore(service, id);
  return order;
}

async function lotOf({ books }: ServiceInTest, order: string): Promise<Buffer> {
  const text = 'SELECT lot_id AS id FROM entry WHERE transaction_id = ? AND lot_id IS NOT NULL';
  return (await books.rows(text, [idBytes(order)]))[0]!.id as Buffer;
}
