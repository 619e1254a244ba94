import { IsFlag } from '../platform/http/fields.js';

export class ConsentsBody {
  /** A store that decides about a refund may be told how much of the purchase was used. */
  @IsFlag()
  consumption!: boolean;
}
