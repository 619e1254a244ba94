import { type CatalogContent, readCatalogJson } from '../../src/catalog/catalog-content.js';
import type { PlayerId } from '../../src/kernel/id.js';
import { uuidOf } from '../../src/kernel/id.js';
import type {
  Purchase,
  PurchaseLine,
  RefundReason,
  Share,
} from '../../src/stores/store-gateway.js';

const name = { en: 'x' };
const apple = (grants: Record<string, number>) => (id: string) => ({
  name,
  stores: { apple: id },
  grants,
});
const google = (grants: Record<string, number>) => (id: string) => ({
  name,
  stores: { google: id },
  grants,
});
const PRODUCTS = {
  a100: apple({ GEM: 100 }),
  b50: apple({ GEM: 50 }),
  p100: apple({ GEM: 100 }),
  o7: apple({ GEM: 7 }),
  d100: apple({ GEM: 100, GOLD: 30 }),
  c40: google({ GEM: 40 }),
  l20: google({ GOLD: 20 }),
  e60: google({ GEM: 60 }),
  x100: apple({ GEM: 100 }),
  v100: apple({ GEM: 100 }),
  u100: apple({ GEM: 100 }),
  z100: apple({ GEM: 100 }),
  y40: google({ GEM: 40 }),
};
const PROMOTIONS = {
  half: { kind: 'bonus', products: ['x100'], percent: 50 },
  first: { kind: 'first_top_up', products: ['v100'], percent: 100 },
  once: { kind: 'bonus', products: ['u100'], percent: 10, limitPerPlayer: 1 },
  short: { kind: 'bonus', products: ['z100'], percent: 50, expiresAfterDays: 1 },
  gold: { kind: 'bonus', products: ['y40'], gives: { GOLD: 10 } },
};
const dustOf = (currency: string) => ({
  name,
  price: { currency, amount: 1 },
  grants: [{ sku: 'dust' }],
});

function soundCatalog(document: object): CatalogContent {
  const { content, faults } = readCatalogJson(document);
  if (content === null) throw new Error(JSON.stringify(faults));
  return content;
}

/** What the sequences are bought from: every gem can be spent, one by one. */
export const SEQUENCE_CATALOG = soundCatalog({
  currencies: { GEM: { kind: 'premium', name }, GOLD: { kind: 'premium', name } },
  products: Object.fromEntries(Object.entries(PRODUCTS).map(([id, make]) => [id, make(id)])),
  items: { dust: { kind: 'consumable', name } },
  offers: { GEM: dustOf('GEM'), GOLD: dustOf('GOLD') },
  promotions: Object.fromEntries(
    Object.entries(PROMOTIONS).map(([key, one]) => [key, { name, ...one }]),
  ),
});

/** What the letters of the sequences stand for: the store, and the units of each line. */
const PAYMENTS: Readonly<Record<string, readonly [Purchase['store'], Record<string, number>]>> = {
  A: ['apple', { a100: 1 }],
  B: ['apple', { b50: 1 }],
  P: ['apple', { p100: 1 }],
  O: ['apple', { o7: 1 }],
  D: ['apple', { d100: 1 }],
  C: ['google', { c40: 3 }],
  L: ['google', { c40: 2, l20: 1 }],
  E: ['google', { e60: 1 }],
  X: ['apple', { x100: 1 }],
  V: ['apple', { v100: 1 }],
  W: ['apple', { v100: 1 }],
  U: ['apple', { u100: 1 }],
  R: ['apple', { u100: 1 }],
  Z: ['apple', { z100: 1 }],
  Y: ['google', { y40: 3 }],
  M: ['google', { y40: 2, l20: 1 }],
};
export const isPayment = (letter: string) => letter in PAYMENTS;

/** What a store says of a purchase: its state, and of each line what was given back. */
export interface Word {
  readonly letter: string;
  readonly state: Purchase['state'];
  readonly refunded: 'nothing' | 'all' | readonly Share[];
  readonly reason: RefundReason | null;
  /** A small number: the later word has the larger one. */
  readonly said: number;
}

const NOTHING: Share = { parts: 0, of: 1 };

/** The purchase as the store of the player describes it with this word. */
export function purchaseOf(
  { letter, state, refunded, reason, said }: Word,
  {
    playerId,
    environment,
    since,
  }: Pick<Purchase, 'environment'> & {
    readonly playerId: PlayerId;
    /** When the first word could have been said. */
    readonly since: number;
  },
): Purchase {
  const [store, units] = PAYMENTS[letter]!;
  const lines = Object.entries(units).map(([productId, quantity], index): PurchaseLine => {
    const whole = { parts: quantity, of: quantity };
    const shares = { nothing: NOTHING, all: whole };
    const share = typeof refunded === 'string' ? shares[refunded] : refunded[index]!;
    return { productId, quantity, refunded: share };
  });
  return {
    store,
    environment,
    storeTransactionId: `${letter}.${uuidOf(playerId)}`,
    storeOrderId: null,
    app: 'com.example.demo',
    state,
    lines,
    accountToken: uuidOf(playerId),
    price: null,
    country: null,
    purchasedAt: since,
    consumed: false,
    acknowledged: false,
    paid: letter !== 'E',
    refundReason: reason,
    refundedAt: reason === null ? null : since + said,
    asOf: since + said,
  };
}
