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

/** The member that makes an answer ours. */
const EXPECTED = { order: 'order', consume: 'consumed', topup: 'status' };

export function createDelivery(account: Account, wallet: WalletGuard): Delivery {
  const { emit, hex, call, options } = account;
  const { source } = options;
  const outbox = createOutbox(account);

  const post = ({ path, key, body, player, kind }: Intent): Promise<Answer<ValueAnswer>> =>
    call({ path, headers: { 'Idempotency-Key': key }, body, expects: EXPECTED[kind] }, player);

  async function deliverAlone(intent: Intent): Promise<Outcome> {
    const { id, kind, key, transaction } = intent;
    const rekey = () => outbox.change(id, (kept) => kept && { ...kept, key: hex(16) });
    let answer = await post(intent);
    // Apple signs a transaction anew when asked again: the same payment with another body. The
    // server credits a payment once whatever key comes with it, so a new key is safe.
    if (answer.status === 'refused' && answer.problem.code === 'idempotency_key_reused')
      answer = await post((transaction && (await rekey())) || intent);
    if (answer.status === 'ok') {
      const { wallet: newest, inventory: items, seq = 0 } = answer.body;
      wallet.accept(newest);
      if (items) emit('inventory', { seq: newest ? newest.seq : seq, items });
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

  return {
    keep,
    deliver,
    async spend(kind, path, body) {
      const opened = await account.open();
      if (opened.status !== 'ok') return opened;
      const key = hex(16);
      const player = opened.body.player.id;
      return deliver(await keep({ id: key, key, kind, path, body, player }));
    },
    async deliverAll() {
      for (const id of Object.keys(await outbox.all())) {
        // Read again: a purchase under way may have settled it since.
        const intent = (await outbox.all())[id];
        if (intent && (!intent.player || intent.player === account.player())) {
          const result = await deliver(intent);
          // Nothing else would arrive either. Other causes may concern this intent alone.
          if (result.status === 'pending' && /^(offline|unauthenticated)$/.test(result.cause))
            break;
        }
      }
      return Object.keys(await outbox.all()).length;
    },
  };
}
