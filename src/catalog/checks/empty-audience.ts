import { audienceRule } from '../audience.js';
import { NOBODY } from '../player-facts.js';

const KNOWN_MAX = 2_000;
const known = new Map<string, boolean>();
const VARIABLE = /\b(country|platform|level|spent|firstSeenAt|custom)\b/;

/**
 * True when no player can meet a sound expression: it is false whatever is known of a player, or it
 * asks for two things that exclude each other, such as `level > 9 && level < 5`. That it is false
 * here means nothing: other contradictions are not found.
 */
export function isNobody(expression: string): boolean {
  const found = known.get(expression);
  if (found !== undefined) return found;
  if (known.size >= KNOWN_MAX) known.clear();
  const result = VARIABLE.test(withoutTexts(expression))
    ? contradicts(expression)
    : !audienceRule(expression)(NOBODY);
  known.set(expression, result);
  return result;
}

function withoutTexts(expression: string): string {
  return expression.replace(/(?<!["'])("[^"]*"|'[^']*')(?!["'])/g, '""');
}

const NUMBER_TERM = /^(level|spent)\s*(==|<=|>=|<|>)\s*(-?\d{1,15})$/;
const TEXT_TERM = /^(country|platform)\s*==\s*("[^"\\]*"|'[^'\\]*')$/;
const LIST_TERM = /^(country|platform)\s+in\s+\[([^[\]\\]*)\]$/;

/** Looks at the terms that it understands of a plain `a && b && c`; others can only narrow it. */
function contradicts(expression: string): boolean {
  if (/\|\||\?|\/\/|"""|'''|\\/.test(withoutTexts(expression))) return false;
  const ranges = new Map<string, { least: number; most: number }>();
  const texts = new Map<string, Set<string>>();
  for (const term of termsOf(expression)) {
    const [, variable, comparison, number] = NUMBER_TERM.exec(term) ?? [];
    if (variable !== undefined)
      narrow(ranges, variable, { comparison: comparison!, number: Number(number) });
    const [, name, one] = TEXT_TERM.exec(term) ?? [];
    if (name !== undefined) keep(texts, name, [one!.slice(1, -1)]);
    const [, listed, list] = LIST_TERM.exec(term) ?? [];
    if (listed !== undefined) keep(texts, listed, textsOf(list!));
  }
  return (
    [...ranges.values()].some(({ least, most }) => least > most) ||
    [...texts.values()].some((left) => left.size === 0)
  );
}

/** Of the outermost `&&`; what stands in brackets stays together. */
function termsOf(expression: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < expression.length; at += 1) {
    const sign = expression[at]!;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (depth === 0 && expression.startsWith('&&', at)) {
      terms.push(expression.slice(start, at).trim());
      start = at + 2;
      at += 1;
    }
  }
  return [...terms, expression.slice(start).trim()];
}

function narrow(
  ranges: Map<string, { least: number; most: number }>,
  variable: string,
  { comparison, number }: { comparison: string; number: number },
): void {
  const range = ranges.get(variable) ?? { least: -Infinity, most: Infinity };
  const least = { '==': number, '>=': number, '>': number + 1 }[comparison] ?? -Infinity;
  const most = { '==': number, '<=': number, '<': number - 1 }[comparison] ?? Infinity;
  ranges.set(variable, {
    least: Math.max(range.least, least),
    most: Math.min(range.most, most),
  });
}

function keep(texts: Map<string, Set<string>>, variable: string, some: readonly string[]): void {
  const before = texts.get(variable);
  texts.set(variable, new Set(before ? some.filter((text) => before.has(text)) : some));
}

function textsOf(list: string): string[] {
  return [...list.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, one, other]) => one ?? other ?? '');
}
