import type { Device } from './device.js';
import type { StoreTransaction } from './source.js';

/** A POST that moves value: written down before it is first sent, kept until it is answered. */
export interface Intent {
  /** Two intents with one id are one. */
  readonly id: string;
  /** The idempotency key; the same for every repeat. */
  readonly key: string;
  readonly kind: 'order' | 'consume' | 'topup';
  readonly path: string;
  readonly body: unknown;
  /** Whose gems it spends. A payment has none: it belongs to the owner that its proof names. */
  readonly player?: string;
  /** What to finish in the store once the server has it. */
  readonly transaction?: StoreTransaction;
}

type Queue = Record<string, Intent>;

export interface Outbox {
  /** All kept intents by id, oldest first. */
  all(): Promise<Queue>;
  /** Replaces the intent with this id, adds it, or (with undefined) removes it. */
  change(
    id: string,
    edit: (kept: Intent | undefined) => Intent | undefined,
  ): Promise<Intent | undefined>;
}

export function createOutbox({ vault, exclusive, emit }: Device): Outbox {
  const all = async (): Promise<Queue> => ({ ...(await vault.read<Queue>('queue')) });
  return {
    all,
    // Read and written as a whole and alone, so that two tabs do not undo each other's work.
    change: (id, edit) =>
      exclusive('queue', async () => {
        const queue = await all();
        const intent = edit(queue[id]);
        if (intent) queue[id] = intent;
        else delete queue[id];
        await vault.write('queue', queue);
        emit('queue', { pending: Object.keys(queue).length, durable: vault.durable() });
        return intent;
      }),
  };
}
