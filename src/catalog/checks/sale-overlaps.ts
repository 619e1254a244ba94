import type { Offer, Sale } from '../model.js';
import { saleAmount } from '../offer-price.js';
import { ALWAYS, meeting, type When, whenOf } from './arbitrage/when.js';
import type { CheckedCatalog } from './checked-catalog.js';
import { isNobody } from './empty-audience.js';
import { type Finding, finding } from './finding.js';
import { counted, timeText } from './wording.js';

/** Comparing every sale with every other of an offer must end, however many there are. */
const PAIRS_MAX = 100_000;

interface Overlap {
  readonly left: Sale;
  readonly right: Sale;
  readonly when: When;
  readonly offers: Offer[];
}

/** Pairs of sales that lower the price of one offer at one time, and which of them counts. */
export function checkSaleOverlaps({ model, catalog, now }: CheckedCatalog): Finding[] {
  const overlaps = new Map<string, Overlap>();
  let pairs = 0;
  for (const offer of model.offers.values()) {
    const sales = offer.archived ? [] : [...new Set(catalog.salesByOffer.get(offer.key))];
    for (const [index, left] of sales.entries()) {
      for (const right of sales.slice(index + 1)) {
        pairs += 1;
        if (pairs > PAIRS_MAX) return findingsOf(overlaps, now);
        const key = `${left.key} ${right.key}`;
        const known = overlaps.get(key);
        const when = overlapOf(left, right, offer, now);
        if (when === null || !mayMeet(left, right, model)) continue;
        if (known) known.offers.push(offer);
        else overlaps.set(key, { left, right, when, offers: [offer] });
      }
    }
  }
  return findingsOf(overlaps, now);
}

function overlapOf(left: Sale, right: Sale, offer: Offer, now: number): When | null {
  const both = meeting(whenOf(left), whenOf(right));
  const open = both && meeting(both, whenOf(offer));
  return open && meeting(open, { ...ALWAYS, from: now }) && open;
}

function mayMeet(left: Sale, right: Sale, { audiences }: CheckedCatalog['model']): boolean {
  const [one, other] = [left, right].map(({ audience }) => {
    return audience === null ? null : (audiences.get(audience)?.expression.trim() ?? null);
  });
  const expressions = [one, other].filter((text) => typeof text === 'string');
  if (expressions.some(isNobody)) return false;
  return !(one && other && (one === `!(${other})` || other === `!(${one})`));
}

function findingsOf(overlaps: ReadonlyMap<string, Overlap>, now: number): Finding[] {
  return [...overlaps.values()].map((overlap) => {
    const { left, right, when, offers } = overlap;
    const names = offers.length === 1 ? `“${offers[0]!.key}”` : counted(offers.length, 'offer');
    const detail =
      `The sales “${left.key}” and “${right.key}” overlap on ${names} ${whenText(when, now)}; ` +
      `they never add up: ${verdictOf(overlap)}.`;
    const numbers = { offers: offers.length, first: offers[0]!.key };
    return finding('sales_overlap', ['sales', right.key], detail, numbers);
  });
}

/** By the rule of `Sale`: the higher priority, then the lower price, then the first key. */
function verdictOf({ left, right, offers }: Overlap): string {
  const some = audienceText(left, right);
  if (left.priority !== right.priority) {
    const [first, second] = left.priority > right.priority ? [left, right] : [right, left];
    return `“${first.key}” counts, its priority ${first.priority} is above ${second.priority}${some}`;
  }
  const [first] = offers;
  const list = first!.price.amount;
  const [one, other] = [saleAmount(left, list), saleAmount(right, list)];
  const { currency } = first!.price;
  const which = `on “${first!.key}” ${one} against ${other} ${currency}`;
  if (one === other) {
    const [key] = [left.key, right.key].sort();
    return `“${key}” counts, since its key comes first (${which})${some}`;
  }
  return `the lower price counts, “${(one < other ? left : right).key}” (${which})${some}`;
}

function audienceText(left: Sale, right: Sale): string {
  return left.audience === right.audience ? '' : ', for players who may have both';
}

function whenText({ from, until, clockFrom, clockUntil }: When, now: number): string {
  const parts: string[] = [];
  if (from > now && from > -Infinity) parts.push(`from ${timeText(from, false)}`);
  if (until < Infinity) parts.push(`until ${timeText(until, false)}`);
  if (clockFrom > -Infinity) parts.push(`from ${timeText(clockFrom, true)} of the player’s clock`);
  if (clockUntil < Infinity) {
    parts.push(`until ${timeText(clockUntil, true)} of the player’s clock`);
  }
  return parts.length === 0 ? 'without an end' : parts.join(' ');
}
