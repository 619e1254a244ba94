/**
 * Every error code, once. The code is the contract: never renamed, never reused, documented under
 * `docs/errors/` and generated into the SDK. A retryable code may succeed later unchanged.
 */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'precondition_failed'
  | 'too_large'
  | 'uri_too_long'
  | 'unsupported_media'
  | 'invalid'
  | 'headers_too_large'
  | 'precondition_required'
  | 'quota'
  | 'internal'
  | 'unavailable'
  | 'timeout';

interface ErrorCodeFacts {
  readonly kind: ErrorKind;
  readonly title: string;
  readonly retryable?: true;
  /**
   * Of a refused payment: what the device does with the store's transaction. `finish`: the gems went
   * out or the money went back; `drop`: it is none of this title's. Without it the money is open,
   * and the same payment may be taken later.
   */
  readonly transaction?: 'finish' | 'drop';
}

const define = <Codes extends Record<string, ErrorCodeFacts>>(codes: Codes) =>
  codes as { readonly [Code in keyof Codes]: ErrorCodeFacts };

export const ERROR_CODES = define({
  // The request cannot be read.
  malformed_json: { kind: 'malformed', title: 'The body is not a JSON object' },
  duplicate_json_key: { kind: 'malformed', title: 'A JSON object names a key twice' },
  json_too_deep: { kind: 'malformed', title: 'The JSON is nested too deeply' },
  invalid_encoding: { kind: 'malformed', title: 'The body is not UTF-8' },
  invalid_query: { kind: 'malformed', title: 'A query parameter is unknown, repeated or wrong' },
  invalid_cursor: { kind: 'malformed', title: 'The cursor was not made by this list' },
  invalid_request: { kind: 'malformed', title: 'The request is not valid HTTP for this route' },
  idempotency_key_required: { kind: 'malformed', title: 'This request needs an Idempotency-Key' },
  idempotency_key_invalid: {
    kind: 'malformed',
    title: 'The Idempotency-Key is not 8 to 255 visible ASCII characters',
  },
  request_timeout: { kind: 'timeout', title: 'The request arrived too slowly', retryable: true },

  // Who asks.
  unauthenticated: { kind: 'unauthenticated', title: 'A credential is needed' },
  token_expired: { kind: 'unauthenticated', title: 'The access token has expired' },
  token_invalid: { kind: 'unauthenticated', title: 'The token is not valid here' },
  session_revoked: { kind: 'unauthenticated', title: 'The session has ended' },
  key_invalid: { kind: 'unauthenticated', title: 'The key is not valid' },
  device_secret_wrong: { kind: 'unauthenticated', title: 'The device secret does not match' },
  signature_invalid: { kind: 'unauthenticated', title: 'The store did not send this' },
  identity_token_invalid: { kind: 'unauthenticated', title: 'The identity token is not valid' },

  // May not, is not there.
  forbidden: { kind: 'forbidden', title: 'This credential may not do this' },
  player_blocked: { kind: 'forbidden', title: 'The player is blocked' },
  not_found: { kind: 'not_found', title: 'There is no such thing, or it is not yours' },
  approval_by_author: { kind: 'forbidden', title: 'An author cannot approve the own draft' },
  method_not_allowed: { kind: 'method_not_allowed', title: 'The route has no such method' },

  // Size and type.
  body_too_large: { kind: 'too_large', title: 'The body is too large' },
  uri_too_long: { kind: 'uri_too_long', title: 'The address is too long' },
  headers_too_large: { kind: 'headers_too_large', title: 'The headers are too large' },
  unsupported_media_type: { kind: 'unsupported_media', title: 'Only application/json is read' },
  unsupported_encoding: { kind: 'unsupported_media', title: 'Compressed bodies are not read' },

  // Understood and wrong.
  validation_failed: { kind: 'invalid', title: 'Some fields are wrong' },
  unknown_field: { kind: 'invalid', title: 'The body has a field that this route does not know' },
  invalid_type: { kind: 'invalid', title: 'A field has the wrong type' },
  invalid_format: { kind: 'invalid', title: 'A field has the wrong form' },
  invalid_quantity: { kind: 'invalid', title: 'The quantity is not a whole number in range' },
  amount_out_of_range: { kind: 'invalid', title: 'The amount is out of range' },
  too_long: { kind: 'invalid', title: 'A field is too long' },
  idempotency_key_reused: {
    kind: 'invalid',
    title: 'The Idempotency-Key was used for another request',
  },
  transfer_invalid: { kind: 'invalid', title: 'These gems cannot be transferred so' },
  quote_invalid: { kind: 'invalid', title: 'The quote was not made for this player' },
  catalog_invalid: { kind: 'invalid', title: 'The catalog has faults' },
  receipt_invalid: {
    kind: 'invalid',
    title: 'The store did not sign this proof',
    transaction: 'drop',
  },
  receipt_wrong_app: {
    kind: 'invalid',
    title: 'The payment belongs to another app',
    transaction: 'drop',
  },
  receipt_sandbox: {
    kind: 'invalid',
    title: 'The payment is of the other environment',
    transaction: 'drop',
  },
  product_unknown: { kind: 'invalid', title: 'The catalog has no such product' },
  product_mismatch: { kind: 'invalid', title: 'The payment is for another product' },
  product_type_unsupported: { kind: 'invalid', title: 'The product is not a consumable' },
  quantity_unsupported: { kind: 'invalid', title: 'The payment has a quantity out of range' },
  family_shared_not_allowed: { kind: 'invalid', title: 'A shared purchase grants no gems' },
  purchase_revoked: {
    kind: 'invalid',
    title: 'The store took this payment back',
    transaction: 'finish',
  },
  purchase_cancelled: {
    kind: 'invalid',
    title: 'The payment was cancelled',
    transaction: 'finish',
  },
  coupon_invalid: { kind: 'invalid', title: 'There is no such code' },
  not_refundable: { kind: 'invalid', title: 'The order cannot be given back, or was already' },
  store_not_configured: { kind: 'invalid', title: 'The title does not sell through this store' },

  // Valid, but the state says no.
  insufficient_balance: { kind: 'conflict', title: 'Not enough gems' },
  price_changed: { kind: 'conflict', title: 'The price has changed' },
  limit_reached: { kind: 'conflict', title: 'The limit of this offer is reached' },
  quote_expired: { kind: 'conflict', title: 'The quote has expired' },
  sold_out: { kind: 'conflict', title: 'There are not so many left of this offer' },
  offer_unavailable: { kind: 'conflict', title: 'The offer cannot be bought now' },
  coupon_unavailable: { kind: 'conflict', title: 'The coupon cannot be redeemed now' },
  coupon_used: { kind: 'conflict', title: 'The code or the coupon is used up' },
  coupon_code_taken: { kind: 'conflict', title: 'There is such a code already' },
  already_owned: { kind: 'conflict', title: 'The player owns this already' },
  level_out_of_order: { kind: 'conflict', title: 'The level before this one is missing' },
  requirement_missing: { kind: 'conflict', title: 'Something that this needs is missing' },
  stack_full: { kind: 'conflict', title: 'The player cannot hold more of this item' },
  item_not_consumable: { kind: 'conflict', title: 'The item cannot be consumed' },
  insufficient_items: { kind: 'conflict', title: 'The player does not hold so many' },
  items_used: { kind: 'conflict', title: 'The player does not hold all that the order gave' },
  not_assignable: { kind: 'conflict', title: 'The payment has nothing to give to a player' },
  balance_limit_reached: { kind: 'conflict', title: 'The balance cannot hold more' },
  receipt_already_used: {
    kind: 'conflict',
    title: 'The payment was credited to another player',
    transaction: 'finish',
  },
  receipt_account_mismatch: { kind: 'conflict', title: 'The payment names another player' },
  purchase_consumed_elsewhere: {
    kind: 'conflict',
    title: 'The payment was consumed elsewhere',
    transaction: 'finish',
  },
  no_catalog: { kind: 'conflict', title: 'No catalog has been published yet' },
  approval_missing: { kind: 'conflict', title: 'A second person must approve this first' },
  draft_outdated: { kind: 'conflict', title: 'Another catalog sells now than the draft stands on' },
  draft_not_open: { kind: 'conflict', title: 'The draft is scheduled, published or discarded' },
  draft_not_scheduled: { kind: 'conflict', title: 'The draft has no publish that lies ahead' },
  rebase_conflict: { kind: 'conflict', title: 'The draft and the catalog changed the same places' },
  rehearsal_too_long: { kind: 'conflict', title: 'There is too much history for one rehearsal' },
  precondition_failed: { kind: 'precondition_failed', title: 'It was changed since you read it' },
  precondition_required: {
    kind: 'precondition_required',
    title: 'Say in If-Match which revision you change',
  },
  intent_expired: { kind: 'conflict', title: 'The request came too late and was not carried out' },
  idempotency_in_progress: {
    kind: 'conflict',
    title: 'The same request is being decided',
    retryable: true,
  },

  // Later.
  transfer_limit_reached: {
    kind: 'quota',
    title: 'The player has transferred as often as a day allows',
    retryable: true,
  },
  too_many_streams: { kind: 'quota', title: 'The player has too many streams', retryable: true },
  rate_limited: { kind: 'quota', title: 'Too many requests', retryable: true },
  internal: { kind: 'internal', title: 'Something is broken on our side', retryable: true },
  temporarily_unavailable: { kind: 'unavailable', title: 'Try again soon', retryable: true },
  store_unavailable: { kind: 'unavailable', title: 'The store does not answer', retryable: true },
  overloaded: { kind: 'unavailable', title: 'Too much is waiting already', retryable: true },
});

export type ErrorCode = keyof typeof ERROR_CODES;
