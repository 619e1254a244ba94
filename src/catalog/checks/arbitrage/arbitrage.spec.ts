import { seededRandom, seedFromEnvironment } from '../../../../test/support/random.js';
import { RandomEconomy, START } from '../../../../test/support/random-economy.js';
import { publishedCatalog } from '../../published-catalog.js';
import { checkArbitrage } from './arbitrage.js';

const SEED = seedFromEnvironment();
const CATALOGS = 1_000;
const NO_HISTORY = { storeProducts: new Map() };

function findingsOf(model: ReturnType<RandomEconomy['build']>['model']) {
  const catalog = publishedCatalog('catalog_01h455vb4pex5vsknk084sn02q', model);
  return checkArbitrage({ model, catalog, now: START, history: NO_HISTORY });
}

describe(`the search for arbitrage (SEED=${SEED})`, () => {
  it(`finds the planted loop in each of ${CATALOGS} catalogs`, () => {
    const missed: number[] = [];
    const ways = new Map<string, number>();
    for (let run = 0; run < CATALOGS; run += 1) {
      const economy = new RandomEconomy(seededRandom(SEED + run));
      const { model, planted } = economy.build(1 + (run % 6));
      const findings = findingsOf(model).filter(({ code }) => code === 'arbitrage');
      const found = findings.some(({ numbers }) => {
        return String(numbers?.offers).split(' → ').includes(planted!);
      });
      if (!found) missed.push(SEED + run);
      const offer = model.offers.get(planted!)!;
      const way = offer.draw ? 'draw' : offer.grants.length > 0 ? 'bundle' : 'gives or sale';
      ways.set(way, (ways.get(way) ?? 0) + 1);
    }
    expect(missed).toEqual([]);
    expect(ways.size).toBe(3);
  });

  it(`cries wolf in none of ${CATALOGS} clean ones`, () => {
    const cried: unknown[] = [];
    for (let run = 0; run < CATALOGS; run += 1) {
      const { model } = new RandomEconomy(seededRandom(SEED + run)).build(0);
      const findings = findingsOf(model);
      if (findings.length > 0) cried.push([SEED + run, findings[0]!.detail]);
    }
    expect(cried).toEqual([]);
  });
});
