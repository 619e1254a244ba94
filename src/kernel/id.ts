/**
 * Ids are TypeIDs (TypeID specification 0.3): a prefix and a UUIDv7 in 26 characters of Crockford's
 * base 32. In the database an id is the 16 bytes of its UUID; the column tells the prefix.
 */
export const ID_PREFIXES = [
  'title',
  'player',
  'session',
  'payment',
  'order',
  'txn',
  'lot',
  'grant',
  'event',
  'hook',
  'catalog',
  'key',
  'notification',
  'question',
  'difference',
  'operator',
  'audit',
  'draft',
  'coupon',
  'redemption',
  'transfer',
] as const;

export type IdPrefix = (typeof ID_PREFIXES)[number];
export type Id<Prefix extends IdPrefix> = `${Prefix}_${string}`;

export type TitleId = Id<'title'>;
export type PlayerId = Id<'player'>;
export type SessionId = Id<'session'>;
export type PaymentId = Id<'payment'>;
export type OrderId = Id<'order'>;
export type TransactionId = Id<'txn'>;
export type LotId = Id<'lot'>;
export type GrantId = Id<'grant'>;
export type EventId = Id<'event'>;
export type CatalogVersionId = Id<'catalog'>;
export type DraftId = Id<'draft'>;
export type TransferId = Id<'transfer'>;
export type OperatorId = Id<'operator'>;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const SUFFIX_LENGTH = 26;
const DIGIT = new Int8Array(128).fill(-1);
for (let value = 0; value < ALPHABET.length; value++) DIGIT[ALPHABET.charCodeAt(value)] = value;

/** True for a well-formed id of this kind; says nothing about whether such a row exists. */
export function isId<Prefix extends IdPrefix>(prefix: Prefix, text: unknown): text is Id<Prefix> {
  if (typeof text !== 'string' || text.length !== prefix.length + 1 + SUFFIX_LENGTH) return false;
  if (!text.startsWith(prefix) || text[prefix.length] !== '_') return false;
  for (let at = prefix.length + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127 || DIGIT[code]! < 0) return false;
  }
  return text.charCodeAt(prefix.length + 1) <= 55; // above '7' the value would not fit in 128 bits
}

const CODES = Buffer.from(ALPHABET, 'latin1');
const written = Buffer.alloc(SUFFIX_LENGTH);

/** Writes 16 bytes as an id of the given kind. */
export function idOf<Prefix extends IdPrefix>(prefix: Prefix, bytes: Uint8Array): Id<Prefix> {
  if (bytes.length !== 16) throw new Error(`an id has 16 bytes, not ${bytes.length}`);
  let length = 0;
  let buffered = 0;
  let bits = 2; // 128 bits in 26 digits of 5: the first digit carries two leading zero bits
  for (let at = 0; at < 16; at++) {
    buffered = (buffered << 8) | bytes[at]!;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      written[length++] = CODES[(buffered >>> bits) & 31]!;
      buffered &= (1 << bits) - 1;
    }
  }
  // At once: a text that grows by single characters is four times as slow (measured).
  return `${prefix}_${written.toString('latin1')}`;
}

/** About a batch of new ids: a longer memory would only feed the garbage collector. */
const DECODED_MAX = 512;
let decoded = new Map<string, Buffer>();
/** The full memory before: an id that is still in use, such as the title's, comes over from it. */
let decodedBefore = new Map<string, Buffer>();

/**
 * The 16 bytes of a well-formed id; the last 26 characters carry them, whatever the prefix. The
 * bytes are shared and never written to: one purchase names the same player a dozen times.
 */
export function idBytes(id: string): Buffer {
  let bytes = decoded.get(id);
  if (bytes === undefined) {
    bytes = decodedBefore.get(id) ?? decode(id);
    if (decoded.size >= DECODED_MAX) {
      decodedBefore = decoded;
      decoded = new Map();
    }
    decoded.set(id, bytes);
  }
  return bytes;
}

function decode(id: string): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  const start = id.length - SUFFIX_LENGTH;
  let buffered = DIGIT[id.charCodeAt(start)]!;
  let bits = 3;
  let written = 0;
  for (let at = start + 1; at < id.length; at++) {
    buffered = (buffered << 5) | DIGIT[id.charCodeAt(at)]!;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[written++] = (buffered >>> bits) & 255;
      buffered &= (1 << bits) - 1;
    }
  }
  return bytes;
}

/** The lowest id that can have been made at a time or later: a UUIDv7 begins with its time. */
export function lowestIdAt<Prefix extends IdPrefix>(prefix: Prefix, time: number): Id<Prefix> {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(time, 0, 6);
  return idOf(prefix, bytes);
}

/** The same UUID under another prefix: a transaction carries the UUID of what caused it. */
export function idAs<Prefix extends IdPrefix>(prefix: Prefix, id: string): Id<Prefix> {
  return `${prefix}_${id.slice(-SUFFIX_LENGTH)}`;
}

/** The UUID of an id in its usual form; the store's account token of a player is this. */
export function uuidOf(id: string): string {
  const hex = idBytes(id).toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads a UUID as an id of the given kind, or null when the text is not a UUID. */
export function idOfUuid<Prefix extends IdPrefix>(prefix: Prefix, uuid: string): Id<Prefix> | null {
  if (!UUID.test(uuid)) return null;
  return idOf(prefix, Buffer.from(uuid.replaceAll('-', ''), 'hex'));
}
