import type { Events } from '../../sdk/src/events.js';
import { connect } from '../../sdk/src/realtime.js';
import { TEST_DATABASES } from '../support/databases.js';
import { orderOf, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';

/** Passes a stream on in small pieces and cuts it after some bytes: in the middle of anything. */
function cutting(bytes: number, pieces: number): typeof fetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    if (!answer.headers.get('content-type')?.includes('event-stream')) return answer;
    const reader = answer.body!.getReader();
    let left = bytes;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        for (let at = 0; at < value.length && left > 0; at += pieces, left -= pieces)
          controller.enqueue(value.slice(at, at + Math.min(pieces, left)));
        if (left > 0) return;
        controller.close();
        await reader.cancel();
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { status: answer.status, headers: answer.headers });
  };
}

describe('live updates of the SDK', () => {
  let service: ServiceInTest;
  const stops: (() => void)[] = [];
  beforeAll(async () => {
    service = await startService(TEST_DATABASES[0]!);
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });
  afterAll(() => service.close());

  async function listening(options: Parameters<typeof signIn>[1] = {}) {
    const player = await signIn(service, options);
    const events: Events['event'][] = [];
    const states: string[] = [];
    player.client.on('event', (event) => events.push(event));
    player.client.on('live', ({ state }) => states.push(state));
    stops.push(connect(player.client));
    const until = async (done: () => boolean) => {
      for (const end = Date.now() + 20_000; !done() && Date.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 20));
      if (!done()) throw new Error(`waited in vain: ${JSON.stringify({ states, events })}`);
    };
    await until(() => states.length > 0);
    return { player, events, states, until };
  }
  const numbers = (events: readonly Events['event'][]) => events.map(({ number }) => number);

  it('tells what others do to the player, and takes the newest wallet', async () => {
    const { player, events, states, until } = await listening();
    await player.fund();
    await player.send('/orders', orderOf('potion'));
    await until(() => events.length === 2);
    expect(events.map(({ type }) => type)).toEqual(['payment.credited', 'order.completed']);
    expect(player.client.wallet.current).toMatchObject({ balances: { GEM: { total: 450 } } });
    expect(states).toEqual(['streaming']);
  });

  it.each([
    [700, 7],
    [1_500, 1],
  ])(
    'misses and repeats nothing when each stream is cut after %d bytes',
    async (bytes, pieces) => {
      const { player, events, until } = await listening({ fetch: cutting(bytes, pieces) as never });
      for (let count = 0; count < 12; count++) await player.fund(100);
      await until(() => events.length >= 12);
      expect(numbers(events)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    },
    30_000,
  );

  it('asks for pages where nothing can be streamed', async () => {
    const bare = async (url: string, init: RequestInit) => {
      const { Accept: _, ...headers } = init.headers as Record<string, string>;
      const answer = await fetch(url, { ...init, headers });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text: async () => text };
    };
    const { player, events, states, until } = await listening({ fetch: bare as never });
    await player.fund();
    await until(() => events.length === 1);
    expect(new Set(states)).toEqual(new Set(['polling']));
  });

  it('goes on after the player signed out and in again', async () => {
    const { player, events, states, until } = await listening();
    await player.fund();
    await until(() => events.length === 1);
    await player.client.signOut();
    await player.client.start();
    await until(() => states.length > 1 && states.at(-1) === 'streaming');
    await player.fund();
    await until(() => events.length === 2);
    expect(numbers(events)).toEqual([1, 2]);
  });

  it('says that it is offline, and goes on by itself', async () => {
    let away = false;
    const flaky = (async (url, init) => {
      if (away) throw new TypeError('no network');
      return fetch(url, init);
    }) as typeof fetch;
    const { player, events, states, until } = await listening({
      fetch: flaky as never,
      retries: 0,
    });
    away = true;
    stops.pop()!();
    stops.push(connect(player.client));
    await until(() => states.includes('offline'));
    await player.fund();
    expect(events).toEqual([]);
    away = false;
    await until(() => states.at(-1) === 'streaming');
    await player.fund();
    await until(() => events.length === 1);
    expect(player.client.wallet.current).toMatchObject({ balances: { GEM: { total: 1_000 } } });
  });
});
