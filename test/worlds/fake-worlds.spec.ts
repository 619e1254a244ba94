import { seedFromEnvironment } from '../support/random.js';
import { playWorld } from './fake-world.js';
import { loadSdk } from './sdk-source.js';

const SEED = seedFromEnvironment();
const WORLDS = Number(process.env.WORLDS ?? 3_000);

test(`nothing is lost, doubled, finished early or stuck in ${WORLDS} worlds (SEED=${SEED})`, async () => {
  const sdk = loadSdk();
  const totals = { lives: 0, kills: 0, payments: 0, orders: 0 };
  const wrong: string[] = [];
  for (let number = 0; number < WORLDS && wrong.length < 5; number++) {
    const { faults, ...counts } = await playWorld(sdk, SEED + number);
    if (faults.length)
      wrong.push(`SEED=${SEED + number} WORLDS=1: ${faults.slice(0, 4).join('; ')}`);
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += counts[name];
  }
  expect(wrong).toEqual([]);
  if (process.env.SHOW) process.stdout.write(`${JSON.stringify(totals)}\n`);
  // A world in which nobody dies or pays would prove nothing.
  expect(totals.kills).toBeGreaterThan(WORLDS);
  expect(totals.payments).toBeGreaterThan(WORLDS);
  expect(totals.orders).toBeGreaterThan(WORLDS / 2);
});
