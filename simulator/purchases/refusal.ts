export type RefusalCode =
  | 'not_pending'
  | 'not_refundable'
  | 'not_purchased'
  | 'already_consumed'
  | 'unknown_product'
  | 'invalid_refund';

/** A store says no: the purchase exists, and its state or the wish does not allow the change. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}
