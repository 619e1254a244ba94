import { checkGifts } from './gift-rules.js';
import { checkAudience, type Path, type Rules } from './rules.js';

/** The products and currencies of promotions are there, and a player can hold what is given. */
export function checkPromotions(rules: Rules): void {
  const { model, source, faults } = rules;
  for (const { key, products, gives, audience } of model.promotions.values()) {
    const path: Path = ['promotions', key];
    checkAudience(audience, path, rules);
    checkGifts({ path, grants: [], gives, archived: false }, rules);
    for (const [index, product] of products.entries()) {
      if (source.declares('products', product)) continue;
      const node = source.node('promotions', key, 'products', index);
      faults.of(node, 'unknown_product', `There is no product “${product}”.`);
    }
  }
}

/** What coupons give is there and can be held. */
export function checkCoupons(rules: Rules): void {
  for (const coupon of rules.model.coupons.values()) {
    const path: Path = ['coupons', coupon.key];
    checkAudience(coupon.audience, path, rules);
    checkGifts({ ...coupon, path }, rules);
  }
}
