import type { Client } from '../../../sdk/src/client.js';
import type { Failure } from '../../../sdk/src/results.js';
import type { Catalog, Order } from '../../../sdk/src/shapes.js';
import { createFlip } from '../../page/flip.js';
import { serverNow } from '../../page/server-clock.js';
import type { SimulatorDesk } from './simulator-desk.js';
import type { Phase, Store } from './state.js';

export interface Refresh {
  /** Signs in and fills the shop; says in the state why it cannot. */
  open(): Promise<void>;
  /** What a purchase changes: wallet, inventory, entries, orders. */
  player(): Promise<void>;
  /** What live-ops change. */
  catalog(): Promise<void>;
  /** Sends what waits, and looks for payments that were approved meanwhile. */
  resume(): Promise<void>;
}

const OUT = /^(offline|timeout|unavailable)$/;

export function createRefresh(client: Client, store: Store, desk: SimulatorDesk): Refresh {
  const flip = createFlip(() => catalog(), serverNow);

  function heard(failure: Failure | { status: 'ok' | 'flushed' | 'signed_in' }): void {
    const connected = !OUT.test(failure.status);
    if (connected !== store.current.connected) store.change({ connected });
  }

  /** Fresh, or at most a minute old: so a publish that nobody announced is seen as well. */
  async function catalog(fresh = true): Promise<Failure | undefined> {
    const answer = await client.catalog.get({ fresh });
    if (answer.status !== 'ok') return answer;
    heard(answer.stale ? { status: 'offline' } : answer);
    const shown = answer.catalog as Catalog;
    store.change({ catalog: shown });
    flip.expect(shown.nextChangeAt);
  }

  async function player(): Promise<void> {
    const [wallet, inventory, entries, orders, awaitedPayments] = await Promise.all([
      client.wallet.get(),
      client.inventory.get(),
      client.entries({ limit: 30 }),
      client.orders({ limit: 200 }),
      desk.awaited(),
    ]);
    heard(wallet);
    const known = store.current;
    const newer = inventory.status === 'ok' && inventory.inventory.seq >= known.inventorySeq;
    store.change({
      awaitedPayments,
      ...(wallet.status === 'ok' && { wallet: client.wallet.current ?? wallet.wallet }),
      ...(newer && {
        inventory: inventory.inventory.items,
        inventorySeq: inventory.inventory.seq,
      }),
      ...(entries.status === 'ok' && { entries: entries.data }),
      ...(orders.status === 'ok' && { bought: unitsByOffer(orders.data) }),
    });
  }

  async function open(): Promise<void> {
    if (!store.current.catalog) store.change({ phase: 'loading', failure: undefined });
    const started = await client.start();
    const failure = started.status === 'signed_in' ? await catalog() : started;
    if (failure) {
      heard(failure);
      store.change(closedBy(failure));
      return;
    }
    await player();
    store.change({ phase: 'open', failure: undefined });
  }

  return {
    open,
    player,
    async catalog() {
      await catalog();
    },
    async resume() {
      flip.look();
      const flushed = await client.flush();
      heard(flushed);
      await catalog(false);
      await player();
    },
  };
}

function unitsByOffer(orders: readonly Order[]): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { offer, quantity } of orders) units[offer] = (units[offer] ?? 0) + quantity;
  return units;
}

function closedBy(failure: Failure): {
  phase: Phase;
  failure?: { text: string; requestId?: string };
} {
  if (OUT.test(failure.status)) return { phase: 'unreachable' };
  if (failure.status !== 'refused') {
    const text = 'code' in failure ? failure.code : failure.status;
    return { phase: 'failed', failure: { text } };
  }
  const { code, title, requestId } = failure.problem;
  if (code === 'no_catalog') return { phase: 'no_catalog' };
  return { phase: 'failed', failure: { text: title ?? code, requestId } };
}
