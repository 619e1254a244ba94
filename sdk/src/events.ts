import type { BuyResult, ConsumeResult, TopUpResult } from './results.js';
import type { GameEvent, Inventory, Wallet, WalletView } from './shapes.js';
import type { StoreTransaction } from './source.js';

export interface Events {
  /** The newest wallet; an older `seq` is never reported after a newer one. */
  wallet: Wallet;
  /** What to show at once: changes as soon as something is bought, and back if it is refused. */
  view: WalletView;
  /** The items that a purchase or consumption changed, in their state at `seq`. */
  inventory: Inventory;
  /** Each answer about a payment, also about those that a flush found. */
  topup: {
    readonly key?: string;
    readonly transaction?: StoreTransaction;
    readonly result: TopUpResult;
  };
  /** Each answer to a purchase with gems, also to those that a flush settled. */
  order: { readonly key: string; readonly result: BuyResult };
  /** Each answer to a consumption, also to those that a flush settled. */
  consume: { readonly key: string; readonly result: ConsumeResult };
  /** `durable` is false while the storage refuses writes and work lives in memory only. */
  queue: { readonly pending: number; readonly durable: boolean };
  /** Live updates, each once and in their order; only with `connect` of `@gemtill/sdk/realtime`. */
  event: GameEvent;
  /** How live updates arrive now. */
  live: { readonly state: 'streaming' | 'polling' | 'offline' };
  auth: { readonly player: { readonly id: string } | null };
}

export interface Emitter {
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void;
  /** Returns the function that ends the subscription. */
  on<Name extends keyof Events>(name: Name, handler: (value: Events[Name]) => void): () => unknown;
}

export function createEmitter(): Emitter {
  const handlers = new Set<[name: string, handler: (value: never) => void]>();
  return {
    emit(name, value) {
      for (const [wanted, handler] of handlers) {
        // Called a moment later: a handler that throws must not break into the path of the money.
        if (wanted === name) Promise.resolve(value as never).then(handler);
      }
    },
    on(name, handler) {
      const entry: [string, typeof handler] = [name, handler];
      handlers.add(entry);
      return () => handlers.delete(entry);
    },
  };
}
