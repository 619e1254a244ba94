import type { Entry } from '../../../sdk/src/shapes.js';
import { type OfferFacts, owned } from '../../page/offer-state.js';

/** Why there is no shop to show, or `open`. */
export type Phase = 'loading' | 'open' | 'unreachable' | 'no_catalog' | 'failed';

export interface ShopState extends OfferFacts {
  readonly phase: Phase;
  readonly failure?: { readonly text: string; readonly requestId?: string };
  /** Of which wallet the inventory is; an older answer never replaces a newer one. */
  readonly inventorySeq: number;
  readonly entries: readonly Entry[];
  /** What waits to be sent, and whether it would survive the app. */
  readonly queue: { readonly pending: number; readonly durable: boolean };
  readonly connected: boolean;
  /** Payments that somebody must still approve. */
  readonly awaitedPayments: number;
  /** Offers and products with a request on its way. */
  readonly busy: ReadonlySet<string>;
}

export interface Store {
  readonly current: ShopState;
  change(members: Partial<ShopState>): void;
  /** Called now and after every change. */
  watch(view: (state: ShopState) => void): void;
}

const EQUIPPED = 'gemtill-demo:equipped';

export function createStore(): Store {
  const views: ((state: ShopState) => void)[] = [];
  let current: ShopState = {
    phase: 'loading',
    inventory: [],
    inventorySeq: -1,
    entries: [],
    bought: {},
    equipped: localStorage.getItem(EQUIPPED),
    queue: { pending: 0, durable: true },
    connected: navigator.onLine,
    awaitedPayments: 0,
    busy: new Set(),
  };
  return {
    get current() {
      return current;
    },
    change(members) {
      current = { ...current, ...members };
      if (members.equipped) localStorage.setItem(EQUIPPED, members.equipped);
      if (members.equipped === null) localStorage.removeItem(EQUIPPED);
      for (const view of views) view(current);
    },
    watch(view) {
      views.push(view);
      view(current);
    },
  };
}

/** Marks a purchase as being on its way while `work` runs. */
export async function whileBusy(store: Store, key: string, work: () => Promise<void>) {
  if (store.current.busy.has(key)) return;
  store.change({ busy: new Set([...store.current.busy, key]) });
  try {
    await work();
  } finally {
    store.change({ busy: new Set([...store.current.busy].filter((one) => one !== key)) });
  }
}

export const gemBalance = ({ wallet }: ShopState) => wallet?.balances.GEM;

/** The skin to show: what the player chose, if it is (still) theirs. */
export function wornSkin(state: ShopState): string | null {
  return state.equipped && owned(state, state.equipped) ? state.equipped : null;
}
