import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';

interface Limit {
  readonly path: readonly string[];
  readonly name: string;
  readonly count: number | null;
}

/** Limits above one that is always reached first. */
export function checkLimits({ model }: CheckedCatalog): Finding[] {
  const offers = [...model.offers.values()].filter(({ archived }) => !archived);
  const coupons = [...model.coupons.values()].filter(({ archived }) => !archived);
  return [
    ...offers.flatMap(({ key, limitPerPlayer, limitPerPeriod, stock }) => {
      const of = (field: string, count: number | null): Limit => ({
        path: ['offers', key, field],
        name: field,
        count,
      });
      const period = of('limitPerPeriod', limitPerPeriod?.count ?? null);
      const player = of('limitPerPlayer', limitPerPlayer);
      const all = of('stock', stock);
      return [...above(player, all), ...above(period, player), ...above(period, all)];
    }),
    ...coupons.flatMap(({ key, limitPerPlayer, stock }) =>
      above(
        { path: ['coupons', key, 'limitPerPlayer'], name: 'limitPerPlayer', count: limitPerPlayer },
        { path: ['coupons', key, 'stock'], name: 'stock', count: stock },
      ),
    ),
  ];
}

function above(limit: Limit, first: Limit): Finding[] {
  if (limit.count === null || first.count === null || limit.count <= first.count) return [];
  const detail =
    `“${limit.path[1]}” has ${limit.name} ${limit.count}, but ${first.name} ${first.count} ` +
    'is reached first.';
  return [
    finding('limit_never_reached', limit.path, detail, { limit: limit.count, first: first.count }),
  ];
}
