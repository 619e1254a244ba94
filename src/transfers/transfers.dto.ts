import {
  IsAmount,
  IsId,
  IsOptionalField,
  IsShortText,
  IsStudioKey,
} from '../platform/http/fields.js';

export class DebitBody {
  @IsStudioKey()
  currency!: string;

  @IsAmount()
  amount!: number;

  /** What for; kept with the event. */
  @IsOptionalField()
  @IsShortText(200, 1)
  reason?: string;
}

export class TransferBody extends DebitBody {
  /** Who gives. */
  @IsId('player')
  from!: string;

  /** Who gets; another player. */
  @IsId('player')
  to!: string;
}
