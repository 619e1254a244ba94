import type { Client } from '../../../sdk/src/client.js';
import type { BuyResult, ConsumeResult, Failure } from '../../../sdk/src/results.js';
import type { Item, Offer, Price } from '../../../sdk/src/shapes.js';
import * as format from '../../page/format.js';
import type { Notice, Notices } from '../../page/notices.js';
import { levelsOf, mainItem } from '../../page/offer-state.js';
import { amountText, giftText } from './coins.js';
import type { Refresh } from './refresh.js';
import { type Store, whileBusy } from './state.js';
import { words } from './words/words.js';

export interface Purchases {
  buy(offer: Offer): Promise<void>;
  use(item: Pick<Item, 'sku' | 'name'>): Promise<void>;
  wear(sku: string | null): void;
}

/** What an order of a draw answers besides. */
interface BuyAnswer {
  readonly draws?: readonly { readonly entry: string }[];
}

interface Parts {
  readonly client: Client;
  readonly store: Store;
  readonly refresh: Refresh;
  readonly notices: Notices;
  /** Brings the gem packs into view, with the keyboard's focus. */
  readonly showPacks: () => void;
}

/** A failure in words; nothing of value moved. */
export function failureNotice(failure: Failure): Notice {
  if (failure.status === 'refused') {
    const { title, code, requestId } = failure.problem;
    return { tone: 'bad', text: `${title ?? code}. ${words.failed}`, requestId };
  }
  if (failure.status === 'unauthenticated')
    return { tone: 'bad', text: words.failed, requestId: failure.code };
  return { tone: 'bad', text: words.offlineFailed };
}

export function createPurchases({ client, store, refresh, notices, showPacks }: Parts): Purchases {
  function notEnough(offer: Offer, missing: number): Notice {
    const { currency } = offer.price;
    if (currency !== 'GEM') {
      const text = words.notEnoughOf(amountText(store.current, currency, missing));
      return { tone: 'info', text };
    }
    const text = words.notEnough(format.gems(missing));
    return { tone: 'info', text, action: { label: words.seePacks, run: showPacks } };
  }

  function noticeOf(offer: Offer, result: BuyResult): Notice {
    if (result.status === 'completed') return boughtNotice(offer, result as BuyAnswer);
    if (result.status === 'insufficient_balance')
      return notEnough(offer, result.problem.missing?.amount ?? 0);
    const known = refusalText(offer.name, result, (price) =>
      amountText(store.current, price.currency, price.amount),
    );
    if (known) return known;
    // A 409 of a newer server has a status that this page does not know, and a problem.
    if ('problem' in result) return failureNotice({ status: 'refused', problem: result.problem });
    return failureNotice(result as Failure);
  }

  function boughtNotice(offer: Offer, { draws = [] }: BuyAnswer): Notice {
    const drawn = offer.draw?.entries.find(({ key }) => key === draws[0]?.entry);
    if (drawn) {
      const list = giftText(store.current, drawn.grants, drawn.gives);
      return { tone: 'good', text: words.drew(list) };
    }
    const levels = levelsOf(store.current, offer);
    const item = mainItem(store.current, offer);
    const text =
      levels && item ? words.sharpened(item.name, levels.next) : words.bought(offer.name);
    return { tone: 'good', text };
  }

  return {
    async buy(offer) {
      const have = store.current.wallet?.balances[offer.price.currency]?.total ?? 0;
      // Known to be too little: a question that can only be refused is not asked.
      if (have < offer.price.amount) {
        notices.show(notEnough(offer, offer.price.amount - have));
        return;
      }
      await whileBusy(store, offer.key, async () => {
        const result = await client.buy(offer);
        notices.show(noticeOf(offer, result));
        if (/^(price_changed|offer_unavailable|no_catalog)$/.test(result.status))
          await refresh.catalog();
        await refresh.player();
      });
    },
    async use({ sku, name }) {
      await whileBusy(store, sku, async () => {
        const result = await client.consume(sku);
        if (result.status === 'consumed') document.dispatchEvent(new CustomEvent('pip-cheers'));
        notices.show(usedNotice(name, result));
        await refresh.player();
      });
    },
    wear: (sku) => store.change({ equipped: sku }),
  };
}

/** The refusals that a shop knows by name; undefined for every other result. */
function refusalText(
  name: string,
  result: BuyResult,
  priceText: (price: Price) => string,
): Notice | undefined {
  const info = (text: string): Notice => ({ tone: 'info', text });
  switch (result.status) {
    case 'price_changed': {
      const price = result.problem.currentPrice;
      return info(words.priceChanged(name, price ? priceText(price) : '?'));
    }
    case 'offer_unavailable':
    case 'no_catalog':
      return info(words.gone(name));
    case 'limit_reached':
      return info(words.limitSaid(name));
    case 'already_owned':
      return info(words.ownedSaid(name));
    case 'level_out_of_order':
      return info(words.levelSaid);
    case 'intent_expired':
      return info(words.tooLate(name));
    case 'stack_full':
      return info(words.stackFull(name));
    case 'pending':
      return info(words.onItsWay);
    default:
      return undefined;
  }
}

function usedNotice(name: string, result: ConsumeResult): Notice {
  switch (result.status) {
    case 'consumed':
      return { tone: 'good', text: words.used(name) };
    case 'pending':
      return { tone: 'info', text: words.onItsWay };
    case 'insufficient_items':
    case 'item_not_consumable':
    case 'intent_expired':
      return failureNotice({ status: 'refused', problem: result.problem });
    default:
      return failureNotice(result);
  }
}
