import { IsQuantity, IsStudioKey } from '../platform/http/fields.js';

export class DemoSaleBody {
  @IsStudioKey()
  offer!: string;

  @IsQuantity(90)
  percent!: number;

  @IsQuantity(600)
  seconds!: number;
}
