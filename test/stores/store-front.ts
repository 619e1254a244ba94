import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers instead of the store; false lets the request through. */
export type Interception = (
  asked: { method: string; url: string; headers: IncomingMessage['headers'] },
  response: ServerResponse,
) => boolean;

/** Stands before a simulator: hears every request and can keep, spoil or delay each. */
export class StoreFront {
  /** `GET /path?query` of everything that was asked, in order. */
  readonly heard: string[] = [];
  intercept: Interception = () => false;
  readonly #server = createServer((asked, response) => this.#pass(asked, response));

  constructor(public target: string) {}

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Every connection breaks. */
  breakDown(): void {
    this.intercept = (_asked, response) => Boolean(response.socket?.destroy());
  }

  /** Nobody is ever answered. */
  fallAsleep(): void {
    this.intercept = () => true;
  }

  heal(): void {
    this.intercept = () => false;
  }

  #pass(asked: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = asked;
    this.heard.push(`${method} ${url}`);
    if (this.intercept({ method, url, headers }, response)) return;
    const onward = request(this.target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    asked.pipe(onward);
  }
}
