import type { ErrorCode } from '../../kernel/error-codes.js';

/** What cordova-plugin-purchase sends: one transaction in one of these forms, and much besides. */
export interface CdvTransaction {
  readonly type: 'apple-sk2' | 'ios-appstore' | 'android-playstore';
  /** As the plug-in names the transaction; it goes back as it came. */
  readonly id?: string;
  readonly proof: string;
}

/** What the plug-in reads (its `Validator.Response.Payload`). */
export type CdvReply =
  | {
      readonly ok: true;
      readonly data: {
        readonly id: string;
        readonly latest_receipt: true;
        readonly transaction: { readonly type: string };
        readonly collection: readonly object[];
      };
    }
  | {
      readonly ok: false;
      readonly code: number;
      readonly message: string;
      readonly data: { readonly code: ErrorCode };
    };

/** Of the plug-in's `ErrorCode`. */
const VERIFICATION_FAILED = 6777017;
const INVALID_PRODUCT_ID = 6777012;
const PAYMENT_INVALID = 6777007;

const CODES: Partial<Record<ErrorCode, number>> = {
  product_unknown: INVALID_PRODUCT_ID,
  validation_failed: PAYMENT_INVALID,
};

/** A refusal for good. `data.code` is ours, for whoever reads the game's log. */
export function refusedReply(code: ErrorCode, message: string): CdvReply {
  return { ok: false, code: CODES[code] ?? VERIFICATION_FAILED, message, data: { code } };
}

const FORMS = {
  'apple-sk2': 'jwsRepresentation',
  'ios-appstore': 'appStoreReceipt',
  'android-playstore': 'purchaseToken',
} as const;
const PROOF_LENGTH_MAX = 200_000;

/** Reads the plug-in's body, which has far more than we need; null: nothing that we can verify. */
export function transactionOf(body: unknown): CdvTransaction | null {
  const { transaction } = Object(body) as { transaction?: unknown };
  const given = Object(transaction) as Record<string, unknown>;
  const { type, id } = given;
  if (typeof type !== 'string' || !Object.hasOwn(FORMS, type)) return null;
  const form = type as CdvTransaction['type'];
  const proof = given[FORMS[form]];
  if (typeof proof !== 'string' || proof === '' || proof.length > PROOF_LENGTH_MAX) return null;
  return { type: form, proof, ...(typeof id === 'string' && id.length <= 255 && { id }) };
}
