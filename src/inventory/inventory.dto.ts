import { IsQuantity } from '../platform/http/fields.js';

export class ConsumeBody {
  @IsQuantity()
  quantity!: number;
}
