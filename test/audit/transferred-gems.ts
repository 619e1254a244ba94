import { idBytes } from '../../src/kernel/id.js';
import { ask, freshKey, signIn } from '../support/player.js';
import type { ServiceInTest } from '../support/service.js';

/** Somebody who gave gems to a friend and paid a game server, and what the plants break of that. */
export async function transferredGems(service: ServiceInTest): Promise<Record<string, Buffer>> {
  const [giver, friend] = [await signIn(service), await signIn(service)];
  await giver.fund(500);
  const send = async (path: string, body: object) => {
    const headers = { authorization: 'Bearer sk_demo', 'idempotency-key': freshKey() };
    const answer = await ask(service.url, `/server/${path}`, { headers, body });
    if (answer.status !== 201) throw new Error(`not moved: ${answer.text}`);
    return answer.body;
  };
  const gems = { currency: 'GEM', amount: 200 };
  const { transfer } = await send('transfers', { from: giver.id, to: friend.id, ...gems });
  await send(`players/${giver.id}/debits`, { currency: 'GEM', amount: 50 });
  const lots = await service.books.rows('SELECT id FROM lot WHERE player_id = ?', [
    idBytes(friend.id),
  ]);
  return {
    giver: idBytes(giver.id),
    transferred: idBytes(transfer.id),
    passed: lots[0]!.id as Buffer,
  };
}
