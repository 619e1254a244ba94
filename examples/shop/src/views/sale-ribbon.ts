import type { Offer } from '../../../../sdk/src/shapes.js';
import { element, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import { serverNow } from '../../../page/server-clock.js';
import { words } from '../words/words.js';

export interface SaleRibbon {
  readonly ribbon: HTMLElement;
  update(offer: Offer): void;
  /** The time that is left, anew. */
  tick(): void;
}

/** The sale's name, how much it takes off, and how long it lasts. */
export function saleRibbon(): SaleRibbon {
  const percent = element('strong');
  const name = element('span');
  const left = element('time');
  const ribbon = element('p', { class: 'offer-sale', 'data-testid': 'sale' }, percent, name, left);
  let endsAt: string | null = null;

  function tick(): void {
    const rest = endsAt === null ? 0 : Date.parse(endsAt) - serverNow();
    say(left, rest > 0 ? words.timeLeft(format.duration(rest)) : '');
  }

  return {
    ribbon,
    tick,
    update({ sale, price, listPrice }) {
      ribbon.hidden = !sale || !listPrice;
      endsAt = sale?.endsAt ?? null;
      if (!sale || !listPrice) return;
      // Rounded towards zero: nobody is promised more than the price tells.
      const off = Math.floor((1 - price.amount / listPrice.amount) * 100 + 1e-9);
      say(percent, off > 0 ? `−${format.gems(off)} %` : '');
      say(name, sale.name);
      if (endsAt) left.dateTime = endsAt;
      tick();
    },
  };
}
