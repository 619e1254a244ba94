// The minimal shop's part of a run: what is asked of it, and the service's share of its rate.
import { any, keyedPost, writeKeyed } from './requests.mjs';
import { table } from './table.mjs';
import { signedToken } from './yardstick/tokens.mjs';

const NAME = 'yardstick';
const DAY_SECONDS = 86_400;
const BODY = { offer: 'bench-potion', currency: 'GEM', store: 'none', price: 10, quantity: 1 };

/** Purchases of random players of the yardstick, in the form of a scenario's part. */
export function yardstickPart(secret, players) {
  const expiresAt = Math.floor(Date.now() / 1000) + DAY_SECONDS;
  const requests = Array.from({ length: players }, (_, index) =>
    keyedPost('/purchases', signedToken(secret, index + 1, expiresAt), BODY),
  );
  const next = { kind: 0, length: 0 };
  return {
    name: NAME,
    kinds: [{ name: NAME, status: 201 }],
    fill(out) {
      next.length = writeKeyed(any(requests), out);
      return next;
    },
  };
}

/** Each row of the service beside the yardstick's windows before and after it. */
export function yardstickTable(rows) {
  const lines = rows.flatMap((row, index) => {
    if (row.part === NAME) return [];
    const [before, after] = [rows[index - 1], rows[index + 1]];
    const minimal = (before.perSecond + after.perSecond) / 2;
    const share = (row.perSecond / minimal).toFixed(2);
    const cost = (of) => of.cpuMicrosPerOperation.service + of.cpuMicrosPerOperation.database;
    const costs = ((2 * cost(row)) / (cost(before) + cost(after))).toFixed(2);
    return [[row.part, row.connections, row.perSecond, Math.round(minimal), share, costs]];
  });
  const titles = ['what', 'conn', 'per s', 'yardstick per s', 'share', 'CPU x'];
  return table(titles, lines);
}
