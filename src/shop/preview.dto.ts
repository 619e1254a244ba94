import { ApiExtraModels, ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { registerDecorator } from 'class-validator';
import { isStudioKey } from '../kernel/key.js';
import { IsId, IsNested, IsOpaque, IsOptionalField } from '../platform/http/fields.js';
import {
  IsCount,
  IsCountry,
  IsCustomAttributes,
  IsPastTime,
  IsPlatform,
  IsTimeZone,
} from '../players/attribute-fields.js';
import type { CustomAttributes, WrittenAttributes } from '../players/attributes.js';
import { momentOfPreview, type PreviewMoment } from './preview-moment.js';

const LIST_MAX = 100;

interface PreviewRule {
  readonly api: ApiPropertyOptions;
  readonly detail: string;
  holds(value: unknown): boolean;
}

function IsPreview({ api, detail, holds }: PreviewRule): PropertyDecorator {
  return (target, property) => {
    ApiProperty(api)(target, property);
    registerDecorator({
      name: 'isPreview',
      target: target.constructor,
      propertyName: String(property),
      options: { context: { code: 'invalid_format' }, message: detail },
      validator: { validate: holds },
    });
  };
}

const isLevels = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(([sku, level]) => {
    return isStudioKey(sku) && Number.isSafeInteger(level) && Number(level) >= 1;
  });

const isKeys = (value: unknown) =>
  Array.isArray(value) && value.length <= LIST_MAX && value.every(isStudioKey);

/** What is known of the player that the shop is shown to. */
export class PreviewFactsBody implements WrittenAttributes {
  @IsCountry()
  country?: string | null;

  @IsPlatform()
  platform?: string | null;

  @IsCount()
  level?: number | null;

  @IsCount()
  spent?: number | null;

  @IsPastTime()
  firstSeenAt?: string | null;

  @IsTimeZone()
  timeZone?: string | null;

  @IsCustomAttributes()
  custom?: CustomAttributes | null;

  @IsOptionalField()
  @IsPreview({
    api: { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } },
    detail: 'must name the level that is held of each upgrade',
    holds: isLevels,
  })
  heldLevels?: Readonly<Record<string, number>>;
}

@ApiExtraModels(PreviewFactsBody)
export class PreviewBody {
  /** A draft, as it was last saved. */
  @IsOptionalField()
  @IsId('draft')
  draft?: string;

  /** A version of this title and environment; without either, what sells at that time. */
  @IsOptionalField()
  @IsId('catalog')
  version?: string;

  /** RFC 3339, or what the clocks of a zone show; now, when it is left out. */
  @IsOptionalField()
  @IsPreview({
    api: {
      oneOf: [
        { type: 'string', format: 'date-time' },
        {
          type: 'object',
          required: ['local', 'zone'],
          properties: {
            local: { type: 'string', example: '2026-11-27T18:00' },
            zone: { type: 'string', example: 'Europe/Berlin' },
          },
        },
      ],
    },
    detail:
      'must be a time with its offset, or {local, zone} such as 2026-11-27T18:00 in Asia/Tokyo',
    holds: (value) => momentOfPreview(value) !== null,
  })
  at?: PreviewMoment;

  /** Whose shop it is; otherwise that of somebody of whom nothing is known. */
  @IsOptionalField()
  @IsId('player')
  player?: string;

  /** Counts instead of what is known of the player. */
  @IsOptionalField()
  @IsNested(() => PreviewFactsBody)
  facts?: PreviewFactsBody;

  /** Audiences that the player is taken to belong to, whatever the facts say. */
  @IsOptionalField()
  @IsPreview({
    api: { type: 'array', maxItems: LIST_MAX, items: { type: 'string' } },
    detail: `must be a list of at most ${LIST_MAX} keys of audiences`,
    holds: isKeys,
  })
  audiences?: readonly string[];

  @IsOptionalField()
  @IsOpaque(1, 64)
  locale?: string;
}
