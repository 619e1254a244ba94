import { settled, setUp } from './testing/set-up.js';

const AN_HOUR_MS = 3_600_000;

/** A client of the player `one` whose session ends while its next question is on its way. */
async function endingSession() {
  let time = Date.now();
  let who = 'one';
  const made = setUp({
    auth: { kind: 'identity', getToken: async () => who },
    now: () => time,
    retries: 0,
  });
  await made.client.start();
  return {
    ...made,
    end() {
      time += AN_HOUR_MS;
      who = 'two';
      made.server.expireAccessTokens();
      made.server.revokeRefreshTokens();
    },
  };
}

test('a payment is bound to who is signed in when the store is asked, not to the player before', async () => {
  const { client, server, store, end } = await endingSession();
  end();
  // The catalog of the first player is old by now; the question for a new one meets the end.
  expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited' });
  await settled();
  expect([...server.credited]).toEqual([['t1', 'player_two']]);
  expect(store.finished).toEqual(['t1']);
});

test('top-ups that begin at once bind the store once, and wait for it', async () => {
  const { client, options, end } = await endingSession();
  const bound: string[] = [];
  const { source } = options;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { init } = source!;
  source!.init = async (context) => {
    bound.push(context.accountToken);
    await held;
    await init(context);
  };
  end();
  const both = [client.topUp('gems_500'), client.topUp('gems_500')];
  await settled();
  expect(bound).toEqual(['account of player_two']);
  release();
  expect(await Promise.all(both)).toMatchObject([{ status: 'credited' }, { status: 'credited' }]);
  expect(bound).toHaveLength(1);
});
