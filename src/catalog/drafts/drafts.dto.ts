import { ApiProperty } from '@nestjs/swagger';
import { registerDecorator } from 'class-validator';
import {
  IsFlag,
  IsId,
  IsOpaque,
  IsOptionalField,
  IsShortText,
} from '../../platform/http/fields.js';
import { type Document, isMap, member } from './document.js';
import { momentOfText } from './moment-text.js';

const POINTER_LENGTH_MAX = 1_000;
const REFERENCE_LENGTH_MAX = 64;
const REASON_LENGTH_MAX = 255;

/** An object of any members: what is in it, its own reader checks. */
function IsDocument(): PropertyDecorator {
  return (target, property) => {
    ApiProperty({ type: 'object', additionalProperties: true })(target, property);
    registerDecorator({
      name: 'isDocument',
      target: target.constructor,
      propertyName: String(property),
      options: { context: { code: 'invalid_type' }, message: 'must be an object' },
      validator: { validate: isMap },
    });
  };
}

/** For each JSON pointer one of the two sides. */
function IsResolutions(): PropertyDecorator {
  return (target, property) => {
    const sides = { type: 'string', enum: ['draft', 'current'] };
    ApiProperty({ type: 'object', additionalProperties: sides })(target, property);
    registerDecorator({
      name: 'isResolutions',
      target: target.constructor,
      propertyName: String(property),
      options: {
        context: { code: 'invalid_format' },
        message: 'must say “draft” or “current” for each JSON pointer',
      },
      validator: { validate: areResolutions },
    });
  };
}

function areResolutions(value: unknown): boolean {
  return (
    isMap(value) &&
    Object.keys(value).every((pointer) => {
      const isPointer = pointer === '' || pointer.startsWith('/');
      const side = member(value, pointer);
      const isSide = side === 'draft' || side === 'current';
      return isPointer && isSide && pointer.length <= POINTER_LENGTH_MAX;
    })
  );
}

/** RFC 3339 with an offset. */
function IsMoment(): PropertyDecorator {
  return (target, property) => {
    ApiProperty({ type: 'string', format: 'date-time' })(target, property);
    registerDecorator({
      name: 'isMoment',
      target: target.constructor,
      propertyName: String(property),
      options: {
        context: { code: 'invalid_format' },
        message: 'must be a time with its offset, such as 2026-11-27T18:00:00+01:00',
      },
      validator: { validate: (value: unknown) => momentOfText(value) !== null },
    });
  };
}

export class NewDraftBody {
  @IsShortText(100, 1)
  name!: string;
  @IsOptionalField()
  @IsOpaque(1, REFERENCE_LENGTH_MAX)
  base?: string;
  @IsOptionalField()
  @IsDocument()
  content?: Document;
  @IsOptionalField()
  @IsShortText(REASON_LENGTH_MAX)
  reason?: string;
}

export class ApproveBody {
  @IsOptionalField()
  @IsShortText(REASON_LENGTH_MAX)
  reason?: string;
}

export class PublishBody {
  @IsOptionalField()
  @IsMoment()
  at?: string;
  @IsShortText(REASON_LENGTH_MAX, 1)
  reason!: string;
}

export class CancelBody {
  @IsShortText(REASON_LENGTH_MAX, 1)
  reason!: string;
}

export class RebaseBody {
  @IsOptionalField()
  @IsResolutions()
  resolutions?: Readonly<Record<string, 'draft' | 'current'>>;
  @IsOptionalField()
  @IsOpaque(1, REFERENCE_LENGTH_MAX)
  onto?: string;
}

export class RollbackBody {
  @IsId('catalog')
  version!: string;
  @IsShortText(REASON_LENGTH_MAX, 1)
  reason!: string;
}

export class CatalogSettingsBody {
  @IsFlag()
  twoPersonRule!: boolean;
}
