import {
  IsAmount,
  IsOptionalField,
  IsShortText,
  IsStudioKey,
  IsWhole,
} from '../platform/http/fields.js';

export class PromotionBody {
  @IsStudioKey()
  currency!: string;

  @IsAmount()
  amount!: number;

  /** Why; kept with the event. */
  @IsShortText(200, 1)
  reason!: string;

  /** The gems can no longer be spent after this many seconds. */
  @IsOptionalField()
  @IsWhole(1, 315_360_000)
  expiresInSeconds?: number;
}
