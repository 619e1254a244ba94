import type { BuyResult, ConsumeResult, TopUpResult } from '../../../../sdk/src/results.js';
import type { Offer, Product } from '../../../../sdk/src/shapes.js';
import type { FlyingGems } from '../../../page/flying-gems.js';
import * as format from '../../../page/format.js';
import type { Notice, Notices } from '../../../page/notices.js';
import type { PaymentSheet } from '../../../page/payment-sheet.js';
import { isRecovering, watchRecovery } from './recovery.js';
import type { Session } from './session.js';
import { type Store, whileBusy } from './state.js';
import type { Sky } from './weather.js';

export interface Actions {
  /** Opens the payment sheet; `from` is where the gems fly from. */
  topUp(product: Product, from: Element | null): Promise<TopUpResult | undefined>;
  buy(offer: Offer, quiet?: boolean): Promise<BuyResult>;
  drink(): Promise<ConsumeResult | undefined>;
  wear(sku: string | null): void;
  /** The store gives the money of the newest payment back. */
  refund(): Promise<void>;
  /** The live-ops person makes one offer cheaper for a while. */
  sale(offer: string, percent: number, seconds: number): Promise<void>;
}

interface Parts {
  readonly session: Session;
  readonly store: Store;
  readonly sky: Sky;
  readonly notices: Notices;
  readonly sheet: PaymentSheet;
  readonly flyingGems: FlyingGems;
  readonly simulatorUrl: string;
  /** Something good came. */
  readonly cheer: () => void;
  /** A potion was drunk. */
  readonly heal: () => void;
}

export const POTION = 'potion';
/** Long enough to be read by who looked elsewhere; the step of the script keeps it. */
const RECOVERED_MS = 15_000;
type Credited = Extract<TopUpResult, { status: 'credited' | 'already_credited' }>;
export const isCredited = (result: TopUpResult): result is Credited =>
  result.status === 'credited' || result.status === 'already_credited';

export function createActions(parts: Parts): Actions {
  const { session, store, sky, notices, sheet, flyingGems, simulatorUrl, cheer, heal } = parts;
  const { client, stores } = session;
  /** Payments that somebody waits for; every other answer is news about an earlier one. */
  let waiting = 0;

  watchRecovery(store, (gems) => {
    const text = `Recovered purchase: +${format.gems(gems)} gems`;
    notices.show({ tone: 'good', text, shownMs: RECOVERED_MS });
    flyingGems.fly(null);
    cheer();
  });
  client.on('topup', ({ result }) => {
    if (waiting > 0 || result.status !== 'credited') return;
    if (!isRecovering()) notices.show(topUpNotice(result));
    void session.refresh();
  });
  client.on('order', () => void session.refresh());

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
    async topUp(product, from) {
      let result: TopUpResult | undefined;
      await whileBusy(store, product.key, async () => {
        waiting += 1;
        try {
          result = await pay(product);
        } finally {
          sheet.hide();
          // The one who waits and the event hear of it in the same turn.
          setTimeout(() => {
            waiting -= 1;
          });
        }
        notices.show(topUpNotice(result));
        if (isCredited(result)) {
          flyingGems.fly(from);
          cheer();
        }
        await session.refresh();
      });
      return result;
    },
    async buy(offer, quiet = false) {
      const skin = offer.grants[0]?.sku.startsWith('skin.') ? offer.grants[0].sku : null;
      if (skin) store.change({ trying: skin });
      const result = await client.buy(offer);
      const got = result.status === 'completed' || result.status === 'pending';
      if (skin) store.change({ trying: null, ...(got && { equipped: skin }) });
      if (result.status === 'completed') cheer();
      if (!quiet) notices.show(orderNotice(offer, result));
      if (/^(price_changed|offer_unavailable)$/.test(result.status)) await session.refreshCatalog();
      await session.refresh();
      return result;
    },
    async drink() {
      let result: ConsumeResult | undefined;
      await whileBusy(store, POTION, async () => {
        result = await client.consume(POTION);
        if (result.status === 'consumed' || result.status === 'pending') heal();
        else notices.show({ tone: 'info', text: 'There is no potion left.' });
        await session.refresh();
      });
      return result;
    },
    wear: (sku) => store.change({ equipped: sku }),
    async refund() {
      const newest = (await session.sold()).find(({ state }) => state === 'purchased');
      if (!newest) {
        notices.show({ tone: 'info', text: 'Nothing was paid yet that could be given back.' });
        return;
      }
      const path = `/control/purchases/${encodeURIComponent(newest.id)}/refund`;
      await fetch(simulatorUrl + path, { method: 'POST' });
      const text = `The store gave the money of ${newest.productId} back, and tells the service.`;
      notices.show({ tone: 'info', text });
    },
    async sale(offer, percent, seconds) {
      const path = '/demo/sale';
      const made = await client.link.request(path, { offer, percent, seconds });
      if (made.status !== 'ok') {
        notices.show({ tone: 'bad', text: 'There is no sale now.' });
        return;
      }
      sky.change({});
      const text = `Live-ops published: ${percent} % off for ${seconds} seconds.`;
      notices.show({ tone: 'info', text });
      await session.refreshCatalog();
    },
  };
}

function topUpNotice(result: TopUpResult): Notice {
  switch (result.status) {
    case 'credited':
    case 'already_credited':
      return { tone: 'good', text: `+ ${format.gems(result.granted.GEM ?? 0)} gems` };
    case 'cancelled':
      return { tone: 'info', text: 'Cancelled. Nothing was paid.' };
    case 'deferred':
      return { tone: 'info', text: 'Somebody must approve it first.' };
    case 'pending':
      return { tone: 'info', text: 'Paid. The gems are on their way.' };
    case 'offline':
    case 'timeout':
    case 'unavailable':
      return { tone: 'bad', text: 'No connection: the store was not even asked.' };
    default:
      return { tone: 'bad', text: `Not bought: ${result.status}.` };
  }
}

function orderNotice(offer: Offer, result: BuyResult): Notice {
  const { name } = offer;
  switch (result.status) {
    case 'completed':
      return { tone: 'good', text: `${name} · receipt ${format.shortId(result.order.id)}` };
    case 'pending':
      return { tone: 'info', text: `${name} is kept, and sent when the connection is back.` };
    case 'insufficient_balance': {
      const missing = format.gems(result.problem.missing?.amount ?? 0);
      return { tone: 'info', text: `${missing} gems are missing for ${name}.` };
    }
    case 'price_changed': {
      const now = format.gems(result.problem.currentPrice?.amount ?? 0);
      return { tone: 'info', text: `${name} costs ${now} gems now. Nothing was charged.` };
    }
    default:
      return { tone: 'info', text: `${name}: not bought (${result.status}). Nothing was charged.` };
  }
}
