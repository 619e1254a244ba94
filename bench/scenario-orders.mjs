// Orders: random players buy the offer of the bench catalog, one order for each request.
import { OFFER } from './bench-catalog.mjs';
import { any, keyedPost, writeKeyed } from './requests.mjs';

export async function ordersScenario({ players }) {
  const body = { offer: OFFER.offer, quantity: 1, expectedPrice: OFFER.price };
  const requests = players.map(({ accessToken }) => keyedPost('/v1/orders', accessToken, body));
  const next = { kind: 0, length: 0 };
  const part = {
    name: 'orders',
    kinds: [{ name: 'order', status: 201 }],
    fill(out) {
      next.length = writeKeyed(any(requests), out);
      return next;
    },
  };
  return { parts: async () => [part] };
}
