import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { PlayerFacts } from './player-facts.js';

/** True when a player belongs to the audience. Total: what cannot be decided is false. */
export type AudienceRule = (facts: PlayerFacts) => boolean;

export const AUDIENCE_LENGTH_MAX = 1_000;

/**
 * The Common Expression Language (https://cel.dev) with what is known of a player. Of the language
 * only what ends at once is let through: see `ALLOWED_FUNCTIONS`.
 */
const environment = new Environment({
  limits: { maxAstNodes: 500, maxDepth: 24, maxListElements: 300, maxCallArguments: 8 },
})
  .registerVariable('country', 'string')
  .registerVariable('platform', 'string')
  .registerVariable('level', 'int')
  .registerVariable('spent', 'int')
  .registerVariable('firstSeenAt', 'google.protobuf.Timestamp')
  .registerVariable('custom', 'map<string, dyn>');

const ALLOWED_OPERATORS: ReadonlySet<string> = new Set(
  '|| && == != < <= > >= in + - * / % !_ -_ ?: . [] id value list'.split(' '),
);

/**
 * Each of these takes time in proportion to its text. Left out are regular expressions, which may
 * take years; `map`, `exists` and their like, which nested make 300 × 300 × 300 steps; `bind`, with
 * which a text doubles again and again; durations, whose reading is quadratic; and what nobody
 * needs to tell players apart.
 */
const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set([
  'has',
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'lowerAscii',
  'upperAscii',
  'trim',
  'timestamp',
  'int',
  'double',
  'string',
]);

/** What is wrong with an expression, as a sentence; null when it is sound. Total. */
export function audienceFault(expression: string): string | null {
  if (expression.length > AUDIENCE_LENGTH_MAX) {
    return `The expression has more than ${AUDIENCE_LENGTH_MAX} characters.`;
  }
  try {
    const refused = refusedPart(environment.parse(expression).ast);
    if (refused !== null) return `“${refused}” cannot be used here.`;
    const checked = environment.check(expression);
    if (!checked.valid) return firstLine(checked.error?.message);
    return checked.type === 'bool' || checked.type === 'dyn' ? null : 'It is not true or false.';
  } catch (error) {
    return firstLine((error as Error).message);
  }
}

/** The rule of a sound expression. What is not known of a player is empty, zero or 1970. */
export function audienceRule(expression: string): AudienceRule {
  const evaluate = environment.parse(expression);
  return (facts) => {
    try {
      return evaluate(contextOf(facts)) === true;
    } catch {
      return false; // such as a custom attribute that this player does not have
    }
  };
}

/** The first operator or function that is not let through; null: none. */
function refusedPart({ op, args }: ASTNode): string | null {
  if (op === 'call' || op === 'rcall') {
    const name = String((args as readonly unknown[])[0]);
    if (!ALLOWED_FUNCTIONS.has(name)) return name;
  } else if (!ALLOWED_OPERATORS.has(op)) {
    return op;
  }
  for (const node of nodesIn(args)) {
    const refused = refusedPart(node);
    if (refused !== null) return refused;
  }
  return null;
}

/** The nodes among arguments, which may be lists of arguments themselves. */
function nodesIn(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

function firstLine(message: string | undefined): string {
  return message?.split('\n')[0] || 'It cannot be read.';
}

function contextOf(facts: PlayerFacts) {
  return {
    country: facts.country ?? '',
    platform: facts.platform ?? '',
    level: BigInt(facts.level ?? 0),
    spent: BigInt(facts.spent ?? 0),
    firstSeenAt: new Date(facts.firstSeenAt ?? 0),
    custom: facts.custom,
  };
}
