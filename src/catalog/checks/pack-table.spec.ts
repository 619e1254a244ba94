import { productWith } from '../../../test/support/catalog-things.js';
import { seededRandom, seedFromEnvironment } from '../../../test/support/random.js';
import { amount } from '../../kernel/amount.js';
import { money } from '../../kernel/money.js';
import { PACKS_MAX, PackTable } from './pack-table.js';

const SEED = seedFromEnvironment();

interface Pack {
  readonly units: number;
  readonly micros: number;
}

function tableOf(packs: readonly Pack[], dearest: number): PackTable {
  const products = packs.map(({ units, micros }) => {
    const facts = { grants: { GEM: amount(units) }, referencePrice: money('USD', micros) };
    return [units, productWith(`p${units}`, facts)] as const;
  });
  return new PackTable(new Map(products), dearest);
}

/** Every choice of packs that is enough, tried one by one. */
function tried(packs: readonly Pack[], wanted: number) {
  let cheapest = { micros: Infinity, units: Infinity };
  let nearest = Infinity;
  const take = (index: number, units: number, micros: number, count: number) => {
    if (units >= wanted) {
      const isBetter = micros < cheapest.micros;
      if (isBetter || (micros === cheapest.micros && units < cheapest.units)) {
        cheapest = { micros, units };
      }
      if (count <= PACKS_MAX) nearest = Math.min(nearest, units);
      return;
    }
    for (let at = index; at < packs.length; at += 1) {
      take(at, units + packs[at]!.units, micros + packs[at]!.micros, count + 1);
    }
  };
  take(0, 0, 0, 0);
  return { cheapest: cheapest.units, nearest: Math.min(nearest, cheapest.units) };
}

describe(`the packs that lead to a price (SEED=${SEED})`, () => {
  it('are the cheapest and the nearest of all', () => {
    const random = seededRandom(SEED);
    const below = (count: number) => Math.floor(random() * count);
    for (let run = 0; run < 150; run += 1) {
      const sizes = new Set(Array.from({ length: 1 + below(3) }, () => 10 * (2 + below(12))));
      const packs = [...sizes].map((units) => ({ units, micros: 1_000 * (1 + below(100)) }));
      const wanted = 1 + below(300);
      const routes = tableOf(packs, wanted).routesTo(wanted)!;
      const found = { cheapest: routes.cheapest.units, nearest: routes.nearest.units };
      expect({ run, packs, wanted, ...found }).toEqual({
        run,
        packs,
        wanted,
        ...tried(packs, wanted),
      });
    }
  });

  it('are not sought where the table would be too large', () => {
    const packs = [
      { units: 999_999, micros: 1 },
      { units: 100, micros: 1 },
    ];
    expect(tableOf(packs, 1e12).routesTo(1e12)).toBeNull();
    expect(tableOf([], 5).routesTo(5)).toBeNull();
  });
});
