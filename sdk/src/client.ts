import { type Account, createAccount } from './account.js';
import { type CatalogKeeper, createCatalog } from './catalog.js';
import { createDelivery } from './delivery.js';
import { createDevice } from './device.js';
import type { Emitter } from './events.js';
import { expected } from './failure.js';
import type { ConsumeBody, OrderBody } from './generated/wire.js';
import type { Request } from './http.js';
import type { Link } from './link.js';
import type { ClientOptions } from './options.js';
import type {
  BuyResult,
  CheckResult,
  ClaimResult,
  ConsumeResult,
  EraseResult,
  FlushResult,
  InventoryResult,
  LimitsResult,
  PageResult,
  QuoteResult,
  SignOutResult,
  StartResult,
  TopUpResult,
} from './results.js';
import type { Entry, Offer, Order, Price, Product, Quote, SpendingLimits } from './shapes.js';
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

export interface Spending {
  /** Default 1. */
  readonly quantity?: number;
  /**
   * How long it may wait to be carried out, in milliseconds; default 60,000. What did not reach the
   * server in that time is never charged later: it ends as `intent_expired`. `Infinity` waits for
   * ever.
   */
  readonly validForMs?: number;
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
  buy(
    offer: Pick<Offer, 'key' | 'price'> | OrderRequest | Quote,
    options?: Spending,
  ): Promise<BuyResult>;
  /** Asks for the price of an offer, to be kept for a minute; `buy` takes the quote. */
  quote(
    offer: Pick<Offer, 'key'> | string,
    options?: Pick<Spending, 'quantity'>,
  ): Promise<QuoteResult>;
  /** Uses up what the player owns, once, in the same way. */
  consume(sku: string, quantity?: number): Promise<ConsumeResult>;
  /**
   * Asks whether the player may buy it now, opens the store's payment sheet and turns the payment
   * into gems. Takes a product of the catalog, its key, or the store's own product id. Throws a
   * TypeError without a source.
   */
  topUp(product: string | Product): Promise<TopUpResult>;
  /** The question alone, before the game offers a product; `topUp` asks it again by itself. */
  check(product: string | Product): Promise<CheckResult>;
  /** Turns a proof in hand into gems; finish the purchase in the store when `finish` is true. */
  claim(claim: Claim): Promise<ClaimResult>;
  /** How much real money the player wants to spend at most. Lowering it counts at once. */
  readonly limits: {
    get(): Promise<LimitsResult>;
    set(limits: Pick<SpendingLimits, 'daily' | 'monthly'>): Promise<LimitsResult>;
  };
  /** Sends again what is kept; call it when the app comes to the front or back online. */
  flush(): Promise<FlushResult>;
  /** The player's ledger. */
  entries(page?: PageRequest): Promise<PageResult<Entry>>;
  orders(page?: PageRequest): Promise<PageResult<Order>>;
  /** Deletes the account with everything in it, for good, and forgets it here. */
  erase(): Promise<EraseResult>;
  /** The time in milliseconds since 1970, corrected by the server's clock: for countdowns. */
  now(): number;
  /** For the other entries of this package; not for games. */
  readonly link: Link;
  /** Lets go of the source. What is kept stays for the next client. */
  dispose(): void;
}

function whole(quantity: number): number {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new TypeError('quantity');
  return quantity;
}

/** Reads one list of the player, a page at a time. */
const pages = <Row>({ call }: Account, path: string) =>
  expected(async ({ cursor = '', limit = 50 }: PageRequest = {}) => {
    const query = `?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = await call<{ data: Row[]; nextCursor: string | null }>(path + query);
    return { ...body, status: 'ok' as const };
  });

/**
 * Creates the client of one title for one device. Sends nothing before a method is called.
 * Throws a TypeError when `url` or `key` is missing.
 */
export function createClient(given: ClientOptions): Client {
  const options = { ...given, url: given.url.replace(/\/+$/, '') };
  const account = createAccount(createDevice(options));
  const { on, once, open, call, now, vault, player, emit } = account;
  const wallet = createWallet(account);
  const catalog = createCatalog(account);
  const delivery = createDelivery(account, wallet);
  const { spend, deliverAll } = delivery;
  const { topUp, check, claim, collect } = createTopUps(account, catalog, delivery);
  const { source } = options;

  /** Gives the body of the answer the name that the game reads. */
  const ask = expected(async (name: string, ...request: Request) => ({
    [name]: (await call(...request)).body,
    status: 'ok',
  })) as <Result>(name: string, ...request: Request) => Promise<Result>;

  const flush = expected(() =>
    once('flush', async (): Promise<FlushResult> => {
      await open();
      await collect();
      return { status: 'flushed', pending: await deliverAll() };
    }),
  );

  return {
    topUp,
    check,
    claim,
    on,
    now,
    catalog,
    wallet,
    flush,
    link: {
      options,
      session: open,
      request: (path, body) => ask('body', path, body),
      learn: wallet.accept,
      tell: emit,
    },
    start: expected(async () => {
      const session = await open(true);
      await flush();
      return { status: 'signed_in', player: { id: player() || session.player.id } };
    }),
    async signOut() {
      return { status: 'signed_out', revoked: await account.close() };
    },
    erase: expected(async () => {
      await call('/me', undefined, 'DELETE');
      await vault.write('device', null);
      await account.close();
      return { status: 'erased' };
    }),
    inventory: { get: () => ask('inventory', '/inventory') },
    limits: {
      get: () => ask('limits', '/me/limits'),
      set: (body) => ask('limits', '/me/limits', body, 'PUT'),
    },
    quote: (offer, { quantity = 1 } = {}) =>
      ask('quote', '/quotes', {
        offer: (offer as Offer).key || offer,
        quantity: whole(quantity),
      }),
    buy: expected(async (wanted, choice) => {
      const { offer, key, expectedPrice, price, quantity, quote, validForMs } = {
        quantity: 1,
        ...wanted,
        ...choice,
      } as Offer & OrderRequest & Quote & Spending;
      const agreed = expectedPrice || price;
      return spend(
        'order',
        '/orders',
        {
          offer: offer || key,
          quantity: whole(quantity),
          // A quote has its own price.
          expectedPrice: quote ? undefined : agreed,
          quote,
        } satisfies OrderBody,
        validForMs,
        { ...agreed, amount: agreed.amount * quantity },
      ) as Promise<BuyResult>;
    }),
    consume: expected(
      async (sku, quantity = 1) =>
        spend('consume', `/inventory/${encodeURIComponent(sku)}/consume`, {
          quantity: whole(quantity),
        } satisfies ConsumeBody) as Promise<ConsumeResult>,
    ),
    entries: pages<Entry>(account, '/wallet/entries'),
    orders: pages<Order>(account, '/orders'),
    dispose() {
      if (source && source.dispose) source.dispose();
    },
  };
}
