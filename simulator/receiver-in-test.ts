import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const patienceMs = 10_000;

/** Waits for what happens by itself. Throws when it does not. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not happen.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** One notification as it arrived. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  /** The body as JSON, of whatever shape. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it was told.
  body: any;
}

/** Stands for a studio's server: keeps what it is told, and answers as a test wants. */
export class ReceiverInTest {
  readonly received: Received[] = [];
  /** Takes everything, unless a test says otherwise. */
  answer: (received: Received, response: ServerResponse) => void = (_received, response) => {
    response.writeHead(200).end();
  };
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // Somebody's late request to an earlier server of this port.
      if (chunks.length === 0) {
        response.writeHead(400).end();
        return;
      }
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const received = { path: request.url ?? '', headers: request.headers, body };
      this.received.push(received);
      this.answer(received, response);
    });
  });

  async open(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Both stores' addresses, as an app registers them. */
  get urls(): { apple: string; google: string } {
    const at = (store: string) => `http://127.0.0.1:${this.port}/${store}`;
    return { apple: at('apple'), google: at('google') };
  }

  answerWith(status: number, body = ''): void {
    this.answer = (_received, response) => {
      response.writeHead(status).end(body);
    };
  }

  /** What Google pushed, decoded; of both stores nothing else is in clear. */
  get googleMessages(): Record<string, unknown>[] {
    return this.googleMessagesAt('/google');
  }

  googleMessagesAt(wanted: string): Record<string, unknown>[] {
    return this.received
      .filter(({ path }) => path === wanted)
      .map(({ body }) => JSON.parse(Buffer.from(body.message.data, 'base64').toString('utf8')));
  }

  forget(): void {
    this.received.length = 0;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
