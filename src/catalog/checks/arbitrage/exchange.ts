import type { LimitPeriod } from '../../model.js';
import type { When } from './when.js';

/**
 * How often something can be bought. `once`: its items are owned once; `draw`: until the draw has
 * given what is owned once, which comes after so many draws on average.
 */
export interface BuyingLimit {
  readonly count: number;
  readonly by: 'player' | 'once' | 'draw' | 'stock' | LimitPeriod;
}

/**
 * One way to turn a currency into others: an offer at one of its prices. What a draw gives is its
 * exact expected value, so `times` purchases are taken together to keep whole numbers.
 */
export interface Exchange {
  readonly offer: string;
  /** Key of the sale whose price this is; null: the usual price. */
  readonly sale: string | null;
  readonly currency: string;
  /** Of all `times` purchases. */
  readonly paid: bigint;
  /** By currency, of all `times` purchases; never empty, never zero. */
  readonly gives: ReadonlyMap<string, bigint>;
  readonly times: bigint;
  /** True for what a draw gives in the long run. */
  readonly isAverage: boolean;
  readonly when: When;
  /** Expressions that a buyer has to meet. */
  readonly audiences: readonly string[];
  /** Null: it can be bought without end. */
  readonly limit: BuyingLimit | null;
}
