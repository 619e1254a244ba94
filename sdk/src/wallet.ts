import type { Account } from './account.js';
import { expected } from './failure.js';
import type { WalletResult } from './results.js';
import type { Wallet, WalletView } from './shapes.js';

export interface WalletKeeper {
  /** The newest wallet that any answer brought. */
  readonly current: Wallet | undefined;
  /**
   * The same, less what is being bought: what a shop shows. It goes back by itself when an order is
   * refused, and knows nothing before the first wallet came.
   */
  readonly view: WalletView | undefined;
  get(): Promise<WalletResult>;
}

export interface WalletGuard extends WalletKeeper {
  /** Takes a wallet from any answer; one that is older than what is known is dropped. */
  accept(wallet: Wallet | undefined): void;
}

export function createWallet(account: Account): WalletGuard {
  const { emit, on, player } = account;
  const known: Record<string, Wallet> = {};

  const keeper: WalletGuard = {
    get current() {
      return known[player() as string];
    },
    get view() {
      const { current } = keeper;
      if (!current) return undefined;
      const balances: Record<string, number> = {};
      const buying: WalletView['buying'][number][] = [];
      for (const [currency, { total }] of Object.entries(current.balances))
        balances[currency] = total;
      for (const { id: key, body, cost, player: buyer } of Object.values(account.seen)) {
        if (cost && buyer === player()) {
          const { currency, amount } = cost;
          balances[currency] = (balances[currency] || 0) - amount;
          buying.push({ key, ...(body as { offer: string; quantity: number }) });
        }
      }
      return { seq: current.seq, balances, buying };
    },
    accept(wallet) {
      const { current } = keeper;
      if (wallet && (!current || wallet.seq > current.seq)) {
        known[player() as string] = wallet;
        emit('wallet', wallet);
      }
    },
    get: expected(async () => {
      keeper.accept((await account.call<Wallet>('/wallet')).body);
      return { status: 'ok', wallet: keeper.current as Wallet };
    }),
  };

  const show = () => {
    const { view } = keeper;
    if (view) emit('view', view);
  };
  on('wallet', show);
  on('queue', show);
  return keeper;
}
