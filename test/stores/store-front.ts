import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers instead of the store; false lets the request through. */
export type Interception = (
  asked: { method: string; url: string; headers: IncomingMessage['headers'] },
  response: ServerResponse,
) => boolean;

/** An answer with this status, and this text or JSON. */
export function answering(
  code: number,
  body: object | string = {},
  headers: Record<string, string | number> = {},
) {
  return (response: ServerResponse): void => {
    response.writeHead(code, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** An answer of Google that refuses for this reason. */
export function googleError(code: number, reason: string) {
  return answering(code, { error: { code, errors: [{ reason }] } });
}

/** Stands before a simulator: hears every request and can keep, spoil or change each. */
export class StoreFront {
  /** `GET /path?query` of everything that was asked, in order. */
  readonly heard: string[] = [];
  intercept: Interception = () => false;
  /** Changes what is asked of the store, after it was heard. */
  rewrite = (url: string): string => url;
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

  /** Spoils the answers to requests such as `GET /path`: so many of them, or all. */
  spoil(pattern: RegExp, answer: (response: ServerResponse) => void, times = Infinity): void {
    let left = times;
    this.intercept = ({ method, url }, response) => {
      if (left <= 0 || !pattern.test(`${method} ${url}`)) return false;
      left -= 1;
      answer(response);
      return true;
    };
  }

  /** How many requests of this kind were heard. */
  count(pattern: RegExp): number {
    return this.heard.filter((each) => pattern.test(each)).length;
  }

  heal(): void {
    this.intercept = () => false;
    this.rewrite = (url) => url;
  }

  #pass(asked: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = asked;
    this.heard.push(`${method} ${url}`);
    if (this.intercept({ method, url, headers }, response)) return;
    const onward = request(this.target + this.rewrite(url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    asked.pipe(onward);
  }
}
