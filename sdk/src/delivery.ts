import type { Account } from './account.js';
import type { Intent, Queue } from './outbox.js';
import type { ClaimResult, Failure } from './results.js';
import type { Price } from './shapes.js';
import {
  type Outcome,
  type ValueAnswer,
  type Verdict,
  verdictOf,
  verdictWithout,
} from './verdict.js';
import type { WalletGuard } from './wallet.js';

/** How long a purchase may wait for a connection unless the game says otherwise. */
const VALID_FOR_MS = 60_000;

export interface Delivery {
  /** Writes an intent down; of two with one id the first stays, and so does its body. */
  keep(intent: Intent): Promise<Intent>;
  /** Sends a kept intent, once at a time, and returns what came of it. */
  deliver(intent: Intent): Promise<Outcome>;
  /** Both, for what the signed-in player spends; throws a `Failure` if nobody can sign in. */
  spend(
    kind: 'order' | 'consume',
    path: string,
    body: unknown,
    validForMs?: number,
    cost?: Price,
  ): Promise<Outcome>;
  /** Sends everything that is kept and may be sent now; returns how much is left. */
  deliverAll(): Promise<number>;
}

export function createDelivery(account: Account, wallet: WalletGuard): Delivery {
  const { emit, secret, vault, options } = account;
  // The device's own clock: whatever is learned of the server's, the difference stays right.
  const { source, now = Date.now } = options;

  /** All kept intents by id, oldest first. */
  async function all(): Promise<Queue> {
    account.seen = (await vault.read<Queue>('queue')) || {};
    return account.seen;
  }

  /**
   * Adds an intent (of two with one id the first stays) or, without one, removes it. Read and
   * written as a whole and alone, so that two tabs do not undo each other's work.
   */
  const change = (id: string, intent?: Intent) =>
    account.exclusive('queue', async () => {
      const queue = await all();
      if (intent) queue[id] = queue[id] || intent;
      else delete queue[id];
      await vault.write('queue', queue);
      emit('queue', { pending: Object.keys(queue).length, durable: vault.durable() });
      return queue[id];
    });

  async function deliverAlone(intent: Intent): Promise<Outcome> {
    const { id, kind, path, body, transaction, player, at, validForMs, cost } = intent;
    // Gems are spent by their owner only; a payment may be sent by anyone.
    if (player && player !== account.player())
      return { status: 'pending', key: id, cause: 'unauthenticated' };
    const headers: Record<string, string> = { 'Idempotency-Key': player ? id : secret(16) };
    // Too late to be carried out: asks only what became of it.
    if (validForMs !== null && Math.abs(now() - at!) > validForMs!)
      headers['Idempotency-Replay-Only'] = 'true';
    let verdict: Verdict;
    try {
      const answer = (await account.call<ValueAnswer>(path, body, 'POST', headers)).body;
      // Before the wallet is taken: what it cost is not to be taken off twice.
      if (cost) delete account.seen[id];
      const { wallet: newest, inventory: items } = answer;
      wallet.accept(newest);
      if (items) emit('inventory', { seq: (newest || answer).seq, items });
      verdict = verdictOf(intent, answer);
    } catch (failure) {
      verdict = verdictWithout(intent, failure as Failure);
    }
    const { fate, result } = verdict;
    try {
      if (fate === 'finish' && transaction && source && source.store === transaction.store)
        await source.finish(transaction);
      if (fate !== 'keep') await change(id);
    } catch {
      // Could not be finished and stays kept: the next flush hears "already credited".
    }
    emit(kind as 'topup', { key: id, result: result as ClaimResult, transaction });
    return result;
  }

  const deliver = (intent: Intent) => account.once(intent.id, () => deliverAlone(intent));

  const keep = (intent: Intent) => change(intent.id, intent) as Promise<Intent>;

  return {
    keep,
    deliver,
    async spend(kind, path, body, validForMs = VALID_FOR_MS, cost) {
      const player = (await account.open()).player.id;
      const at = now();
      return deliver(
        await keep({ id: secret(16), kind, path, body, player, validForMs, at, cost }),
      );
    },
    async deliverAll() {
      for (const id in await all()) {
        // Read again: a purchase under way may have settled it since.
        const intent = (await all())[id];
        if (intent) await deliver(intent);
      }
      return Object.keys(await all()).length;
    },
  };
}
