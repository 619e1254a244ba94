import type { CheckedCatalog } from '../checked-catalog.js';
import { type Finding, finding } from '../finding.js';
import { grouped } from '../wording.js';
import type { Exchange } from './exchange.js';
import { exchangesOf } from './exchanges.js';
import { type Gain, mostOf } from './gain.js';
import { gainsOf } from './gain-search.js';
import { amountText, basketText, fractionText, linkText, riseText } from './gain-wording.js';
import { CURRENCIES_MAX } from './growth.js';

const LOOPS_MAX = 20;
const LIMITED_MAX = 50;

/**
 * Loops that give more of a currency than they take: an error where they can be gone through again
 * and again, a warning with the most that they bring where they end by themselves.
 */
export function checkArbitrage({ catalog, now }: CheckedCatalog): Finding[] {
  const { currencies } = catalog.model;
  const premium = [...currencies.values()].filter(({ kind }) => kind === 'premium');
  const prefers = [...premium.map(({ code }) => code), ...currencies.keys()];
  const exchanges = exchangesOf(catalog);
  const endless = exchanges.filter(({ limit }) => limit === null);
  const loops = gainsOf(endless, { prefers, now, most: LOOPS_MAX });
  const told = new Set(
    loops.gains.flatMap(({ links }) => links.map((link) => link.exchange.offer)),
  );
  const rest = exchanges.filter(({ offer }) => !told.has(offer));
  const findings = loops.gains.map(endlessFinding);
  if (!loops.isComplete) return [...findings, uncheckedFinding(loops.gains.length)];
  const limited = gainsOf(rest, { prefers, now, most: LIMITED_MAX });
  findings.push(...limited.gains.map(limitedFinding));
  return limited.isComplete ? findings : [...findings, uncheckedFinding(limited.gains.length)];
}

function endlessFinding(gain: Gain): Finding {
  const detail = `Gems without end: ${wayText(gain)}.`;
  return finding('arbitrage', placeOf(gain), detail, numbersOf(gain));
}

function limitedFinding(gain: Gain): Finding {
  const most = mostOf(gain);
  if (most === null) return endlessFinding(gain); // it came up only beside limited ones
  const amounts = new Map(most.besides);
  if (most.amount > 0n) amounts.set(gain.currency, most.amount);
  const brought = basketText(amounts);
  const ending = `At most ${brought || 'less than 1'} ${limitText(most.limiting)}`;
  return finding(
    'limited_gain',
    placeOf(gain),
    `A gain with an end: ${wayText(gain)}. ${ending}.`,
    {
      ...numbersOf(gain),
      most: brought,
    },
  );
}

function wayText(gain: Gain): string {
  const { links, currency, paid, back, factor, besides } = gain;
  const chain = links.map(({ exchange }) => linkText(exchange)).join(' → ');
  const given = `${amountText(paid)} ${currency}`;
  const more = basketText(besides);
  if (factor.over === factor.under) return `${chain}: ${given} come back whole, with ${more}`;
  const beside = more === '' ? '' : `, with ${more}`;
  const rise = `${riseText(factor)}${beside}`;
  return `${chain}: ${given} come back as ${amountText(back)} ${currency}, ${rise}`;
}

function limitText({ offer, limit }: Exchange): string {
  const { count, by } = limit!;
  if (by === 'stock') return `for all players together, since ${count} of “${offer}” are sold`;
  if (by === 'player') return `for each player, who may buy “${offer}” ${times(count)}`;
  if (by === 'draw') return `for each player, who draws all of “${offer}” in ${times(count)} or so`;
  if (by === 'once') return `for each player, since “${offer}” can be owned ${times(count)}`;
  return `for each player and ${by}, since “${offer}” may be bought ${times(count)} a ${by}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${grouped(count)} times`;
}

function placeOf({ links: [first] }: Gain): string[] {
  return ['offers', first!.exchange.offer];
}

function numbersOf({ links, currency, paid, back, factor }: Gain) {
  return {
    currency,
    paid: fractionText(paid),
    back: fractionText(back),
    factor: fractionText(factor),
    offers: links.map(({ exchange }) => exchange.offer).join(' → '),
  };
}

function uncheckedFinding(found: number): Finding {
  const why =
    found > 0
      ? `There may be more loops than the ${found} that are told: mend these and look again.`
      : `Not every loop could be looked at, such as circles of more than ${CURRENCIES_MAX} currencies.`;
  return finding('arbitrage_unchecked', ['offers'], why, { found });
}
