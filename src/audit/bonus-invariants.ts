import type { CatalogModel, PublishedCatalog } from '../catalog/model.js';
import { linesOf } from '../payments/promotion-gems.js';
import type { SqlRow } from '../platform/database/statement.js';
import type { PurchaseLine, Store } from '../stores/store-gateway.js';
import { keyOf, scopeOf, versionsOf } from './catalog-versions.js';
import type { CodedInvariant } from './invariant.js';
import type { Snapshot } from './snapshot.store.js';

/** One entry of a payment's list of what promotions gave with it. */
interface Bonus {
  readonly promotion: string;
  readonly currency: string;
  readonly amount: number;
  readonly lotId: string;
}

type Sums = Record<string, number>;

const bonusOf = (row: SqlRow) => JSON.parse(String(row.bonus)) as Bonus[];

/**
 * For each payment its bonus by currency, as it is told by the payment, by its free lots and by
 * what its top-up posted against promotion. What a store gave away has no bonus.
 */
async function wrongLots(snapshot: Snapshot): Promise<SqlRow[]> {
  const wrong: SqlRow[] = [];
  const told = new Map<string, { row: SqlRow; sums: Sums }>();
  for (const { bonus, ...row } of await snapshot.rows(
    'SELECT id AS payment_id, player_id, bonus FROM payment WHERE bonus IS NOT NULL',
  )) {
    told.set(keyOf(row.payment_id), { row, sums: sumsOf(bonusOf({ bonus: bonus! })) });
  }
  const sides = [
    `SELECT origin_id AS payment_id, player_id, currency, SUM(original) AS gems FROM lot
     WHERE origin = 'bonus' AND bucket = 2 AND price_micros IS NULL
     GROUP BY origin_id, player_id, currency`,
    `SELECT p.id AS payment_id, p.player_id, e.currency, -SUM(e.amount) AS gems
     FROM payment p
     JOIN ledger_transaction t ON t.id = p.id AND t.kind = 'topup' AND t.player_id = p.player_id
     JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq AND e.bucket = 13
     WHERE p.paid = 1 GROUP BY p.id, p.player_id, e.currency`,
  ];
  for (const side of sides) {
    const open = new Map([...told].map(([key, { sums }]) => [key, { ...sums }]));
    for (const row of await snapshot.rows(side)) {
      const sums = open.get(keyOf(row.payment_id));
      const currency = String(row.currency);
      if (sums?.[currency] === Number(row.gems)) delete sums[currency];
      else wrong.push(row);
    }
    for (const [key, sums] of open) {
      if (Object.keys(sums).length > 0) wrong.push(told.get(key)!.row);
    }
  }
  return wrong;
}

function sumsOf(bonus: readonly Pick<Bonus, 'currency' | 'amount'>[]): Sums {
  const sums: Sums = {};
  for (const { currency, amount } of bonus) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}

/** Each lot stands in the list of its payment, with what came in. */
async function unlistedLots(snapshot: Snapshot): Promise<SqlRow[]> {
  return snapshot.rows(`
    SELECT l.id AS lot_id, l.player_id, l.origin_id AS payment_id, l.original
    FROM lot l LEFT JOIN payment p ON p.id = l.origin_id AND p.player_id = l.player_id
    WHERE l.origin = 'bonus' AND (p.id IS NULL OR l.bucket <> 2 OR l.price_micros IS NOT NULL)`);
}

/** Payments whose bonus is not what promotions of their catalog version give for their lines. */
async function wrongPromises(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT id AS payment_id, player_id, title_id, environment, store, catalog_version_id,
      line_items, bonus, paid, credited_at
    FROM payment WHERE bonus IS NOT NULL`);
  const firsts = new Set<string>();
  const wrong: SqlRow[] = [];
  for (const { line_items, bonus, ...row } of rows) {
    const version = versions.get(keyOf(row.catalog_version_id));
    const list = bonusOf({ bonus: bonus! });
    const sound = version?.scope === scopeOf(row) && isPromised(version, line_items, list, row);
    if (!sound) wrong.push(row);
    if (!version || !hasFirst(version.model, list)) continue;
    const player = keyOf(row.player_id);
    if (firsts.has(player)) wrong.push(row);
    firsts.add(player);
    wrong.push(...(await paidBefore(snapshot, row)));
  }
  return wrong;
}

function isPromised(
  version: PublishedCatalog,
  lineItems: SqlRow[string] | undefined,
  bonus: readonly Bonus[],
  { store, paid }: SqlRow,
): boolean {
  const lines = JSON.parse(String(lineItems)) as (PurchaseLine & { bonus?: Sums })[];
  const within = bonus.every(({ promotion, currency, amount }) => {
    const known = version.model.promotions.get(promotion);
    if (!known || amount < 1) return false;
    const promised = linesOf(known, version, { store: store as Store, lines });
    return amount <= promised.reduce((sum, gems) => sum + (gems[currency] ?? 0), 0);
  });
  const kept = lines.flatMap((line) =>
    Object.entries(line.bonus ?? {}).map(([currency, amount]) => ({ currency, amount })),
  );
  return within && Number(paid) === 1 && isSame(sumsOf(bonus), sumsOf(kept));
}

function isSame(left: Sums, right: Sums): boolean {
  const codes = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...codes].every((code) => left[code] === right[code]);
}

function hasFirst({ promotions }: CatalogModel, bonus: readonly Bonus[]): boolean {
  return bonus.some(({ promotion }) => promotions.get(promotion)?.kind === 'first_top_up');
}

/** A first top-up that was not the first. */
function paidBefore(snapshot: Snapshot, { player_id, credited_at }: SqlRow): Promise<SqlRow[]> {
  return snapshot.rows(
    `SELECT id AS payment_id, player_id, credited_at FROM payment
     WHERE player_id = ? AND paid = 1 AND credited_at < ?`,
    [player_id as Buffer, credited_at as number],
  );
}

/** Promotions that count another number of payments than they gave something with. */
async function wrongUsage(snapshot: Snapshot): Promise<SqlRow[]> {
  const open = new Map<string, SqlRow & { used: number }>();
  for (const row of await snapshot.rows('SELECT player_id, promotion, used FROM promotion_usage')) {
    open.set(`${keyOf(row.player_id)} ${row.promotion}`, { ...row, used: Number(row.used) });
  }
  for (const row of await snapshot.rows(
    'SELECT player_id, bonus FROM payment WHERE bonus IS NOT NULL',
  )) {
    for (const promotion of new Set(bonusOf(row).map((one) => one.promotion))) {
      const key = `${keyOf(row.player_id)} ${promotion}`;
      const { used } = open.get(key) ?? { used: 0 };
      open.set(key, { player_id: row.player_id!, promotion, used: used - 1 });
    }
  }
  return [...open.values()].filter(({ used }) => used !== 0);
}

/** What promotions gave with payments. */
export const BONUS_INVARIANTS: readonly CodedInvariant[] = [
  {
    id: 'G25',
    severity: 'P0',
    title: 'the bonus of a payment is the free lots that name it, and what its top-up posted',
    find: async (snapshot) => [...(await wrongLots(snapshot)), ...(await unlistedLots(snapshot))],
  },
  {
    id: 'G26',
    severity: 'P1',
    title: 'a bonus is what promotions of its catalog version give, counted, the first once',
    find: async (snapshot) => [...(await wrongPromises(snapshot)), ...(await wrongUsage(snapshot))],
  },
];
