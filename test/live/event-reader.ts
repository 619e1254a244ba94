import { get, type IncomingMessage } from 'node:http';

/** One frame of a stream of server-sent events. */
export interface Frame {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** Reads a stream as a strict client would; keeps every frame and counts the comments. */
export class EventReader {
  readonly frames: Frame[] = [];
  comments = 0;
  ended = false;
  #wake: (() => void)[] = [];

  private constructor(readonly response: IncomingMessage) {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop()!;
      for (const part of parts) this.#take(part);
      this.#tell();
    });
    response.on('error', () => {});
    response.on('close', () => {
      this.ended = true;
      this.#tell();
    });
  }

  /** On a connection of its own, which ends with it. */
  static open(
    url: string,
    token: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventReader> {
    const wanted = { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers };
    return new Promise((resolve, reject) => {
      const request = get(url, { headers: wanted, agent: false }, (response) =>
        resolve(new EventReader(response)),
      );
      request.on('error', reject);
    });
  }

  get numbers(): number[] {
    return this.frames.filter(({ data }) => data).flatMap(({ id }) => (id ? [Number(id)] : []));
  }

  /** Resolves when `done` holds; rejects after some seconds. */
  async until(done: () => boolean, milliseconds = 10_000): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!done()) {
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(`waited in vain, with ${JSON.stringify(this.frames.slice(-3))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 250));
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close(): void {
    this.response.destroy();
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  #take(part: string): void {
    if (part.startsWith(':')) {
      this.comments += 1;
      return;
    }
    const frame = Object.fromEntries(
      part.split('\n').map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    this.frames.push(frame);
  }
}
