import { ApiResponse, type OpenAPIObject } from '@nestjs/swagger';

type Components = NonNullable<OpenAPIObject['components']>;
/** A schema of openapi.json, or the name of one. */
export type Shape = NonNullable<Components['schemas']>[string];
type Inline = Exclude<Shape, { $ref: string }>;

const named: Record<string, Shape> = {};

/** Every shape of an answer that has a name, for the document. */
export const namedShapes = (): Readonly<Record<string, Shape>> => named;

/** Gives a shape a name in openapi.json, by which the SDK's types are called as well. */
export function shape(name: string, of: Inline, description?: string): Shape {
  if (named[name]) throw new Error(`two shapes are called ${name}`);
  named[name] = description ? { description, ...of } : of;
  return { $ref: `#/components/schemas/${name}` };
}

/** What a route answers when it succeeds: a test holds real answers against it. */
export const Answers = (of: Shape, status = 200, description = '') =>
  ApiResponse({ status, description, content: { 'application/json': { schema: of } } });

/** A member whose name ends with `?` may be missing. A newer service may have more members. */
export function object(members: Readonly<Record<string, Shape>>): Inline {
  const all = Object.entries(members);
  return {
    type: 'object',
    required: all.map(([name]) => name).filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(all.map(([name, of]) => [name.replace(/\?$/, ''), of])),
  };
}

const described = (of: Inline, description?: string): Inline =>
  description ? { ...of, description } : of;

export const text = (description?: string) => described({ type: 'string' }, description);
export const whole = (description?: string) => described({ type: 'integer' }, description);
export const flag = (description?: string) => described({ type: 'boolean' }, description);
export const moment = (description?: string) =>
  described({ type: 'string', format: 'date-time' }, description);
export const choice = (values: readonly string[], description?: string) =>
  described({ type: 'string', enum: [...values] }, description);
export const list = (items: Shape, description?: string) =>
  described({ type: 'array', items }, description);
/** By keys that the studio chooses. */
export const mapOf = (of: Shape, description?: string) =>
  described({ type: 'object', additionalProperties: of }, description);
/** Of any shape that JSON has. */
export const anything = (description?: string) =>
  described({ type: 'object', additionalProperties: true }, description);

/** The same, or null. */
export function maybe(of: Inline, description?: string): Inline {
  const values = of.enum && { enum: [...of.enum, null] };
  return described({ ...of, ...values, nullable: true }, description);
}

/** One page of a list; `nextCursor` asks for the next. */
export const page = (of: Shape) => object({ data: list(of), nextCursor: maybe(text()) });
