import { type ClientOptions, createClient } from '../../sdk/src/index.js';
import type { Session } from '../../sdk/src/sign-in.js';
import { type SimulatorOptions, simulatorSource } from '../../sdk/src/simulator.js';
import { MemoryStorage } from '../../sdk/src/testing/memory-storage.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { ControlClient } from '../../simulator/control-client.js';
import type { Environment } from '../../simulator/purchases/purchase.js';
import type { ServiceAddress } from './service.js';

export const PRODUCTS = {
  apple: { 100: 'com.example.demo.gems100', 500: 'com.example.demo.gems500' },
  google: { 100: 'gems_100', 500: 'gems_500' },
} as const;

/** An answer of the API, byte for byte. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly replayed: boolean;
  /** The body as JSON, of whatever shape. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly body: any;
}

interface RawRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks without the SDK: for what the SDK would not send, and for every byte of the answer. */
export async function ask(url: string, path: string, request: RawRequest = {}): Promise<RawAnswer> {
  const { body, method = body === undefined ? 'GET' : 'POST', headers = {} } = request;
  const answer = await fetch(`${url}/v1${path}`, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    headers: answer.headers,
    replayed: answer.headers.get('idempotent-replayed') === 'true',
    body: text ? JSON.parse(text) : undefined,
  };
}

export interface PlayerOptions extends Partial<ClientOptions>, Pick<SimulatorOptions, 'confirm'> {
  readonly store?: 'apple' | 'google';
  /** What the device kept of an earlier life. */
  readonly storage?: MemoryStorage;
}

/** A signed-in player on a device, by our SDK. */
export type Player = Awaited<ReturnType<typeof signIn>>;

let keys = 0;
export const freshKey = () => `test-key-${process.pid}-${++keys}`;

/** Signs a player in through the SDK; a new guest unless `storage` remembers one. */
export async function signIn(service: ServiceAddress, options: PlayerOptions = {}) {
  const { store = 'apple', confirm, storage = new MemoryStorage(), ...rest } = options;
  const source = simulatorSource({
    url: service.simulatorUrl,
    store,
    ...(confirm && { confirm }),
  });
  const client = createClient({
    url: service.url,
    key: 'pk_demo',
    source,
    storage,
    retryDelayMs: 20,
    timeoutMs: 5_000,
    ...rest,
  });
  const started = await client.start();
  if (started.status !== 'signed_in') throw new Error(`cannot sign in: ${JSON.stringify(started)}`);
  const control = new ControlClient(service.simulatorUrl);
  const session = () => {
    const name = `gemtill:${rest.key ?? 'pk_demo'}:${rest.auth?.kind ?? 'guest'}`;
    return JSON.parse(storage.getItem(name)!) as Session;
  };
  const { accountToken } = session();

  /** A request of this player without the SDK, by default under a new key. */
  const send = (path: string, body?: unknown, key: string | null = freshKey(), url = service.url) =>
    ask(url, path, {
      body,
      headers: {
        authorization: `Bearer ${session().accessToken}`,
        ...(key !== null && body !== undefined && { 'idempotency-key': key }),
      },
    });

  return {
    id: started.player.id,
    accountToken,
    client,
    storage,
    session,
    send,
    /** Pays real money in a store, without telling the service. */
    pay: (
      gems: 100 | 500 = 500,
      more: { environment?: Environment; bound?: boolean; pending?: boolean } = {},
    ): Promise<PurchaseView> =>
      control.buy({
        store,
        productId: PRODUCTS[store][gems],
        ...(more.bound !== false && { accountToken }),
        ...(more.environment && { environment: more.environment }),
        ...(more.pending && { state: 'pending' }),
      }),
    /** Pays and turns the payment into gems. */
    async fund(gems: 100 | 500 = 500): Promise<void> {
      const { proof } = await this.pay(gems);
      const answer = await send('/topups', { store, proof });
      if (answer.status !== 200) throw new Error(`not credited: ${answer.text}`);
    },
    /** The gems of the player now, as the service says. */
    async gems() {
      const answer = await client.wallet.get();
      if (answer.status !== 'ok') throw new Error(`no wallet: ${JSON.stringify(answer)}`);
      return answer.wallet.balances.GEM!;
    },
    /** How many of an item the player holds, and at which level. */
    async held(sku: string): Promise<{ quantity: number; level: number | null }> {
      const answer = await client.inventory.get();
      if (answer.status !== 'ok') throw new Error(`no inventory: ${JSON.stringify(answer)}`);
      const item = answer.inventory.items.find((one) => one.sku === sku);
      return { quantity: item?.quantity ?? 0, level: item?.level ?? null };
    },
  };
}

export const OFFERS = { dragon: 300, potion: 50, sword: 150, 'sword-level-3': 200, starter: 200 };

/** An order at the price of the sample catalog. */
export function orderOf(offer: keyof typeof OFFERS, quantity = 1) {
  return { offer, quantity, expectedPrice: { currency: 'GEM', amount: OFFERS[offer] } };
}

/** Free gems from the game's server. */
export function giveFree(
  { url }: Pick<ServiceAddress, 'url'>,
  player: { readonly id: string },
  amount: number,
  more: { expiresInSeconds?: number; key?: string } = {},
): Promise<RawAnswer> {
  const { key = freshKey(), ...rest } = more;
  return ask(url, `/server/players/${player.id}/grants`, {
    body: { currency: 'GEM', amount, reason: 'test', ...rest },
    headers: { authorization: 'Bearer sk_demo', 'idempotency-key': key },
  });
}
