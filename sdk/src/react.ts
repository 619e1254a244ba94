import * as react from 'react';
import type { Client } from './client.js';
import type { BuyResult, CatalogResult } from './results.js';
import type { WalletView } from './shapes.js';

const Context = react.createContext<Client | undefined>(undefined);

/**
 * Gives the client to the hooks below: `<GemtillProvider value={client}>`. Create the client once,
 * outside of any component, and call its `start` when the app starts, not on a server.
 */
export const GemtillProvider: react.Provider<Client | undefined> = Context.Provider;

/** The client of the `GemtillProvider` above. Throws an Error without one. */
export function useClient(): Client {
  const client = react.useContext(Context);
  if (!client) throw new Error('GemtillProvider');
  return client;
}

/**
 * The newest answer, asked for after mounting, when something happened, when the answer says that
 * it is about to change, and each minute. It is kept as state, not read from the client while
 * rendering: a view is made anew at each look, and hydrating must begin as the server did.
 */
function useNewest<Value>(
  name: 'view' | 'order',
  ask: (client: Client, happened?: unknown) => Promise<Value>,
): Value | undefined {
  const client = useClient();
  const [value, setValue] = react.useState<Value>();
  react.useEffect(() => {
    // The timer that runs, or what only the newest question has: older answers are dropped, and
    // all of them after unmounting.
    let latest: unknown;
    const load = async (happened?: unknown) => {
      clearTimeout(latest as number);
      const mine = {};
      latest = mine;
      const answer = await ask(client, happened);
      if (mine === latest) {
        setValue(answer);
        const left = Date.parse(Object(Object(answer).catalog).nextChangeAt) - client.now();
        latest = setTimeout(load, 0 < left && left < 6e4 ? left : 6e4);
      }
    };
    const forget = client.on(name, load);
    const leave = client.on('auth', load);
    load();
    return () => {
      latest = clearTimeout(latest as number);
      forget();
      leave();
    };
  }, [client]);
  return value;
}

/**
 * What the player can spend, by currency: the newest totals, less what is being bought. Undefined
 * before they are known, after signing out, and on a server.
 */
export const useWallet = (): WalletView | undefined =>
  useNewest('view', async ({ wallet }) => {
    if (!wallet.current) await wallet.get();
    return wallet.view;
  });

/**
 * What this player can be sold now, or the `Failure` why that is not known; undefined before the
 * first answer and on a server. Asks again at `nextChangeAt`, each minute, after each purchase and
 * for another player.
 */
export const useCatalog = (): CatalogResult | undefined =>
  useNewest('order', ({ catalog }, happened) => catalog.get({ fresh: happened as never }));

export interface Buying {
  /** As `client.buy`; always the same function for one client. */
  readonly buy: Client['buy'];
  /** True while the latest answer is awaited. */
  readonly busy: boolean;
  /** The latest answer. How a `pending` one ends is told by the client's event `order`. */
  readonly result?: BuyResult;
}

/** Buys, and remembers for this component whether it waits and how it ended. */
export function useBuy(): Buying {
  const client = useClient();
  const [state, setState] = react.useState<Omit<Buying, 'buy'>>({ busy: false });
  const buy = react.useCallback<Client['buy']>(
    async (...wanted) => {
      let result: BuyResult | undefined;
      setState({ busy: true });
      try {
        result = await client.buy(...wanted);
        return result;
      } finally {
        setState({ busy: false, result });
      }
    },
    [client],
  );
  return { buy, ...state };
}
