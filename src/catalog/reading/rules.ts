import type { CatalogModel } from '../model.js';
import type { BundleContent } from './bundle-content.js';
import type { CatalogSource, Section } from './catalog-source.js';
import type { Faults } from './source-tree.js';

/** What the rules across things look at, and where they tell what is wrong. */
export interface Rules {
  readonly model: CatalogModel;
  /** What each bundle opens to; one that is faulty is not here. */
  readonly bundles: ReadonlyMap<string, BundleContent>;
  readonly source: CatalogSource;
  readonly faults: Faults;
}

export type Path = readonly [Section, ...(string | number)[]];

/** Tells when an audience is named that is not there. */
export function checkAudience(audience: string | null, path: Path, rules: Rules): void {
  if (audience === null || rules.source.declares('audiences', audience)) return;
  const node = rules.source.node(...path, 'audience');
  rules.faults.of(node, 'unknown_audience', `There is no audience “${audience}”.`);
}
