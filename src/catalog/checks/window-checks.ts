import type { Window } from '../model.js';
import { ALWAYS, meeting, whenOf } from './arbitrage/when.js';
import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';
import { timeText } from './wording.js';

const SECTIONS = {
  offers: 'offer',
  sales: 'sale',
  promotions: 'promotion',
  coupons: 'coupon',
} as const;

/** What has ended, in every zone. A window that ends before it begins cannot even be read. */
export function checkWindows({ model, now }: CheckedCatalog): Finding[] {
  const findings: Finding[] = [];
  for (const [section, thing] of Object.entries(SECTIONS)) {
    const things = model[section as keyof typeof SECTIONS];
    for (const [key, one] of things as ReadonlyMap<string, Window & { archived?: boolean }>) {
      if (one.archived === true || !hasEnded(one, now)) continue;
      const { zone } = one;
      const where =
        zone === null ? '' : zone === 'player' ? ' of every player’s clock' : ` in ${zone}`;
      const end = `${timeText(one.endsAt!, zone !== null)}${where}`;
      const detail = `The ${thing} “${key}” ended at ${end}: archive or remove it.`;
      findings.push(finding('window_past', [section, key, 'endsAt'], detail, { endedAt: end }));
    }
  }
  return findings;
}

/** True when it holds for nobody from now on. */
export function hasEnded(window: Window, now: number): boolean {
  return window.endsAt !== null && meeting(whenOf(window), { ...ALWAYS, from: now }) === null;
}
