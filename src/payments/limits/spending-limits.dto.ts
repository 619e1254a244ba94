import { ValidateIf } from 'class-validator';
import { IsMoneyCurrency, IsNested, IsWhole } from '../../platform/http/fields.js';

export class MoneyBody {
  @IsMoneyCurrency()
  currency!: string;

  /** Millionths of the currency's unit. */
  @IsWhole(0, 1_000_000_000_000)
  micros!: number;
}

const ifGiven = () => ValidateIf((_, value) => value !== undefined && value !== null);

export class SpendingLimitsBody {
  /** Per UTC day; null or left out: no limit. */
  @ifGiven()
  @IsNested(() => MoneyBody)
  daily?: MoneyBody | null;

  /** Per UTC month; null or left out: no limit. */
  @ifGiven()
  @IsNested(() => MoneyBody)
  monthly?: MoneyBody | null;
}
