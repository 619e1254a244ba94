import type { FakeTill } from './fake-till.js';
import type { StoreAccounts } from './store-accounts.js';
import type { Act, Watch } from './watch.js';

/** Says that nothing happened and nothing will. */
const NOTHING =
  /^(offline|timeout|unavailable|unauthenticated|refused|cancelled|not_allowed|store_error)$/;
/** Leaves open what will be; a plug-in that threw may have taken money. */
const OPEN = /^(pending|deferred)$/;

interface Ending {
  readonly watch: Watch;
  readonly till: FakeTill;
  readonly stores: StoreAccounts;
}

/** What was said to the player against what is in the books, when all is settled. */
export function lies({ watch, till, stores }: Ending): string[] {
  const found: string[] = [];
  const payments = [...stores.payments.values()];
  const happened = (act: Act): number => {
    if (act.what === 'buy') return till.orders.filter(({ offer }) => offer === act.tag).length;
    if (act.what === 'consume') return till.used.filter((sku) => sku === act.tag).length;
    return payments.filter(({ productId, waits }) => productId === act.tag && !waits).length;
  };
  for (const act of watch.acts.values()) {
    const times = happened(act);
    const { said, what, tag } = act;
    if (times > 1) found.push(`doubled: ${tag} happened ${times} times`);
    if (said === undefined || OPEN.test(said)) continue;
    const done =
      what === 'topUp'
        ? /^(credited|already_credited|rejected|store_error_after_payment)$/.test(said)
        : /^(completed|consumed)$/.test(said);
    if (done && times === 0) found.push(`dishonest: ${tag} was said to be ${said} and is not`);
    if (!done && times > 0 && (what !== 'topUp' || NOTHING.test(said)))
      found.push(`dishonest: ${tag} was said to be ${said} and happened`);
  }
  return found;
}

/** What was paid against what was credited, when all is settled. */
export function losses({ watch, till, stores }: Ending): string[] {
  const found: string[] = [];
  for (const payment of stores.payments.values()) {
    const buyer = watch.acts.get(payment.productId)?.player;
    if (buyer && payment.accountToken !== `token of ${buyer}`)
      found.push(`foreign: ${payment.id} was paid by ${buyer} for another player`);
    const { id, accountToken, finished, refunded, waits } = payment;
    const owner = accountToken.slice('token of '.length);
    const credited = till.credited.get(id);
    if (waits || till.erased.has(owner)) continue;
    if (credited && credited !== owner) found.push(`lost: ${id} went to another player`);
    if (!credited && !refunded) found.push(`lost: ${id} was paid and not credited`);
    if (!finished) found.push(`stuck: ${id} is not finished in the store`);
  }
  return found;
}
