/**
 * The fields that say what is known of a player. Each may be left out or null, which both say that
 * it is not known.
 */
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { registerDecorator } from 'class-validator';
import type { ErrorCode } from '../kernel/error-codes.js';
import { isStudioKey } from '../kernel/key.js';
import { IsOptionalField } from '../platform/http/fields.js';
import {
  CUSTOM_KEYS_MAX,
  CUSTOM_LENGTH_MAX,
  isCount,
  isCountry,
  isCustom,
  isTimeText,
  isZone,
} from './attributes.js';

interface AttributeRule {
  readonly api: ApiPropertyOptions;
  readonly type: 'string' | 'number' | 'object';
  readonly detail: string;
  holds(value: unknown): boolean;
}

function attribute({ api, type, detail, holds }: AttributeRule): PropertyDecorator {
  const rule = (name: string, code: ErrorCode, words: string, validate: typeof holds) =>
    ((target, property) =>
      registerDecorator({
        name,
        target: target.constructor,
        propertyName: String(property),
        options: { context: { code }, message: words },
        validator: { validate: (value: unknown) => value === null || validate(value) },
      })) as PropertyDecorator;
  const isOfType = (value: unknown) => typeof value === type;
  return (target, property) => {
    ApiProperty({ ...api, nullable: true } as ApiPropertyOptions)(target, property);
    IsOptionalField()(target, property);
    rule('isOfType', 'invalid_type', `must be a JSON ${type}`, isOfType)(target, property);
    rule('isAttribute', 'invalid_format', detail, holds)(target, property);
  };
}

/** ISO 3166-1 alpha-2. */
export function IsCountry(): PropertyDecorator {
  return attribute({
    api: { type: 'string', pattern: '^[A-Z]{2}$', example: 'DE' },
    type: 'string',
    detail: 'must be a country code of ISO 3166-1, such as DE or GB',
    holds: isCountry,
  });
}

export function IsPlatform(): PropertyDecorator {
  return attribute({
    api: { type: 'string', example: 'ios' },
    type: 'string',
    detail: 'must be 1 to 64 letters, digits, dots, dashes and underscores',
    holds: isStudioKey,
  });
}

export function IsCount(): PropertyDecorator {
  return attribute({
    api: { type: 'integer', format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    type: 'number',
    detail: 'must be a whole number from 0',
    holds: isCount,
  });
}

/** RFC 3339 with an offset. */
export function IsPastTime(): PropertyDecorator {
  return attribute({
    api: { type: 'string', format: 'date-time' },
    type: 'string',
    detail: 'must be a time with its offset, such as 2026-11-27T18:00:00Z',
    holds: isTimeText,
  });
}

export function IsTimeZone(): PropertyDecorator {
  return attribute({
    api: { type: 'string', example: 'Europe/Berlin' },
    type: 'string',
    detail: 'must be a time zone of the IANA database, such as Europe/Berlin',
    holds: isZone,
  });
}

export function IsCustomAttributes(): PropertyDecorator {
  const values: ApiPropertyOptions = {
    type: 'object',
    maxProperties: CUSTOM_KEYS_MAX,
    additionalProperties: {
      oneOf: [
        { type: 'string', maxLength: CUSTOM_LENGTH_MAX },
        { type: 'integer', format: 'int64' },
        { type: 'boolean' },
      ],
    },
  };
  return attribute({
    api: values,
    type: 'object',
    detail: `must have at most ${CUSTOM_KEYS_MAX} keys with short texts, whole numbers, true or false`,
    holds: isCustom,
  });
}
