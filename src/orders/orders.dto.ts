import {
  IsAmount,
  IsNested,
  IsOpaque,
  IsOptionalField,
  IsQuantity,
  IsStudioKey,
} from '../platform/http/fields.js';
import { QUOTE_LENGTH_MAX } from '../shop/quote.js';

/** The price of one unit, as the player saw it in the shop. */
export class PriceBody {
  @IsStudioKey()
  currency!: string;

  @IsAmount(0)
  amount!: number;
}

export class OrderBody {
  @IsStudioKey()
  offer!: string;

  @IsQuantity()
  quantity!: number;

  /** Either this, or a quote. */
  @IsOptionalField()
  @IsNested(() => PriceBody)
  expectedPrice?: PriceBody;

  /** As `POST /v1/quotes` answered it; `offer` and `quantity` are those of the quote. */
  @IsOptionalField()
  @IsOpaque(1, QUOTE_LENGTH_MAX)
  quote?: string;
}
