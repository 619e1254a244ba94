import { checkAudience, type Rules } from './rules.js';

/**
 * The offers of a sale are there. An archived one may stay in it: it is not sold, so the sale does
 * nothing to it, and whoever archives an offer need not look for sales first.
 */
export function checkSales(rules: Rules): void {
  const { model, source, faults } = rules;
  for (const { key, offers, price, audience } of model.sales.values()) {
    checkAudience(audience, ['sales', key], rules);
    for (const [index, offer] of offers.entries()) {
      const node = source.node('sales', key, 'offers', index);
      if (!source.declares('offers', offer)) {
        faults.of(node, 'unknown_offer', `There is no offer “${offer}”.`);
      } else if (price !== null && model.offers.get(offer)?.levelPrices) {
        const message = `“${offer}” has a price per level: write a percentage instead.`;
        faults.of(node, 'level_prices', message);
      }
    }
  }
}
