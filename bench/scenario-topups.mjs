// Top-ups: each request brings a purchase that the store signed before the window.
import { concurrently } from './calls.mjs';
import { purchase } from './players.mjs';
import { any, keyedPost, writeKeyed } from './requests.mjs';

const AT_ONCE = 64;
const PREPARE_MS_MAX = 45_000;
const FIRST_RATE = 800;
const RATE_MAX = 3_000;
const WARM_UP_SECONDS = 2;

/** A window ends early (and says so) when its purchases are used up. */
export async function topUpsScenario({ players, simulator, store, seconds, signal }) {
  let rate = FIRST_RATE;
  return {
    async parts() {
      const count = Math.ceil(rate * (seconds + WARM_UP_SECONDS));
      const until = performance.now() + PREPARE_MS_MAX;
      const prepared = await concurrently(count, AT_ONCE, signal, async () => {
        if (performance.now() > until) return null;
        const player = any(players);
        const proof = await purchase(simulator, store, player);
        return keyedPost('/v1/topups', player.accessToken, { store, proof });
      });
      const stock = prepared.filter((one) => one !== null);
      const part = {
        name: `topups ${store}`,
        kinds: [{ name: 'top-up', status: 200 }],
        fill(out) {
          const request = stock.pop();
          return request ? { kind: 0, length: writeKeyed(request, out) } : null;
        },
      };
      return [part];
    },
    /** The next window gets as much as this one could have used, and half more. */
    measured(row) {
      rate = Math.min(RATE_MAX, Math.max(FIRST_RATE, Math.ceil(row.perSecond * 1.5)));
    },
  };
}
