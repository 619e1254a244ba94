/** What a client can show of a purchase at Apple. */
export type AppleProofKind = 'signed transaction' | 'transaction id' | 'receipt';

/** A signed transaction has 5 to 6 thousand characters; a notification wraps one. */
const SIGNED_LENGTH_MAX = 64 * 1024;
/** A receipt holds every purchase of the device that was not finished. */
const RECEIPT_LENGTH_MAX = 200_000;
const CHAIN_LENGTH = 3;
const THREE_PARTS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const TRANSACTION_ID = /^\d{1,32}$/;
/** The object identifier of signed data (PKCS #7, 1.2.840.113549.1.7.2), as it is encoded. */
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');
/** Before the identifier stands one sequence, with its length in at most five bytes. */
const SIGNED_DATA_AT_MAX = 6;

/**
 * What a text can be, by its form alone and before all cryptography: three parts and dots are
 * signed by StoreKit 2, digits are the id of a transaction, base64 of PKCS #7 is a receipt of
 * StoreKit 1. null: nothing that Apple gives.
 */
export function appleProofKind(text: string): AppleProofKind | null {
  if (TRANSACTION_ID.test(text)) return 'transaction id';
  if (text.length <= SIGNED_LENGTH_MAX && THREE_PARTS.test(text)) return 'signed transaction';
  return isReceipt(text) ? 'receipt' : null;
}

/** True for what may stand in a path of Apple's API: digits bend nothing. */
export function isTransactionId(text: unknown): text is string {
  return typeof text === 'string' && TRANSACTION_ID.test(text);
}

function isReceipt(text: string): boolean {
  if (text.length > RECEIPT_LENGTH_MAX || text.length % 4 !== 0 || !BASE64.test(text)) return false;
  const at = Buffer.from(text.slice(0, 32), 'base64').indexOf(SIGNED_DATA);
  return at >= 2 && at <= SIGNED_DATA_AT_MAX;
}

/** The three parts of signed data, or null when a text has another form. */
export interface SignedParts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** Cheap: most of what comes here is true, and its signature is what costs time. */
export function signedParts(text: string): SignedParts | null {
  if (text.length > SIGNED_LENGTH_MAX) return null;
  const first = text.indexOf('.');
  const second = text.indexOf('.', first + 1);
  if (first < 1 || second < 0 || text.indexOf('.', second + 1) >= 0) return null;
  return {
    header: text.slice(0, first),
    payload: text.slice(first + 1, second),
    signature: text.slice(second + 1),
  };
}

/**
 * The chain in the header of what the App Store signed: a compact JWS by ES256 with three
 * certificates; null for every other header. Whoever sends a thousand certificates shall not make
 * us read one of them.
 */
export function chainOf(header: string): readonly string[] | null {
  const { alg, x5c: chain } = objectOf(header) ?? {};
  if (alg !== 'ES256' || !Array.isArray(chain) || chain.length !== CHAIN_LENGTH) return null;
  return chain.every((each) => typeof each === 'string' && BASE64.test(each)) ? chain : null;
}

/** The transaction id that a proof names, unverified; the proof itself when it names none. */
export function claimedTransaction(proof: string): string {
  const payload = objectOf(signedParts(proof)?.payload ?? '');
  return typeof payload?.transactionId === 'string' ? payload.transactionId : proof;
}

/** The JSON object in a part, or null. */
export function objectOf(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
