import { AUDIENCE_LENGTH_MAX, audienceFault } from '../audience.js';
import type { Audience } from '../model.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { readName } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { text } from './values.js';

const readText = text(AUDIENCE_LENGTH_MAX);

const readExpression: ValueReader<string> = (node, faults) => {
  const expression = readText(node, faults);
  if (expression === undefined) return undefined;
  const fault = audienceFault(expression);
  return fault === null ? expression : faults.of(node, 'invalid_expression', fault);
};

export function readAudience(key: string, node: SourceMap, faults: Faults): Audience | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    expression: fields.required('expression', readExpression),
  };
  fields.finish();
  return complete(parts) ? { key, ...parts } : undefined;
}
