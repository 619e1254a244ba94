import { IsOptionalField, IsQuantity, IsShortText } from '../platform/http/fields.js';

export const CODES_MAX = 10_000;
export const USES_MAX = 1_000_000_000;

export class RedemptionBody {
  /** As the player typed it. */
  @IsShortText(64, 1)
  code!: string;
}

/** Random codes, or one chosen word. */
export class CodesBody {
  /** How many random codes; 1 when nothing is said. */
  @IsOptionalField()
  @IsQuantity(CODES_MAX)
  count?: number;

  /** How many players may redeem each; a random code 1, a chosen one as many as come. */
  @IsOptionalField()
  @IsQuantity(USES_MAX)
  usesPerCode?: number;

  /** A word of 4 to 32 letters and digits instead of random codes. */
  @IsOptionalField()
  @IsShortText(64, 4)
  code?: string;
}
