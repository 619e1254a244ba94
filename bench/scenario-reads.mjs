// Reads: what a game asks for when it starts. Each alone, then all of them mixed.
import { call } from './calls.mjs';
import { any, get } from './requests.mjs';

export async function readsScenario({ players, home }) {
  const headers = { authorization: `Bearer ${players[0].accessToken}` };
  const catalog = await call(`${home}/v1/catalog`, { method: 'GET', headers });
  const known = `If-None-Match: ${catalog.headers.get('etag')}`;
  const bytes = (path, extra) => players.map(({ accessToken }) => get(path, accessToken, extra));
  const wallet = { name: 'wallet', status: 200, requests: bytes('/v1/wallet') };
  const unchanged = { name: 'catalog 304', status: 304, requests: bytes('/v1/catalog', [known]) };
  const inventory = { name: 'inventory', status: 200, requests: bytes('/v1/inventory') };
  const kinds = [wallet, unchanged, inventory];
  const parts = [...kinds.map((kind) => partOf(kind.name, [kind])), partOf('mix', kinds)];
  return { parts: async () => parts };
}

function partOf(name, kinds) {
  const next = { kind: 0, length: 0 };
  return {
    name,
    kinds,
    fill(out) {
      next.kind = Math.floor(Math.random() * kinds.length);
      next.length = any(kinds[next.kind].requests).copy(out);
      return next;
    },
  };
}
