import type { Account } from './account.js';
import type { WalletResult } from './results.js';
import type { Wallet } from './shapes.js';

export interface WalletKeeper {
  /** The newest wallet that any answer brought. */
  readonly current: Wallet | undefined;
  get(): Promise<WalletResult>;
}

export interface WalletGuard extends WalletKeeper {
  /** Takes a wallet from any answer; one that is older than what is known is dropped. */
  accept(wallet: Wallet | undefined): void;
}

export function createWallet({ emit, player, call }: Account): WalletGuard {
  let known: Wallet | undefined;
  let owner: string | undefined;

  const keeper: WalletGuard = {
    get current() {
      return owner === player() ? known : undefined;
    },
    accept(wallet) {
      const before = keeper.current;
      if (wallet && (!before || wallet.seq > before.seq)) {
        known = wallet;
        owner = player();
        emit('wallet', wallet);
      }
    },
    async get() {
      const answer = await call<Wallet>({ path: '/wallet' });
      if (answer.status !== 'ok') return answer;
      keeper.accept(answer.body);
      return { status: 'ok', wallet: keeper.current as Wallet };
    },
  };
  return keeper;
}
