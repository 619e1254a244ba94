import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatorInTest } from '../../simulator/simulator-in-test.js';
import type { IncomingNotification, Store } from '../../src/stores/store-gateway.js';

/** Where simulated stores deliver what they tell: keeps each letter as a route would get it. */
export class Mailbox {
  /** What is answered to every letter; a store brings again what was not taken. */
  status = 200;
  readonly #letters: { store: Store; letter: IncomingNotification }[] = [];
  readonly #server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const letter = {
      authorization: request.headers.authorization ?? null,
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
    };
    this.#letters.push({ store: request.url === '/apple' ? 'apple' : 'google', letter });
    response.writeHead(this.status).end();
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get urls() {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return { apple: `${url}/apple`, google: `${url}/google` };
  }

  /** What this store told since the last time, once it has told everything that is due. */
  async lettersOf(store: Store, simulator: SimulatorInTest): Promise<IncomingNotification[]> {
    await simulator.control.deliver();
    const letters = this.#letters.filter((one) => one.store === store);
    this.#letters.length = 0;
    return letters.map(({ letter }) => letter);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
