import type { AdminCatalog } from './admin-catalog.js';
import type { Order } from './arguments.js';

/** What an action works with. */
export interface Desk {
  readonly order: Order;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Opens the way to the title's catalog; once, however often it is asked for. */
  readonly connect: () => Promise<AdminCatalog>;
}
