import type { InventoryItem, WalletView } from '../../../../sdk/src/shapes.js';
import { type OfferFacts, owned } from '../../../page/offer-state.js';
import type { Skin } from '../run/world.js';
import type { Books, Tally } from './books.js';

export interface GameState extends OfferFacts {
  readonly phase: 'loading' | 'open' | 'unreachable';
  readonly view?: WalletView;
  readonly books: Books;
  readonly tally: Tally;
  readonly queue: { readonly pending: number; readonly durable: boolean };
  readonly live: 'streaming' | 'polling' | 'offline';
  /** Offers and products with a request on its way. */
  readonly busy: ReadonlySet<string>;
  /** A skin that is being bought: worn at once, taken off if the order is refused. */
  readonly trying: string | null;
}

export interface Store {
  readonly current: GameState;
  change(members: Partial<GameState>): void;
  /** Called now and after every change. */
  watch(view: (state: GameState) => void): void;
}

export function createStore(): Store {
  const views: ((state: GameState) => void)[] = [];
  let current: GameState = {
    phase: 'loading',
    inventory: [],
    bought: {},
    equipped: null,
    books: { data: [], sums: {} },
    tally: { paid: 0, credited: 0, onItsWay: 0, lost: 0, double: 0 },
    queue: { pending: 0, durable: true },
    live: 'offline',
    busy: new Set(),
    trying: null,
  };
  return {
    get current() {
      return current;
    },
    change(members) {
      current = { ...current, ...members };
      for (const view of views) view(current);
    },
    watch(view) {
      views.push(view);
      view(current);
    },
  };
}

/** Marks a purchase as being on its way while `work` runs; another click meanwhile does nothing. */
export async function whileBusy(store: Store, key: string, work: () => Promise<void>) {
  if (store.current.busy.has(key)) return;
  store.change({ busy: new Set([...store.current.busy, key]) });
  try {
    await work();
  } finally {
    store.change({ busy: new Set([...store.current.busy].filter((one) => one !== key)) });
  }
}

/**
 * What to show as the balance: below zero after a refund of what was spent, but not because more
 * was ordered than there is: the server will refuse that.
 */
export function gemsShown({ view, wallet }: GameState): number | undefined {
  const gems = view?.balances.GEM;
  if (gems === undefined) return undefined;
  return Math.max(0, gems) - Math.abs(wallet?.balances.GEM?.debt ?? 0);
}

export const held = (state: GameState, sku: string): InventoryItem | undefined => owned(state, sku);

/** What the hero wears: what is being tried on, else what was chosen and is owned. */
export function wornSkin(state: GameState): Skin {
  const { trying, equipped } = state;
  const sku = trying ?? (equipped && owned(state, equipped) ? equipped : null);
  const name = (sku ?? '').replace(/^skin\./, '');
  return name === 'dragon' || name === 'frost' || name === 'moss' ? name : 'plain';
}
