import type { Offer } from '../model.js';
import { checkGifts } from './gift-rules.js';
import { checkAudience, type Path, type Rules } from './rules.js';
import { grouped } from './values.js';

/**
 * What offers say about other things: each can be paid, and what it gives can be held. Of an
 * archived offer only what it names has to be there, so that what it once sold stays known while
 * everything else moves on.
 */
export function checkOffers(rules: Rules): void {
  for (const offer of rules.model.offers.values()) {
    const path: Path = ['offers', offer.key];
    checkPrice(offer, rules);
    checkGifts({ ...offer, path }, rules);
    checkAudience(offer.audience, path, rules);
    checkRequires(offer, rules);
    checkDraw(offer, rules);
    if (!offer.archived) checkLevelPrices(offer, rules);
  }
}

function checkPrice(offer: Offer, { model, source, faults }: Rules): void {
  const { key, price, levelPrices, archived } = offer;
  const node = source.node('offers', key, 'price');
  const cap = model.currencies.get(price.currency)?.cap ?? null;
  if (!source.declares('currencies', price.currency)) {
    const code = source.node('offers', key, 'price', 'currency');
    faults.of(code, 'unknown_currency', `There is no currency “${price.currency}”.`);
  }
  const dearest = Math.max(price.amount, ...(levelPrices ?? []));
  if (cap !== null && dearest > cap && !archived) {
    const message = `Nobody can pay this: a player can hold ${grouped(cap)} “${price.currency}”.`;
    faults.of(node, 'over_cap', message);
  }
}

function checkRequires({ key, requires, archived }: Offer, { model, source, faults }: Rules): void {
  for (const [index, sku] of requires.entries()) {
    const node = source.node('offers', key, 'requires', index);
    if (!source.declares('items', sku)) {
      faults.of(node, 'unknown_sku', `There is no item “${sku}”.`);
    } else if (model.items.get(sku)?.kind === 'bundle' && !archived) {
      faults.of(node, 'not_grantable', 'Nobody owns a bundle: require one of its parts.');
    }
  }
}

function checkDraw({ key, draw, archived }: Offer, { model, source, faults }: Rules): void {
  if (draw === null) return;
  const node = source.node('offers', key, 'draw');
  if (!source.declares('draws', draw)) {
    faults.of(node, 'unknown_draw', `There is no draw “${draw}”.`);
  } else if (model.draws.get(draw)?.archived && !archived) {
    faults.of(node, 'archived_sold', `“${draw}” is archived: nobody can play it.`);
  }
}

function checkLevelPrices({ key, grants, levelPrices }: Offer, rules: Rules): void {
  if (levelPrices === null) return;
  const { model, source, faults } = rules;
  const node = source.node('offers', key, 'price', 'levels');
  const [grant, ...others] = grants;
  const item = model.items.get(grant?.sku ?? '');
  if (grant && !item) return; // unknown or faulty, which was told
  if (item?.kind !== 'upgrade' || others.length > 0 || grant?.level !== null) {
    const message = 'Only an offer of the next level of one upgrade has a price per level.';
    faults.of(node, 'level_prices', message);
  } else if (item.levels !== levelPrices.length) {
    const message = `Write ${item.levels} prices: so many levels has “${item.sku}”.`;
    faults.of(node, 'level_prices', message);
  }
}
