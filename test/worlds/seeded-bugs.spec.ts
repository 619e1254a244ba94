import { playWorld } from './fake-world.js';
import { loadSdk } from './sdk-source.js';
import { SEEDED_BUGS } from './seeded-bugs.js';

const SEED = Number(process.env.SEED ?? 1);
const WORLDS_MAX = 500;

test.each(SEEDED_BUGS)('a client that $name is found', async ({ name, ...change }) => {
  const sdk = loadSdk([change]);
  for (let number = 0; number < WORLDS_MAX; number++) {
    const { faults } = await playWorld(sdk, SEED + number);
    if (!faults.length) continue;
    if (process.env.SHOW) process.stdout.write(`${number + 1} worlds: ${name}: ${faults[0]}\n`);
    return;
  }
  throw new Error(`not found in ${WORLDS_MAX} worlds`);
});
