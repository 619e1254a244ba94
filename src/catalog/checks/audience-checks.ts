import type { CheckedCatalog } from './checked-catalog.js';
import { isNobody } from './empty-audience.js';
import { type Finding, finding } from './finding.js';

/** Audiences that nobody can be in, or that nothing names. */
export function checkAudiences({ model }: CheckedCatalog): Finding[] {
  const named = new Set<string | null>();
  for (const things of [model.offers, model.sales, model.promotions, model.coupons]) {
    for (const { audience } of things.values()) named.add(audience);
  }
  return [...model.audiences.values()].flatMap(({ key, expression }) => {
    const findings: Finding[] = [];
    if (isNobody(expression.trim())) {
      const detail = `Nobody can be in “${key}”: “${expression}” is never true.`;
      findings.push(finding('audience_empty', ['audiences', key, 'expression'], detail));
    }
    if (!named.has(key)) {
      const detail = `No offer, sale, promotion or coupon is for “${key}”.`;
      findings.push(finding('audience_unused', ['audiences', key], detail));
    }
    return findings;
  });
}
