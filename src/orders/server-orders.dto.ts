import { IsOneOf, IsOptionalField, IsShortText } from '../platform/http/fields.js';
import { MISSING_ITEMS, type MissingItems } from './refund-order.js';

export class OrderRefundBody {
  /** Why; kept with the order. */
  @IsShortText(200, 1)
  reason!: string;

  /** `accept`: what was used up or is gone stays gone, and the gems are given back all the same. */
  @IsOptionalField()
  @IsOneOf(MISSING_ITEMS)
  missingItems?: MissingItems;
}
