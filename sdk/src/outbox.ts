import type { Price } from './shapes.js';
import type { StoreTransaction } from './source.js';

/** A POST that moves value: written down before it is first sent, kept until it is answered. */
export interface Intent {
  /**
   * Two intents with one id are one. Of what is spent it is the idempotency key, the same for every
   * repeat. A payment is one by its store's own id; a new key each time asks again where the last
   * answer left it open.
   */
  readonly id: string;
  readonly kind: 'order' | 'consume' | 'topup';
  readonly path: string;
  readonly body: unknown;
  /** When it was asked for, by the device's clock. */
  readonly at?: number;
  /** How long after it may be carried out, or before by a clock that was set back; null: ever. */
  readonly validForMs?: number | null;
  /** What an order costs as a whole, as far as the player knows. */
  readonly cost?: Price;
  /** Whose gems it spends. A payment has none: it belongs to the owner that its proof names. */
  readonly player?: string;
  /** What to finish in the store once the server has it. */
  readonly transaction?: StoreTransaction;
}

export type Queue = Record<string, Intent>;
