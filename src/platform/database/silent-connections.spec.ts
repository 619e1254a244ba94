import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket, connect as toServer } from 'node:net';
import { type Server, WatchedConnection } from './silent-connections.js';

const LOOKS = 5;
const LONG_LOOKS = 60;

describe('A connection to a server', () => {
  let client: Socket;
  let server: Socket;
  let listener: ReturnType<typeof createServer>;
  let ended: Error | null;
  let known: { heard: number; longReads: boolean };

  beforeEach(async () => {
    listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const accepted = once(listener, 'connection');
    client = toServer((listener.address() as AddressInfo).port, '127.0.0.1');
    [server] = (await accepted) as [Socket];
    if (client.connecting) await once(client, 'connect');
    server.resume();
    ended = null;
    client.on('error', (error) => {
      ended = error;
    });
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    known = { heard: 0, longReads: false } satisfies Server;
    new WatchedConnection(client, known);
  });
  afterEach(() => {
    jest.useRealTimers();
    client.destroy();
    listener.close();
  });

  const send = (from: Socket, to: Socket, text: string) => {
    const came = once(to, 'data');
    from.write(text);
    return came;
  };
  /** Lets so many looks pass, and everything that they cause. */
  const look = async (times: number) => {
    jest.advanceTimersByTime(times * 1_000);
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is ended when the server says nothing to a question', async () => {
    await send(client, server, 'question');
    await look(LOOKS);
    expect(client.destroyed).toBe(false);
    await look(1);
    expect(ended).toMatchObject({ code: 'ETIMEDOUT' });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is given a minute where reads may be long and the server speaks to others', async () => {
    known.longReads = true;
    await send(client, server, 'question');
    await look(1);
    known.heard += 1;
    await look(LONG_LOOKS - 1);
    expect(client.destroyed).toBe(false);
    await look(1);
    expect(ended).toMatchObject({ code: 'ETIMEDOUT' });
  });

  it.each([
    ['a read may be long and nobody hears of the server', true, 0],
    ['the server speaks to others and no statement is long', false, 1],
  ])('is ended as soon where %s', async (_, longReads, heard) => {
    known.longReads = longReads;
    await send(client, server, 'question');
    await look(1);
    known.heard += heard;
    await look(LOOKS);
    expect(ended).toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('is kept while nothing is asked, however long', async () => {
    await look(1_000);
    await send(client, server, 'question');
    await send(server, client, 'answer');
    await look(1_000);
    expect(client.destroyed).toBe(false);
  });

  it('is kept while each question is answered in time', async () => {
    for (let round = 0; round < 10; round++) {
      await send(client, server, 'question');
      await look(LOOKS);
      await send(server, client, 'answer');
    }
    expect(client.destroyed).toBe(false);
  });

  it('is kept while an answer goes on', async () => {
    await send(client, server, 'question');
    for (let part = 0; part < 20; part++) {
      await look(LOOKS);
      await send(server, client, 'part');
    }
    expect(client.destroyed).toBe(false);
  });
});
