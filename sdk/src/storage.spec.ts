import { problem } from './testing/fake-server.js';
import { settled, setUp } from './testing/set-up.js';

test('a full storage keeps the work in memory and says so', async () => {
  const { client, server, storage } = setUp({ retries: 0 });
  await client.start();
  storage.full = true;
  const durable: boolean[] = [];
  client.on('queue', (state) => durable.push(state.durable));
  server.intercept = ({ path }) => (path === '/v1/topups' ? problem(503, 'overloaded') : undefined);
  expect(await client.topUp('gems_500')).toMatchObject({ status: 'pending' });
  await settled();
  expect(durable).toEqual([false]);
  server.intercept = () => undefined;
  storage.full = false;
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
  await settled();
  expect(durable.pop()).toBe(true);
});

test('a storage that cannot be read is not overwritten', async () => {
  const { client, storage } = setUp();
  storage.values.set('gemtill:pk_demo:queue', '{"kept":{}}');
  storage.unreadable = true;
  expect(await client.start()).toMatchObject({ status: 'signed_in' });
  expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited' });
  expect(storage.values.get('gemtill:pk_demo:queue')).toBe('{"kept":{}}');
});
