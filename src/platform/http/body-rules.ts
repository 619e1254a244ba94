import { getMetadataStorage } from 'class-validator';
import type { ErrorCode } from '../../kernel/error-codes.js';
import { type FieldProblem, Problem } from '../../kernel/problem.js';
import { type BodyClass, nestedClassOf } from './nested-field.js';

/** More than these many faults are not told: the rest will show after the first are mended. */
const FAULTS_MAX = 20;
const POINTER_LENGTH_MAX = 200;

type Faults = FieldProblem[];
type Check = (value: unknown, owner: object, pointer: string, faults: Faults) => void;
type Metadata = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[0];

/**
 * The rules of one class, made ready once: class-validator itself looks them up on every request.
 */
interface BodyRules {
  readonly names: ReadonlySet<string>;
  readonly checks: readonly { readonly name: string; readonly check: Check }[];
}

const ready = new Map<BodyClass, BodyRules>();

/**
 * Makes the rules of a class ready. Throws an Error, at start-up, for a class without rules and for
 * rules that cannot be run at once (asynchronous ones).
 */
export function prepareBody(type: BodyClass): BodyRules {
  const known = ready.get(type);
  if (known) return known;
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(type, '', false, false);
  if (all.length === 0) throw new Error(`${type.name} has no field rules`);
  const byName = Object.entries(storage.groupByPropertyName(all));
  const rules: { names: Set<string>; checks: BodyRules['checks'] } = {
    names: new Set(byName.map(([name]) => name)),
    checks: [],
  };
  ready.set(type, rules); // before its fields, since a class may contain itself
  rules.checks = byName.map(([name, metadatas]) => ({
    name,
    check: fieldCheck(type, name, metadatas),
  }));
  return rules;
}

/**
 * Returns the value as it is when it is an object with the fields of this class and no others;
 * otherwise throws a `Problem`. When all faults share one code that is the problem's code,
 * otherwise it is `validation_failed`.
 */
export function checkedBody<Body extends object>(type: new () => Body, value: unknown): Body {
  const faults: Faults = [];
  checkObject(prepareBody(type), value, '', faults);
  const first = faults[0];
  if (!first) return value as Body;
  const same = faults.every((fault) => fault.code === first.code);
  throw new Problem(same ? (first.code as ErrorCode) : 'validation_failed', { errors: faults });
}

function checkObject(rules: BodyRules, value: unknown, pointer: string, faults: Faults): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    add(faults, pointer, 'invalid_type', 'must be an object');
    return;
  }
  for (const name of Object.keys(value)) {
    if (!rules.names.has(name)) {
      add(faults, `${pointer}/${escaped(name)}`, 'unknown_field', 'is not a field of this object');
    }
  }
  for (const { name, check } of rules.checks) {
    // Only own fields: `constructor` and the like are inherited by every object.
    const own = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    check(own, value, pointer, faults);
  }
}

function fieldCheck(owner: BodyClass, name: string, metadatas: readonly Metadata[]): Check {
  const conditions = metadatas.filter((one) => one.type === 'conditionalValidation');
  const rules = metadatas.filter((one) => one.type === 'customValidation').map(ruleOf);
  const nested = metadatas.find((one) => one.type === 'nestedValidation');
  const deeper = nested ? nestedCheck(owner, name, nested) : null;
  const suffix = `/${escaped(name)}`;
  return (value, object, parent, faults) => {
    for (const condition of conditions) {
      if (!condition.constraints[0](object, value)) return;
    }
    const pointer = parent + suffix;
    for (const rule of rules) {
      if (rule.holds(value, object)) continue;
      add(faults, pointer, rule.code, rule.detail);
      return;
    }
    deeper?.(value, object, pointer, faults);
  };
}

function nestedCheck(owner: BodyClass, name: string, metadata: Metadata): Check {
  const type = nestedClassOf(owner, name);
  if (!type) throw new Error(`${owner.name}.${name}: use IsNested or IsNestedList`);
  const rules = prepareBody(type);
  if (!metadata.each)
    return (value, _, pointer, faults) => checkObject(rules, value, pointer, faults);
  return (value, _, pointer, faults) => {
    for (const [index, element] of (value as unknown[]).entries()) {
      checkObject(rules, element, `${pointer}/${index}`, faults);
      if (faults.length >= FAULTS_MAX) return;
    }
  };
}

function ruleOf(metadata: Metadata) {
  const constraint = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls)[0];
  if (!constraint || constraint.async)
    throw new Error(`${metadata.propertyName}: not a rule at once`);
  const facts = metadata as { name?: string };
  const { code, detail } = wordsOf(metadata);
  const run = (value: unknown, object: object) =>
    constraint.instance.validate(value, {
      value,
      object,
      constraints: metadata.constraints,
      targetName: object.constructor?.name ?? '',
      property: metadata.propertyName,
    }) === true;
  const holds = metadata.each
    ? (value: unknown, object: object) =>
        Array.isArray(value) && value.every((element) => run(element, object))
    : run;
  return { name: facts.name ?? '', code, detail, holds };
}

/** class-validator's own messages may repeat the value: only a fixed sentence of ours is shown. */
function wordsOf(metadata: Metadata): { code: ErrorCode; detail: string } {
  const code = (metadata.context as { code?: ErrorCode } | undefined)?.code ?? 'invalid_format';
  const { message } = metadata;
  const fixed = typeof message === 'string' && !message.includes('$');
  return { code, detail: fixed ? message : 'is not valid' };
}

function add(faults: Faults, pointer: string, code: ErrorCode, detail: string): void {
  if (faults.length < FAULTS_MAX) {
    faults.push({ pointer: pointer.slice(0, POINTER_LENGTH_MAX), code, detail });
  }
}

/** RFC 6901 §3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
