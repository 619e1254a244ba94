import { type Client, createClient } from '../../../../sdk/src/client.js';
import { connect } from '../../../../sdk/src/realtime.js';
import type { Catalog, Order } from '../../../../sdk/src/shapes.js';
import type { KeyValueStorage } from '../../../../sdk/src/storage.js';
import { type BothStores, bothStores } from '../../../page/both-stores.js';
import { createFlip } from '../../../page/flip.js';
import { locale } from '../../../page/format.js';
import type { Confirm } from '../../../page/payment-choice.js';
import { type Books, type Sold, tallyOf } from './books.js';
import { rememberDeath } from './recovery.js';
import type { Store } from './state.js';
import type { Sky } from './weather.js';

export interface Session {
  readonly client: Client;
  readonly stores: BothStores;
  /** Signs in and fills the page. */
  open(): Promise<void>;
  /** Reads anew what a purchase changes. A call while one runs is one more run after it. */
  refresh(): Promise<void>;
  refreshCatalog(): Promise<void>;
  /** Sends what waits. */
  resume(): Promise<void>;
  /** The store's side: what it sold to this player, newest first. */
  sold(): Promise<readonly Sold[]>;
}

interface Parts {
  readonly settings: { readonly key: string; readonly simulatorUrl: string };
  readonly store: Store;
  readonly sky: Sky;
  readonly storage: KeyValueStorage;
  readonly confirm: Confirm;
}

/** Lets the app die between the payment and the claim, as phones do. */
function dying(sky: Sky, store: Store) {
  return async () => {
    if (!sky.report.killAfterPayment) return;
    rememberDeath(store.current);
    location.reload();
    await new Promise(() => {});
  };
}

export function createSession({ settings, store, sky, storage, confirm }: Parts): Session {
  const { key, simulatorUrl } = settings;
  const confirmAndDie: Confirm = async (...asked) => {
    const answer = await confirm(...asked);
    // The service hears no more of this life: not even by a look at the store that runs meanwhile.
    if (answer === true && sky.report.killAfterPayment) sky.die();
    return answer;
  };
  const stores = bothStores(simulatorUrl, confirmAndDie, dying(sky, store));
  const { source } = stores;
  const url = location.origin;
  const client = createClient({ url, key, source, storage, locale, fetch: sky.fetch });
  const flip = createFlip(() => refreshCatalog(), client.now);
  let running: Promise<void> | undefined;
  let again = false;
  let disconnect = () => {};

  client.on('wallet', (wallet) => store.change({ wallet }));
  client.on('view', (view) => store.change({ view }));
  client.on('queue', (queue) => store.change({ queue }));
  client.on('live', ({ state: live }) => store.change({ live }));
  client.on('event', ({ type }) => {
    if (type === 'catalog.published') void refreshCatalog();
    void refresh();
  });
  sky.watch(({ offline }) => {
    // A stream that is open already would make a strange kind of offline.
    if (offline) {
      disconnect();
      store.change({ live: 'offline' });
    }
  });

  async function sold(): Promise<readonly Sold[]> {
    const token = stores.accountToken();
    if (!token) return [];
    const query = `limit=500&accountToken=${encodeURIComponent(token)}`;
    const answer = await fetch(`${simulatorUrl}/control/purchases?${query}`);
    return ((await answer.json()) as { data: Sold[] }).data;
  }

  function gemsOf(productId: string): number {
    const product = store.current.catalog?.products.find(({ stores: ids }) =>
      Object.values(ids).includes(productId),
    );
    return product?.grants.GEM ?? 0;
  }

  async function read(): Promise<void> {
    // Before the ledger: what is sold in between is not there yet, instead of lost.
    const before = await sold().catch(() => null);
    const [inventory, orders, books] = await Promise.all([
      client.inventory.get(),
      client.orders({ limit: 200 }),
      client.link.request<Books>('/demo/ledger'),
      client.wallet.get(),
    ]);
    store.change({
      ...(inventory.status === 'ok' && { inventory: inventory.inventory.items }),
      ...(orders.status === 'ok' && { bought: unitsByOffer(orders.data) }),
      ...(books.status === 'ok' && { books: books.body }),
      ...(books.status === 'ok' && before && { tally: tallyOf(before, books.body, gemsOf) }),
    });
  }

  async function refresh(): Promise<void> {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await read();
      } while (again);
    })().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function refreshCatalog(): Promise<void> {
    const answer = await client.catalog.get({ fresh: true });
    if (answer.status !== 'ok') return;
    store.change({ catalog: answer.catalog as Catalog });
    flip.expect(answer.catalog.nextChangeAt);
  }

  function listen(): void {
    disconnect();
    disconnect = connect(client);
  }

  return {
    client,
    stores,
    sold,
    refresh,
    refreshCatalog,
    async open() {
      store.change({ phase: 'loading' });
      const started = await client.start();
      if (started.status === 'signed_in') {
        await refreshCatalog();
        await refresh();
      }
      store.change({ phase: store.current.catalog ? 'open' : 'unreachable' });
      if (started.status === 'signed_in') listen();
    },
    async resume() {
      if (sky.report.offline) return;
      if (store.current.live === 'offline') listen();
      await client.flush();
      flip.look();
      await refresh();
    },
  };
}

function unitsByOffer(orders: readonly Order[]): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { offer, quantity } of orders) units[offer] = (units[offer] ?? 0) + quantity;
  return units;
}
