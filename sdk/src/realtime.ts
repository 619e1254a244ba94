import type { Client } from './client.js';
import type { GameEvent, Wallet } from './shapes.js';

interface Page {
  readonly data: readonly GameEvent[];
  readonly last: number;
  readonly more: boolean;
}

type Streaming = (url: string, init: object) => Promise<unknown>;

interface Readable {
  readonly body: { getReader(): ReadableStreamDefaultReader<Uint8Array> };
}

/** The server says something every 15 seconds; a stream that is silent for longer is dead. */
const SILENT_MS = 45_000;

/** Of so many rounds in which no stream held, the first few try one; the others ask for pages. */
const ROUNDS = 12;
const FAILURES_MAX = 3;

/**
 * Live updates for as long as the returned function is not called: the client's `event` tells what
 * happened, each once and in order, also what was missed while the connection was away; newer
 * wallets are taken; `live` tells how it comes. It streams where `fetch` can stream, and asks every
 * few seconds where it cannot or where something between does not let streams through. What
 * happened before it is connected is not told: read wallet and inventory when `live` comes first.
 */
export function connect({ link, on }: Client): () => void {
  const { options, session, request, learn, tell } = link;
  let last: number | undefined;
  let failures = 0;
  let stopped = false;
  let cut = () => {};

  function take(event: GameEvent): void {
    const { number, data } = event;
    if ((number as number) <= (last as number)) return;
    last = number || last;
    learn(data.wallet as Wallet | undefined);
    tell('event', event);
  }

  /** All that was missed; renews the session on its way. At first it learns only the place. */
  async function catchUp(): Promise<void> {
    const known = last === undefined ? '' : `?after=${last}`;
    // A failure has no body, and throws.
    const { data, ...page } = ((await request<Page>(`/events${known}`)) as { body: Page }).body;
    data.forEach(take);
    last = page.last;
    if (page.more) await catchUp();
  }

  async function stream(): Promise<void> {
    const abort = new AbortController();
    cut = () => abort.abort();
    const { accessToken } = await session();
    const { body } = (await ((options.fetch || fetch) as Streaming)(`${options.url}/v1/events`, {
      headers: {
        Accept: 'text/event-stream',
        Authorization: `Bearer ${accessToken}`,
        'Last-Event-ID': `${last}`,
      },
      signal: abort.signal,
    })) as Readable;
    // Where nothing can be read from it, this throws. A refusal has no frames, and ends at once.
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const timer = setTimeout(cut, SILENT_MS);
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      const frames = (text + decoder.decode(value, { stream: true })).split('\n\n');
      text = frames.pop() as string;
      for (const frame of frames) {
        if (failures) tell('live', { state: 'streaming' });
        failures = 0;
        frame.replace(/^data: (.*)/m, (_, data) => take(JSON.parse(data)) as never);
      }
    }
  }

  async function live(): Promise<void> {
    while (!stopped) {
      let state: 'polling' | 'offline' = 'offline';
      try {
        await catchUp();
        state = 'polling';
        // Now and then a stream is tried again: the network may be another one.
        if (failures++ % ROUNDS < FAILURES_MAX) await stream();
      } catch {}
      if (!stopped) tell('live', { state });
      await new Promise((resolve) =>
        // At any moment of the time, so that many clients do not come back together.
        setTimeout(resolve, Math.random() * (failures ? 8e3 : 600)),
      );
    }
  }

  const forget = on('auth', () => {
    last = undefined;
    cut();
  });
  live();
  return () => {
    stopped = true;
    forget();
    cut();
  };
}
