import type { Purchase } from '../stores/store-gateway.js';

/**
 * `verifying`: the store could not be asked. `pending`: the store waits for the money.
 * `unassigned`: paid, and nobody knows for whom. `rejected`: never credited, for a reason that is
 * recorded.
 */
export const PAYMENT_STATUSES = [
  'verifying',
  'pending',
  'unassigned',
  'credited',
  'partially_refunded',
  'refunded',
  'refund_reversed',
  'rejected',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/**
 * What is seen of a purchase. `ownerless`: paid, and neither the store nor a claim names a player.
 * `unfit`: paid, but it cannot be credited as things are (the catalog lacks the product, the wallet
 * is full, somebody else consumed it). `denied`: the store does not know it. `unreachable`: the
 * store cannot be asked.
 */
export type Seen =
  | 'unpaid'
  | 'cancelled'
  | 'paid'
  | 'partly_refunded'
  | 'wholly_refunded'
  | 'ownerless'
  | 'unfit'
  | 'denied'
  | 'unreachable';

type Row = Readonly<Partial<Record<Seen, PaymentStatus>>>;

/** A payment that is not credited yet follows what is seen. */
const UNCREDITED: Row = {
  unpaid: 'pending',
  cancelled: 'rejected',
  paid: 'credited',
  partly_refunded: 'partially_refunded',
  wholly_refunded: 'rejected',
  ownerless: 'unassigned',
  unfit: 'rejected',
  denied: 'rejected',
};

/**
 * From each status, what each sight leads to; where nothing stands the payment stays as it is. What
 * was credited is never rejected: only a store that gives the money back takes gems back.
 */
const TABLE: Readonly<Record<PaymentStatus | 'new', Row>> = {
  new: { ...UNCREDITED, unreachable: 'verifying' },
  verifying: UNCREDITED,
  pending: UNCREDITED,
  unassigned: { ...UNCREDITED, unpaid: 'unassigned' },
  rejected: {
    unpaid: 'pending',
    paid: 'credited',
    partly_refunded: 'partially_refunded',
    ownerless: 'unassigned',
    unreachable: 'rejected',
  },
  credited: {
    cancelled: 'refunded',
    partly_refunded: 'partially_refunded',
    wholly_refunded: 'refunded',
  },
  partially_refunded: {
    cancelled: 'refunded',
    paid: 'refund_reversed',
    wholly_refunded: 'refunded',
  },
  refunded: {
    paid: 'refund_reversed',
    partly_refunded: 'partially_refunded',
  },
  refund_reversed: {
    cancelled: 'refunded',
    partly_refunded: 'partially_refunded',
    wholly_refunded: 'refunded',
  },
};

/** The status after a sight; the same one when nothing changes. */
export function nextStatus(from: PaymentStatus | 'new', seen: Seen): PaymentStatus | 'new' {
  return TABLE[from][seen] ?? from;
}

const CREDITED: ReadonlySet<string> = new Set([
  'credited',
  'partially_refunded',
  'refunded',
  'refund_reversed',
] satisfies PaymentStatus[]);

/** True once the gems were credited, whatever was taken back since. */
export function isCredited(status: PaymentStatus | 'new'): boolean {
  return CREDITED.has(status);
}

/** What the store says of a purchase, before anybody asks who owns it and whether it is fit. */
export function seenOf(purchase: Purchase): Seen {
  switch (purchase.state) {
    case 'pending':
      return 'unpaid';
    case 'cancelled':
      return 'cancelled';
    case 'revoked':
      return 'wholly_refunded';
    case 'purchased': {
      const some = purchase.lines.some((line) => line.refunded.parts > 0);
      const all = purchase.lines.every((line) => line.refunded.parts >= line.refunded.of);
      if (some && all) return 'wholly_refunded';
      return some ? 'partly_refunded' : 'paid';
    }
  }
}
