import { createClient } from '../client.js';
import type { ClientOptions } from '../options.js';
import { FakeServer } from './fake-server.js';
import { FakeStore } from './fake-store.js';
import { MemoryStorage } from './memory-storage.js';

/** One client with a server, a store and a storage of its own. */
export function setUp(more: Partial<ClientOptions> = {}) {
  const server = new FakeServer();
  const store = new FakeStore();
  const storage = new MemoryStorage();
  const options: ClientOptions = {
    url: 'https://till.example/',
    key: 'pk_demo',
    fetch: server.fetch,
    storage,
    source: store.source(),
    timeoutMs: 200,
    retryDelayMs: 1,
    ...more,
  };
  return { server, store, storage, options, client: createClient(options) };
}

/** Lets events arrive, which are told a moment later. */
export const settled = () => new Promise((resolve) => setTimeout(resolve));
