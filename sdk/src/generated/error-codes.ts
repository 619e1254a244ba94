// Written by `npm run sdk:wire` from openapi.json; do not edit.

/** Every code of a problem that this version of the service answers; a newer one may have more. */
export type ErrorCode =
  /** The body is not a JSON object. */
  | 'malformed_json'
  /** A JSON object names a key twice. */
  | 'duplicate_json_key'
  /** The JSON is nested too deeply. */
  | 'json_too_deep'
  /** The body is not UTF-8. */
  | 'invalid_encoding'
  /** A query parameter is unknown, repeated or wrong. */
  | 'invalid_query'
  /** The cursor was not made by this list. */
  | 'invalid_cursor'
  /** The request is not valid HTTP for this route. */
  | 'invalid_request'
  /** This request needs an Idempotency-Key. */
  | 'idempotency_key_required'
  /** The Idempotency-Key is not 8 to 255 visible ASCII characters. */
  | 'idempotency_key_invalid'
  /** The request arrived too slowly. */
  | 'request_timeout'
  /** A credential is needed. */
  | 'unauthenticated'
  /** The access token has expired. */
  | 'token_expired'
  /** The token is not valid here. */
  | 'token_invalid'
  /** The session has ended. */
  | 'session_revoked'
  /** The key is not valid. */
  | 'key_invalid'
  /** The device secret does not match. */
  | 'device_secret_wrong'
  /** The store did not send this. */
  | 'signature_invalid'
  /** The identity token is not valid. */
  | 'identity_token_invalid'
  /** This credential may not do this. */
  | 'forbidden'
  /** The player is blocked. */
  | 'player_blocked'
  /** There is no such thing, or it is not yours. */
  | 'not_found'
  /** An author cannot approve the own draft. */
  | 'approval_by_author'
  /** The route has no such method. */
  | 'method_not_allowed'
  /** The body is too large. */
  | 'body_too_large'
  /** The address is too long. */
  | 'uri_too_long'
  /** The headers are too large. */
  | 'headers_too_large'
  /** Only application/json is read. */
  | 'unsupported_media_type'
  /** Compressed bodies are not read. */
  | 'unsupported_encoding'
  /** Some fields are wrong. */
  | 'validation_failed'
  /** The body has a field that this route does not know. */
  | 'unknown_field'
  /** A field has the wrong type. */
  | 'invalid_type'
  /** A field has the wrong form. */
  | 'invalid_format'
  /** The quantity is not a whole number in range. */
  | 'invalid_quantity'
  /** The amount is out of range. */
  | 'amount_out_of_range'
  /** A field is too long. */
  | 'too_long'
  /** The Idempotency-Key was used for another request. */
  | 'idempotency_key_reused'
  /** These gems cannot be transferred so. */
  | 'transfer_invalid'
  /** The quote was not made for this player. */
  | 'quote_invalid'
  /** The catalog has faults. */
  | 'catalog_invalid'
  /** The store did not sign this proof. */
  | 'receipt_invalid'
  /** The payment belongs to another app. */
  | 'receipt_wrong_app'
  /** The payment is of the other environment. */
  | 'receipt_sandbox'
  /** The catalog has no such product. */
  | 'product_unknown'
  /** The payment is for another product. */
  | 'product_mismatch'
  /** The product is not a consumable. */
  | 'product_type_unsupported'
  /** The payment has a quantity out of range. */
  | 'quantity_unsupported'
  /** A shared purchase grants no gems. */
  | 'family_shared_not_allowed'
  /** The store took this payment back. */
  | 'purchase_revoked'
  /** The payment was cancelled. */
  | 'purchase_cancelled'
  /** There is no such code. */
  | 'coupon_invalid'
  /** The order cannot be given back, or was already. */
  | 'not_refundable'
  /** The title does not sell through this store. */
  | 'store_not_configured'
  /** Not enough gems. */
  | 'insufficient_balance'
  /** The price has changed. */
  | 'price_changed'
  /** The limit of this offer is reached. */
  | 'limit_reached'
  /** The quote has expired. */
  | 'quote_expired'
  /** There are not so many left of this offer. */
  | 'sold_out'
  /** The offer cannot be bought now. */
  | 'offer_unavailable'
  /** The coupon cannot be redeemed now. */
  | 'coupon_unavailable'
  /** The code or the coupon is used up. */
  | 'coupon_used'
  /** There is such a code already. */
  | 'coupon_code_taken'
  /** The player owns this already. */
  | 'already_owned'
  /** The level before this one is missing. */
  | 'level_out_of_order'
  /** Something that this needs is missing. */
  | 'requirement_missing'
  /** The player cannot hold more of this item. */
  | 'stack_full'
  /** The item cannot be consumed. */
  | 'item_not_consumable'
  /** The player does not hold so many. */
  | 'insufficient_items'
  /** The player does not hold all that the order gave. */
  | 'items_used'
  /** The payment has nothing to give to a player. */
  | 'not_assignable'
  /** The balance cannot hold more. */
  | 'balance_limit_reached'
  /** The payment was credited to another player. */
  | 'receipt_already_used'
  /** The payment names another player. */
  | 'receipt_account_mismatch'
  /** The payment was consumed elsewhere. */
  | 'purchase_consumed_elsewhere'
  /** No catalog has been published yet. */
  | 'no_catalog'
  /** A second person must approve this first. */
  | 'approval_missing'
  /** Another catalog sells now than the draft stands on. */
  | 'draft_outdated'
  /** The draft is scheduled, published or discarded. */
  | 'draft_not_open'
  /** The draft has no publish that lies ahead. */
  | 'draft_not_scheduled'
  /** The draft and the catalog changed the same places. */
  | 'rebase_conflict'
  /** There is too much history for one rehearsal. */
  | 'rehearsal_too_long'
  /** It was changed since you read it. */
  | 'precondition_failed'
  /** Say in If-Match which revision you change. */
  | 'precondition_required'
  /** The request came too late and was not carried out. */
  | 'intent_expired'
  /** The same request is being decided. */
  | 'idempotency_in_progress'
  /** The player has transferred as often as a day allows. */
  | 'transfer_limit_reached'
  /** The player has too many streams. */
  | 'too_many_streams'
  /** Too many requests. */
  | 'rate_limited'
  /** Something is broken on our side. */
  | 'internal'
  /** Try again soon. */
  | 'temporarily_unavailable'
  /** The store does not answer. */
  | 'store_unavailable'
  /** Too much is waiting already. */
  | 'overloaded';
