import { AMOUNT_MAX_PER_OPERATION } from '../../kernel/amount.js';
import type { CurrencyGifts, Item, OfferGrant } from '../model.js';
import { addTimes } from './bundle-content.js';
import { checkHeldQuantity } from './held-quantity.js';
import type { Path, Rules } from './rules.js';
import type { SourceNode } from './source-tree.js';
import { grouped } from './values.js';

/** What something gives: an offer, a coupon, a row of a draw. */
export interface Giving {
  /** Where `grants` and `gives` are members. */
  readonly path: Path;
  readonly grants: readonly OfferGrant[];
  readonly gives: CurrencyGifts;
  /** Nobody gets it any more: what it names has to be there, and that is all. */
  readonly archived: boolean;
}

/** Everything that is given is there and can be held, counted with what bundles open to. */
export function checkGifts(giving: Giving, rules: Rules): void {
  const { path, grants, gives, archived } = giving;
  const { model, bundles, source, faults } = rules;
  const items = new Map<string, number>();
  const currencies = new Map<string, number>(Object.entries(gives));
  let sound = namesEachOnce(giving, rules);
  for (const [index, grant] of grants.entries()) {
    const skuNode = source.node(...path, 'grants', index, 'sku');
    if (!source.declares('items', grant.sku)) {
      faults.of(skuNode, 'unknown_sku', `There is no item “${grant.sku}”.`);
    }
    const item = model.items.get(grant.sku);
    if (!item || archived) continue;
    if (item.archived) {
      faults.of(skuNode, 'archived_sold', `“${grant.sku}” is archived: nobody can get it.`);
      continue;
    }
    checkLevel(grant, item, source.node(...path, 'grants', index), rules);
    if (item.kind !== 'bundle') {
      addTimes(items, new Map([[grant.sku, 1]]), grant.quantity);
      continue;
    }
    const content = bundles.get(grant.sku);
    if (!content) sound = false; // a faulty bundle, which was told
    addTimes(items, content?.items ?? new Map(), grant.quantity);
    addTimes(currencies, content?.gives ?? new Map(), grant.quantity);
  }
  checkCurrencies(giving, currencies, rules);
  if (!sound || archived) return;
  const node = source.node(...path, 'grants');
  for (const [sku, quantity] of items) {
    checkHeldQuantity(model.items.get(sku)!, quantity, node, faults);
  }
}

function namesEachOnce({ path, grants }: Giving, { source, faults }: Rules): boolean {
  const named = new Set<string>();
  for (const [index, { sku }] of grants.entries()) {
    if (named.has(sku)) {
      const node = source.node(...path, 'grants', index, 'sku');
      faults.of(node, 'duplicate_sku', `“${sku}” is given twice.`);
    }
    named.add(sku);
  }
  return named.size === grants.length;
}

function checkLevel(grant: OfferGrant, item: Item, node: SourceNode, { faults }: Rules): void {
  if (grant.level !== null && item.kind !== 'upgrade') {
    faults.of(node, 'level_out_of_range', `“${item.sku}” is no upgrade and has no levels.`);
  }
  if (item.kind !== 'upgrade') return;
  if (grant.level !== null && grant.level > item.levels) {
    faults.of(node, 'level_out_of_range', `“${item.sku}” has ${item.levels} levels.`);
  }
  if (grant.quantity > 1) {
    faults.of(node, 'granted_twice', 'One level of an upgrade is given at a time.');
  }
}

/** `totals`: what is written and what bundles give, by currency. */
function checkCurrencies(
  { path, gives, archived }: Giving,
  totals: ReadonlyMap<string, number>,
  rules: Rules,
): void {
  const { model, source, faults } = rules;
  for (const [code, units] of totals) {
    const own = Object.hasOwn(gives, code);
    const node = own ? source.node(...path, 'gives', code) : source.node(...path, 'grants');
    // What a bundle gives in an unknown currency is told of the bundle.
    if (own && !source.declares('currencies', code)) {
      faults.ofKey(node, 'unknown_currency', `There is no currency “${code}”.`);
    }
    if (archived) continue;
    const cap = model.currencies.get(code)?.cap ?? null;
    if (units > AMOUNT_MAX_PER_OPERATION) {
      const most = grouped(AMOUNT_MAX_PER_OPERATION);
      faults.of(node, 'out_of_range', `This gives more than ${most} “${code}”.`);
    } else if (cap !== null && units > cap) {
      faults.of(node, 'over_cap', `A player can hold ${grouped(cap)} “${code}”.`);
    }
  }
}
