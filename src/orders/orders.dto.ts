import { IsAmount, IsNested, IsQuantity, IsStudioKey } from '../platform/http/fields.js';

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

  @IsNested(() => PriceBody)
  expectedPrice!: PriceBody;
}
