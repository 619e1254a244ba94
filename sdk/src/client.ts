import { type Account, createAccount } from './account.js';
import { type CatalogKeeper, createCatalog } from './catalog.js';
import { createDelivery } from './delivery.js';
import { createDevice } from './device.js';
import type { Emitter } from './events.js';
import type { ClientOptions } from './options.js';
import type {
  BuyResult,
  ClaimResult,
  ConsumeResult,
  FlushResult,
  InventoryResult,
  PageResult,
  SignOutResult,
  StartResult,
  TopUpResult,
} from './results.js';
import type { Entry, Inventory, Offer, Order, Price, Product } from './shapes.js';
import { type Claim, createTopUps } from './topups.js';
import { createWallet, type WalletKeeper } from './wallet.js';

export interface OrderRequest {
  readonly offer: string;
  /** Default 1. */
  readonly quantity?: number;
  /** The offer's price that the player saw; the server refuses when it is another one now. */
  readonly expectedPrice: Price;
}

export interface PageRequest {
  readonly cursor?: string;
  /** How many rows; default 50. */
  readonly limit?: number;
}

/** Every method resolves with a value for everything that can be expected to happen. */
export interface Client extends Pick<Emitter, 'on'> {
  /**
   * Signs in (without the network when a session is stored), connects the source, and settles
   * whatever an earlier life left open.
   */
  start(): Promise<StartResult>;
  /** Ends the session. The guest's device secret stays: the next `start` is the same guest. */
  signOut(): Promise<SignOutResult>;
  readonly catalog: CatalogKeeper;
  readonly wallet: WalletKeeper;
  readonly inventory: { get(): Promise<InventoryResult> };
  /**
   * Spends gems, once, however often the answer is lost: the intent is written down before it is
   * sent. `pending` means that it is still on its way; every other result is final.
   * Throws a TypeError for a quantity that is not a whole number above zero.
   */
  buy(offer: Offer | OrderRequest, options?: { readonly quantity?: number }): Promise<BuyResult>;
  /** Uses up what the player owns, once, in the same way. */
  consume(sku: string, quantity?: number): Promise<ConsumeResult>;
  /**
   * Opens the store's payment sheet and turns the payment into gems. Takes a product of the
   * catalog, its key, or the store's own product id. Throws a TypeError without a source.
   */
  topUp(product: string | Product): Promise<TopUpResult>;
  /** Turns a proof in hand into gems; finish the purchase in the store when `finish` is true. */
  claim(claim: Claim): Promise<ClaimResult>;
  /** Sends again what is kept; call it when the app comes to the front or back online. */
  flush(): Promise<FlushResult>;
  /** The player's ledger. */
  entries(page?: PageRequest): Promise<PageResult<Entry>>;
  orders(page?: PageRequest): Promise<PageResult<Order>>;
  /** Lets go of the source. What is kept stays for the next client. */
  dispose(): void;
}

function whole(quantity: number): number {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new TypeError('quantity');
  return quantity;
}

/** Reads one list of the player, a page at a time. */
function pages<Row>({ call }: Account, path: string) {
  return async ({ cursor = '', limit = 50 }: PageRequest = {}): Promise<PageResult<Row>> => {
    const query = `?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const answer = await call<{ data: Row[]; nextCursor: string | null }>({ path: path + query });
    return answer.status === 'ok' ? { ...answer.body, status: 'ok' } : answer;
  };
}

/**
 * Creates the client of one title for one device. Sends nothing before a method is called.
 * Throws a TypeError when `url` or `key` is missing.
 */
export function createClient(options: ClientOptions): Client {
  const account = createAccount(createDevice(options));
  const { on, once, open, call } = account;
  const wallet = createWallet(account);
  const catalog = createCatalog(account);
  const delivery = createDelivery(account, wallet);
  const { spend, deliverAll } = delivery;
  const { topUp, claim, collect } = createTopUps(account, catalog, delivery);
  const { source } = options;

  const flush = () =>
    once<FlushResult>('flush', async () => {
      const opened = await open();
      if (opened.status !== 'ok') return opened;
      await collect(opened.body);
      return { status: 'flushed', pending: await deliverAll() };
    });

  return {
    topUp,
    claim,
    on,
    catalog,
    wallet,
    flush,
    async start() {
      const opened = await open(true);
      if (opened.status !== 'ok') return opened;
      await flush();
      return { status: 'signed_in', player: opened.body.player };
    },
    async signOut() {
      return { status: 'signed_out', revoked: await account.close() };
    },
    inventory: {
      async get() {
        const answer = await call<Inventory>({ path: '/inventory' });
        if (answer.status !== 'ok') return answer;
        return { status: 'ok', inventory: answer.body };
      },
    },
    async buy(wanted, choice) {
      const { offer, key, expectedPrice, price, quantity } = {
        quantity: 1,
        ...wanted,
        ...choice,
      } as Offer & OrderRequest;
      return spend('order', '/orders', {
        offer: offer || key,
        quantity: whole(quantity as number),
        expectedPrice: expectedPrice || price,
      }) as Promise<BuyResult>;
    },
    async consume(sku, quantity = 1) {
      return spend('consume', `/inventory/${encodeURIComponent(sku)}/consume`, {
        quantity: whole(quantity),
      }) as Promise<ConsumeResult>;
    },
    entries: pages<Entry>(account, '/wallet/entries'),
    orders: pages<Order>(account, '/orders'),
    dispose() {
      if (source && source.dispose) source.dispose();
    },
  };
}
