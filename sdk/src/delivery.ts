import type { Account } from './account.js';
import type { Answer } from './http.js';
import { createOutbox, type Intent } from './outbox.js';
import type { ClaimResult, Failure } from './results.js';
import { judge, type Outcome, type ValueAnswer } from './verdict.js';
import type { WalletGuard } from './wallet.js';

export interface Delivery {
  /** Writes an intent down; of two with one id the first stays, and so does its body. */
  keep(intent: Intent): Promise<Intent>;
  /** Sends a kept intent, once at a time, and returns what came of it. */
  deliver(intent: Intent): Promise<Outcome>;
  /** Both, for what the signed-in player spends; a `Failure` if nobody can sign in. */
  spend(kind: 'order' | 'consume', path: string, body: unknown): Promise<Outcome | Failure>;
  /** Sends everything that is kept and may be sent now; returns how much is left. */
  deliverAll(): Promise<number>;
}

export function createDelivery(account: Account, wallet: WalletGuard): Delivery {
  const { emit, hex, call, options } = account;
  const { source } = options;
  const outbox = createOutbox(account);

  async function deliverAlone(intent: Intent): Promise<Outcome> {
    const { id, kind, path, key, body, transaction } = intent;
    const rekey = () => outbox.change(id, (kept) => kept && { ...kept, key: hex(16) });
    const answer: Answer<ValueAnswer> = await call({
      path,
      headers: { 'Idempotency-Key': key },
      body,
    });
    if (answer.status === 'ok') {
      const { wallet: newest, inventory: items } = answer.body;
      wallet.accept(newest);
      if (items) emit('inventory', { seq: (newest || answer.body).seq, items });
    }
    const { result, fate } = judge(intent, answer);
    try {
      if (fate === 'finish' && transaction && source && source.store === transaction.store)
        await source.finish(transaction);
      if (fate === 'ask_again') await rekey();
      else if (fate !== 'keep') await outbox.change(id, () => undefined);
    } catch {
      // Could not be finished and stays kept: the next flush hears "already credited".
    }
    emit(kind as 'topup', { key, result: result as ClaimResult, transaction });
    return result;
  }

  const deliver = (intent: Intent) => account.once(intent.id, () => deliverAlone(intent));

  const keep = (intent: Intent) =>
    outbox.change(intent.id, (kept) => kept || intent) as Promise<Intent>;

  /** Gems are spent by their owner only; a payment may be sent by anyone. */
  const mine = ({ player }: Intent) => !player || player === account.player();

  return {
    keep,
    deliver,
    async spend(kind, path, body) {
      const opened = await account.open();
      if (opened.status !== 'ok') return opened;
      const key = hex(16);
      const player = opened.body.player.id;
      const intent = await keep({ id: key, key, kind, path, body, player });
      return mine(intent) ? deliver(intent) : { status: 'pending', key, cause: 'unauthenticated' };
    },
    async deliverAll() {
      for (const id of Object.keys(await outbox.all())) {
        // Read again: a purchase under way may have settled it since.
        const intent = (await outbox.all())[id];
        if (intent && mine(intent)) await deliver(intent);
      }
      return Object.keys(await outbox.all()).length;
    },
  };
}
