import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { TEST_DATABASES } from '../support/databases.js';
import { signIn } from '../support/player.js';
import { startServiceProcess } from '../support/service-process.js';
import { expectSoundBooks } from '../support/sound.js';

const DAY_MS = 24 * 60 * 60_000;
const PAYMENTS = 10;
/** What was under way when it was killed is taken up again after fifteen seconds. */
const WAIT_MS_MAX = 50_000;

describe('a crash between the credit and the consume', () => {
  // At once on every database, since most of it is waiting.
  it.concurrent.each(TEST_DATABASES)(
    'is made up for after the restart: Google takes no payment back for want of it, $name',
    async (database) => {
      const simulator = await startSimulatorInTest();
      const home = await database.create();
      const service = await startServiceProcess({ ...home.env, SIMULATOR_URL: simulator.url });
      try {
        const { control } = simulator;
        const at = { url: service.url, simulatorUrl: simulator.url };
        const player = await signIn(at, { store: 'google' });
        // Google hears some and the service does not hear that; of the others Google hears nothing.
        await control.breakStore({ endpoint: 'google.consume', kind: 'lost_answer', times: 3 });
        await control.breakStore({ endpoint: 'google.consume', kind: 'outage' });
        const bought: string[] = [];
        for (let count = 0; count < PAYMENTS; count++) {
          const { purchaseToken, proof } = await player.pay(100);
          const claimed = await player.send('/topups', { store: 'google', proof });
          expect([claimed.status, claimed.body.status]).toEqual([200, 'credited']);
          bought.push(purchaseToken!);
        }
        await service.kill();
        await control.healStores();
        const consumed = async () => {
          const views = await Promise.all(bought.map((token) => control.purchase(token)));
          return views.filter((view) => view.consumed).length;
        };
        expect(await consumed()).toBeLessThan(PAYMENTS);

        await service.start();
        const end = Date.now() + WAIT_MS_MAX;
        while ((await consumed()) < PAYMENTS && Date.now() < end) await sleep(500);
        expect(await consumed()).toBe(PAYMENTS);
        await control.advanceClock(4 * DAY_MS);
        const views = await Promise.all(bought.map((token) => control.purchase(token)));
        expect(views.map(({ state, refund }) => [state, refund])).toEqual(
          bought.map(() => ['purchased', null]),
        );
        expect((await player.gems()).total).toBe(PAYMENTS * 100);
        await expectSoundBooks({ env: home.env, clock: { now: () => Date.now() } });
      } finally {
        await service.close();
        await home.drop();
        await simulator.close();
      }
    },
  );
});
