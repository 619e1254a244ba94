import { killedAt, SCENARIOS } from './kill-points.js';
import { loadSdk } from './sdk-source.js';

const STEPS_MAX = 400;
/** Stores that tell of a payment before, after and long after the sheet closed. */
const SEEDS = [1, 2, 3, 4, 5, 6];
const sdk = loadSdk();

const TRIALS = SCENARIOS.flatMap((scenario) =>
  [true, false].map((browser) => ({
    name: scenario.name,
    where: browser ? 'a browser' : 'an app',
    trial: { scenario, browser },
  })),
);

test.each(TRIALS)('$name in $where may be killed at every step', async ({ trial }) => {
  const wrong: string[] = [];
  let points = 0;
  for (const seed of SEEDS) {
    for (let step = 1; step < STEPS_MAX; step++) {
      const { outlived, faults } = await killedAt(sdk, { ...trial, seed }, step);
      if (faults.length) wrong.push(`seed ${seed}, step ${step}: ${faults.join('; ')}`);
      if (outlived) break;
      points++;
    }
  }
  if (process.env.SHOW) process.stdout.write(`${points} points\n`);
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(points).toBeGreaterThan(6 * SEEDS.length);
  expect(points).toBeLessThan((STEPS_MAX - 1) * SEEDS.length);
});
