import type { StoreOutcome } from './results.js';

/** What a device holds after a store took money. */
export interface StoreTransaction {
  readonly store: string;
  /** Names the payment in its store. Apple: transactionId. Google: the purchase token. */
  readonly transactionId: string;
  readonly productId: string;
  /** What the server verifies. Apple: the signed transaction. Google: the purchase token. */
  readonly proof: string;
}

/** A store's localized price, ready to be shown. */
export interface StorePrice {
  readonly productId: string;
  readonly formatted: string;
}

export interface SourceContext {
  /** The player's UUID; bind it to every purchase, so that the signed payment names its owner. */
  readonly accountToken: string;
  readonly productIds: readonly string[];
  /**
   * Must be called for every transaction that the store reports, repeats included. Resolves when
   * the transaction is written down; a source that cannot delay finishing must await it.
   */
  onTransaction(transaction: StoreTransaction): Promise<void>;
}

/** One store's purchase plug-in behind the same five calls. */
export interface PurchaseSource {
  readonly store: string;
  /** Called by each `start`, again with another token after the account changed. */
  init(context: SourceContext): Promise<void>;
  products(productIds: readonly string[]): Promise<readonly StorePrice[]>;
  /**
   * Opens the payment sheet. `purchased` never means paid: only `onTransaction` does, before or
   * after this resolves. The owner is the one of the latest `init`.
   */
  purchase(productId: string): Promise<{ readonly status: 'purchased' } | StoreOutcome>;
  /** Everything that was paid and not finished, whatever its age. */
  pending(): Promise<readonly StoreTransaction[]>;
  /**
   * Tells the store that the goods were delivered. Called only after the server's definite answer;
   * repeating it, or finishing what the store no longer knows, must succeed.
   */
  finish(transaction: StoreTransaction): Promise<void>;
  dispose?(): void;
}
