import { IsQuantity, IsStudioKey } from '../platform/http/fields.js';

export class QuoteBody {
  @IsStudioKey()
  offer!: string;

  @IsQuantity()
  quantity!: number;
}
