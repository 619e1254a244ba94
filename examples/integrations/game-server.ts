// A game's own server on Node: it gives gems for a quest, once, and says what a player holds.
import { createServer } from 'node:http';

const TILL = process.env.TILL_URL ?? 'http://localhost:3000';
const SECRET = process.env.TILL_KEY ?? 'sk_demo'; // never in a game that players download
const QUESTS: Record<string, number> = { 'first-dragon': 50, 'ten-potions': 20 };

interface Wallet {
  readonly balances: Record<string, { readonly total: number }>;
}

async function ask<T>(path: string, body?: object, key?: string): Promise<T> {
  const answer = await fetch(`${TILL}/v1/server/players/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      Authorization: `Bearer ${SECRET}`,
      ...(body && { 'Content-Type': 'application/json' }),
      ...(key && { 'Idempotency-Key': key }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const read = await answer.json();
  if (!answer.ok) throw new Error(`${read.code}: ${read.detail}`);
  return read as T;
}

/** The key names the deed, so asking again, also after a crash, gives nothing twice. */
function reward(player: string, quest: string): Promise<{ wallet: Wallet }> {
  const body = { currency: 'GEM', amount: QUESTS[quest], reason: `quest ${quest}` };
  return ask(`${player}/grants`, body, `quest-${player}-${quest}`);
}

export const server = createServer(async (request, response) => {
  const [, player = '', quest = ''] = (request.url ?? '').split('/');
  try {
    if (request.method === 'POST' && QUESTS[quest]) await reward(player, quest);
    const { balances } = await ask<Wallet>(`${player}/wallet`);
    response.end(JSON.stringify({ gems: balances.GEM?.total ?? 0 }));
  } catch (error) {
    response.statusCode = 502;
    response.end(JSON.stringify({ message: (error as Error).message }));
  }
});

server.listen(Number(process.env.PORT ?? 8080), () => {
  const address = server.address();
  console.log(typeof address === 'object' && address ? address.port : address);
});
