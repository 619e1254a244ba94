import { Environment } from '@marcbachmann/cel-js';
import type { PlayerFacts } from './player-facts.js';

/** True when a player belongs to the audience. Total: what cannot be decided is false. */
export type AudienceRule = (facts: PlayerFacts) => boolean;

/**
 * The Common Expression Language (https://cel.dev) with what is known of a player: no loops but over
 * what is written, no side effects, and every expression ends.
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

/** What is wrong with an expression, as a sentence; null when it is sound. */
export function audienceFault(expression: string): string | null {
  const checked = environment.check(expression);
  if (!checked.valid) return checked.error?.message.split('\n')[0] ?? 'It cannot be read.';
  return checked.type === 'bool' || checked.type === 'dyn' ? null : 'It is not true or false.';
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
