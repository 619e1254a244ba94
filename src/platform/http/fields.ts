/**
 * The fields that request bodies are made of. Each decorator is a class-validator rule that carries
 * the API's error code in its context, and documents the field for OpenAPI. Nothing is converted:
 * `"1"` is not a number. A field is required unless `@IsOptionalField()` stands beside it.
 */
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { registerDecorator, ValidateIf, ValidateNested } from 'class-validator';
import { AMOUNT_MAX_PER_OPERATION, isOperationAmount } from '../../kernel/amount.js';
import type { ErrorCode } from '../../kernel/error-codes.js';
import { type IdPrefix, isId } from '../../kernel/id.js';
import { isStudioKey, STUDIO_KEY } from '../../kernel/key.js';
import { type BodyClass, nestedIn } from './nested-field.js';

interface Rule {
  readonly name: string;
  readonly code: ErrorCode;
  /** A sentence about what is expected; it never repeats the value. */
  readonly detail: string;
  holds(value: unknown): boolean;
}

function rule({ name, code, detail, holds }: Rule, each = false): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { context: { code }, message: detail, each },
      validator: { validate: holds },
    });
}

/** Rules are tried in the order in which they are given; the first that fails names the reason. */
function field(api: ApiPropertyOptions, ...rules: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    ApiProperty(api)(target, property);
    for (const one of rules) one(target, property);
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const TEXT: Rule = {
  name: 'isText',
  code: 'invalid_type',
  detail: 'must be a string',
  holds: isText,
};

/** The field may be missing. `null` is not missing. */
export function IsOptionalField(): PropertyDecorator {
  return (target, property) => {
    ValidateIf((_, value) => value !== undefined)(target, property);
    ApiProperty({ required: false })(target, property);
  };
}

/** A whole number from 1 to `most` (default 99); otherwise `invalid_quantity`. */
export function IsQuantity(most = 99): PropertyDecorator {
  const holds = (value: unknown) =>
    Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most;
  return field(
    { type: 'integer', minimum: 1, maximum: most },
    rule({
      name: 'isQuantity',
      code: 'invalid_quantity',
      detail: `must be a whole number from 1 to ${most}`,
      holds,
    }),
  );
}

/** An amount of a virtual currency, from `least` (default 1); otherwise `amount_out_of_range`. */
export function IsAmount(least: 0 | 1 = 1): PropertyDecorator {
  return field(
    { type: 'integer', format: 'int64', minimum: least, maximum: AMOUNT_MAX_PER_OPERATION },
    rule({
      name: 'isNumber',
      code: 'invalid_type',
      detail: 'must be a number',
      holds: (value) => typeof value === 'number',
    }),
    rule({
      name: 'isAmount',
      code: 'amount_out_of_range',
      detail: `must be a whole number from ${least} to ${AMOUNT_MAX_PER_OPERATION}`,
      holds: (value) => isOperationAmount(value) || (least === 0 && Object.is(value, 0)),
    }),
  );
}

/** A whole number in a range; a fraction or a number out of range is `invalid_format`. */
export function IsWhole(least: number, most: number): PropertyDecorator {
  return field(
    { type: 'integer', minimum: least, maximum: most },
    rule({
      name: 'isNumber',
      code: 'invalid_type',
      detail: 'must be a number',
      holds: (value) => typeof value === 'number',
    }),
    rule({
      name: 'isWhole',
      code: 'invalid_format',
      detail: `must be a whole number from ${least} to ${most}`,
      holds: (value) =>
        Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
    }),
  );
}

/** A key that the studio chose: sku, offer, product, currency code. */
export function IsStudioKey(): PropertyDecorator {
  return field(
    { type: 'string', pattern: STUDIO_KEY.source },
    rule(TEXT),
    rule({
      name: 'isStudioKey',
      code: 'invalid_format',
      detail: 'must be 1 to 64 letters, digits, dots, dashes and underscores',
      holds: isStudioKey,
    }),
  );
}

/** An id of this kind, well-formed; whether there is such a row is for the service to say. */
export function IsId(prefix: IdPrefix): PropertyDecorator {
  return field(
    { type: 'string', pattern: `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$` },
    rule(TEXT),
    rule({
      name: 'isId',
      code: 'invalid_format',
      detail: `must be an id that starts with ${prefix}_`,
      holds: (value) => isId(prefix, value),
    }),
  );
}

/** Text for people, in any script, of up to `most` UTF-16 units; kept byte for byte. */
export function IsShortText(most: number, least = 0): PropertyDecorator {
  return field(
    { type: 'string', minLength: least, maxLength: most },
    rule(TEXT),
    rule(tooLong(most)),
    rule({
      name: 'isWellFormedText',
      code: 'invalid_format',
      detail: `must be ${least} to ${most} characters of Unicode text`,
      // A lone surrogate cannot be stored as UTF-8: it would come back as another character.
      holds: (value) => isText(value) && value.length >= least && !LONE_SURROGATE.test(value),
    }),
  );
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function tooLong(most: number): Rule {
  return {
    name: 'isShortEnough',
    code: 'too_long',
    detail: `must have at most ${most} characters`,
    holds: (value) => isText(value) && value.length <= most,
  };
}

/** Visible ASCII without spaces, `least` to `most` characters: tokens, device ids, proofs. */
export function IsOpaque(least: number, most: number): PropertyDecorator {
  return field(
    { type: 'string', minLength: least, maxLength: most, pattern: '^[!-~]*$' },
    rule(TEXT),
    rule(tooLong(most)),
    rule({
      name: 'isOpaque',
      code: 'invalid_format',
      detail: `must be ${least} to ${most} visible ASCII characters`,
      holds: (value) => isText(value) && value.length >= least && /^[!-~]*$/.test(value),
    }),
  );
}

/** One of a few words. */
export function IsOneOf(words: readonly string[]): PropertyDecorator {
  return field(
    { type: 'string', enum: [...words] },
    rule(TEXT),
    rule({
      name: 'isOneOf',
      code: 'invalid_format',
      detail: `must be one of ${words.join(', ')}`,
      holds: (value) => words.includes(value as string),
    }),
  );
}

/** `true` or `false`. */
export function IsFlag(): PropertyDecorator {
  const holds = (value: unknown) => typeof value === 'boolean';
  return field(
    { type: 'boolean' },
    rule({ name: 'isFlag', code: 'invalid_type', detail: 'must be true or false', holds }),
  );
}

/** ISO 4217: three capital letters. */
export function IsMoneyCurrency(): PropertyDecorator {
  return field(
    { type: 'string', pattern: '^[A-Z]{3}$' },
    rule(TEXT),
    rule({
      name: 'isMoneyCurrency',
      code: 'invalid_format',
      detail: 'must be three capital letters',
      holds: (value) => isText(value) && /^[A-Z]{3}$/.test(value),
    }),
  );
}

/** An object whose fields are those of another class. */
export function IsNested(type: () => BodyClass): PropertyDecorator {
  return (target, property) => {
    nestedIn(target, property, type);
    ValidateNested({ context: { code: 'invalid_type' }, message: 'must be an object' })(
      target,
      property,
    );
    // Under this very name, by which the document tells a lazy type from a class.
    ApiProperty({ type: () => type() })(target, property);
  };
}

/** An array of `least` to `most` such objects. */
export function IsNestedList(type: () => BodyClass, most: number, least = 0): PropertyDecorator {
  return (target, property) => {
    const rules = [
      rule({
        name: 'isList',
        code: 'invalid_type',
        detail: 'must be an array',
        holds: (value) => Array.isArray(value),
      }),
      rule({
        name: 'isShortList',
        code: 'too_long',
        detail: `must have ${least} to ${most} elements`,
        holds: (value) => Array.isArray(value) && value.length >= least && value.length <= most,
      }),
    ];
    for (const one of rules) one(target, property);
    nestedIn(target, property, type);
    ValidateNested({
      each: true,
      context: { code: 'invalid_type' },
      message: 'must be an array of objects',
    })(target, property);
    ApiProperty({
      type: () => type(),
      isArray: true,
      minItems: least,
      maxItems: most,
    })(target, property);
  };
}
