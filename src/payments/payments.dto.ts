import { IsOneOf, IsOpaque, IsOptionalField, IsShortText } from '../platform/http/fields.js';
import { STORES, type Store } from '../stores/store-gateway.js';

export class TopUpBody {
  @IsOneOf(STORES)
  store!: Store;

  /** Apple: the signed transaction. Google: the purchase token. */
  @IsOpaque(1, 200_000)
  proof!: string;

  /** What the game believes was bought; refused when the store says otherwise. */
  @IsOptionalField()
  @IsOpaque(1, 255)
  productId?: string;
}

export class TopUpCheckBody {
  @IsOneOf(STORES)
  store!: Store;

  /** The store's product id. */
  @IsOpaque(1, 255)
  productId!: string;
}

export class AssignBody {
  /** The id of the player who owns the payment. */
  @IsOpaque(1, 64)
  player!: string;
}

export class AcceptBody {
  /** Why it is left as it is, for whoever asks later. */
  @IsShortText(200, 1)
  reason!: string;
}

export class LiftBody {
  /** Why the flag is lifted, for whoever asks later. */
  @IsShortText(200, 1)
  reason!: string;
}
