import { timestamp } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { Store } from '../../stores/store-gateway.js';
import { type Difference, differenceView } from './difference.js';

/** So many differences are shown at once; the list has them all. */
const SHOWN_MAX = 100;

/** What one reconciliation with one store came to. */
export interface Reconciled {
  readonly environment: Environment;
  readonly store: Store;
  /**
   * `unavailable`: not all could be compared; the next one begins where this one did.
   * `not_configured`: the title does not sell there, or has no key to ask the store with.
   */
  readonly outcome: 'done' | 'unavailable' | 'not_configured';
  /** The period of the store's lists that was read. */
  readonly since: number;
  readonly until: number;
  /** How many items the lists had, and how many customers were asked about. */
  readonly listed: number;
  readonly asked: number;
  /** New differences, mended ones too. */
  readonly differences: readonly Difference[];
}

/** A reconciliation as the API shows it, with the first of its differences. */
export function reconciledView(reconciled: Reconciled) {
  const { environment, store, outcome, listed, asked, differences } = reconciled;
  return {
    environment,
    store,
    outcome,
    since: timestamp(reconciled.since),
    until: timestamp(reconciled.until),
    listed,
    asked,
    found: differences.length,
    differences: differences.slice(0, SHOWN_MAX).map(differenceView),
  };
}
