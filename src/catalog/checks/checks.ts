import type { CatalogVersionId } from '../../kernel/id.js';
import type { CatalogModel } from '../model.js';
import { publishedCatalog } from '../published-catalog.js';
import { checkArbitrage } from './arbitrage/arbitrage.js';
import { checkAudiences } from './audience-checks.js';
import { checkBundlePrices } from './bundle-prices.js';
import type { CatalogHistory, CheckedCatalog } from './checked-catalog.js';
import { type Finding, type FindingCode, finding } from './finding.js';
import { checkLimits } from './limit-checks.js';
import { checkLocales } from './locale-checks.js';
import { checkPackRemainders } from './pack-remainders.js';
import { checkPrices } from './price-checks.js';
import { checkReachability } from './reachability.js';
import { checkSaleOverlaps } from './sale-overlaps.js';
import { checkStoreIds } from './store-id-checks.js';
import { checkWindows } from './window-checks.js';
import { grouped } from './wording.js';

/** Of one code; a person mends a few and looks again. */
export const FINDINGS_MAX = 200;
/** The draft has no version yet, and no check looks at one. */
const NO_VERSION = 'catalog_00000000000000000000000000' as CatalogVersionId;

const CHECKS: readonly ((checked: CheckedCatalog) => Finding[])[] = [
  checkPrices,
  checkStoreIds,
  checkArbitrage,
  checkBundlePrices,
  checkSaleOverlaps,
  checkPackRemainders,
  checkLocales,
  checkReachability,
  checkWindows,
  checkAudiences,
  checkLimits,
];

/**
 * All that is wrong with a catalog that can be read, or looks so: errors first, then by place. Pure
 * and total: the same catalog at the same time with the same history has the same findings.
 */
export function checkCatalog(
  model: CatalogModel,
  { now, history }: { readonly now: number; readonly history: CatalogHistory },
): Finding[] {
  const catalog = publishedCatalog(NO_VERSION, model);
  const checked = { model, catalog, now, history };
  const findings = CHECKS.flatMap((check) => check(checked));
  return bounded(findings.sort(byWeight));
}

function byWeight(left: Finding, right: Finding): number {
  if (left.severity !== right.severity) return left.severity === 'error' ? -1 : 1;
  if (left.pointer !== right.pointer) return left.pointer < right.pointer ? -1 : 1;
  return left.code < right.code ? -1 : left.code > right.code ? 1 : 0;
}

/** Keeps the first of each code and tells how many more there are. */
function bounded(findings: readonly Finding[]): Finding[] {
  const counts = new Map<FindingCode, number>();
  const kept = findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= FINDINGS_MAX;
  });
  for (const [code, count] of counts) {
    if (count <= FINDINGS_MAX) continue;
    const more = count - FINDINGS_MAX;
    const detail = `There are ${grouped(more)} more of “${code}”.`;
    kept.push(finding(code, [], detail, { more }));
  }
  return kept;
}
