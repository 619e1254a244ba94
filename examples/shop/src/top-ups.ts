import type { Client } from '../../../sdk/src/client.js';
import type { TopUpResult } from '../../../sdk/src/results.js';
import type { Product } from '../../../sdk/src/shapes.js';
import type { BothStores } from '../../page/both-stores.js';
import type { FlyingGems } from '../../page/flying-gems.js';
import * as format from '../../page/format.js';
import type { Notice, Notices } from '../../page/notices.js';
import type { PaymentSheet } from '../../page/payment-sheet.js';
import { failureNotice } from './purchases.js';
import type { Refresh } from './refresh.js';
import { type Store, whileBusy } from './state.js';
import { rememberTold } from './told.js';
import { words } from './words/words.js';

interface Parts {
  readonly client: Client;
  readonly stores: BothStores;
  readonly store: Store;
  readonly refresh: Refresh;
  readonly notices: Notices;
  readonly sheet: PaymentSheet;
  readonly flyingGems: FlyingGems;
}

export interface TopUps {
  /** Opens the payment sheet; `from` is where the gems fly from. */
  topUp(product: Product, from: Element): Promise<void>;
}

export function createTopUps(parts: Parts): TopUps {
  const { client, stores, store, refresh, notices, sheet, flyingGems } = parts;
  /** Results that a player waited for; every other one is news about an earlier payment. */
  const awaited = new WeakSet<TopUpResult>();

  client.on('topup', ({ result, transaction, key }) => {
    const name = transaction?.transactionId ?? key;
    // The one who waits hears the same object within this turn of the event loop.
    setTimeout(() => {
      if (!isCredited(result)) return;
      const told = name !== undefined && rememberTold(name);
      if (awaited.has(result) || (told && result.status === 'already_credited')) return;
      const amount = format.gems(result.granted.GEM ?? 0);
      notices.show({
        tone: 'good',
        text: words.recovered(amount),
        shownMs: Number.POSITIVE_INFINITY,
      });
      flyingGems.fly(null);
      void refresh.player();
    }, 30);
  });

  async function pay(product: Product): Promise<TopUpResult> {
    for (;;) {
      stores.choose(sheet.store);
      sheet.show(product);
      const result = await client.topUp(product);
      // Another store is another source: the sheet stays open while it is asked instead.
      if (result.status !== 'cancelled' || !sheet.takeSwitch()) return result;
    }
  }

  return {
    topUp: (product, from) =>
      whileBusy(store, product.key, async () => {
        const result = await pay(product);
        awaited.add(result);
        sheet.hide();
        notices.show(noticeOf(result));
        if (isCredited(result)) flyingGems.fly(from);
        // Not awaited: whoever cancelled may want to open the sheet again at once.
        void refresh.player();
      }),
  };
}

type Credited = Extract<TopUpResult, { status: 'credited' | 'already_credited' }>;

const isCredited = (result: TopUpResult): result is Credited =>
  result.status === 'credited' || result.status === 'already_credited';

function noticeOf(result: TopUpResult): Notice {
  switch (result.status) {
    case 'credited':
    case 'already_credited':
      return { tone: 'good', text: words.credited(format.gems(result.granted.GEM ?? 0)) };
    case 'deferred':
      return { tone: 'info', text: words.awaited };
    case 'pending': {
      const text = result.cause === 'pending' ? words.awaited : words.onItsWay;
      return { tone: 'info', text };
    }
    case 'cancelled':
      return { tone: 'info', text: words.cancelled };
    case 'not_allowed': {
      const { reason } = result.check;
      return { tone: 'info', text: reason === 'spending_limit' ? words.ownLimit : words.notSold };
    }
    case 'store_error':
      return { tone: 'bad', text: words.storeClosed };
    case 'rejected': {
      const detail = result.problem?.title;
      const text = detail ? `${words.rejected} ${detail}.` : words.rejected;
      return { tone: 'bad', text, requestId: result.problem?.requestId };
    }
    default:
      return failureNotice(result);
  }
}
