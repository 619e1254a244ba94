/** The tags of ASN.1 that certificates, revocation answers and receipts are made of. */
const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  ia5String: 0x16,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One value in DER: its tag and what is in it. */
export interface DerValue {
  tag: number;
  content: Buffer;
  /** Tag, length and content, as it was read. */
  whole: Buffer;
}

export function encode(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

export const sequence = (...parts: Buffer[]) => encode(tags.sequence, ...parts);
export const set = (...parts: Buffer[]) => encode(tags.set, ...parts);
export const octetString = (content: Buffer) => encode(tags.octetString, content);
export const utf8String = (text: string) => encode(tags.utf8String, Buffer.from(text, 'utf8'));
export const ia5String = (text: string) => encode(tags.ia5String, Buffer.from(text, 'ascii'));
export const enumerated = (value: number) => encode(tags.enumerated, Buffer.from([value]));
export const derNull = () => encode(tags.null);
/** `[number]`, for a value that is itself encoded: explicit, or a constructed implicit one. */
export const tagged = (number: number, ...parts: Buffer[]) => encode(0xa0 | number, ...parts);

/** A string of whole bytes. */
export const bitString = (content: Buffer) => encode(tags.bitString, Buffer.from([0]), content);

/** A whole number that is not negative. */
export function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  const padded = bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return encode(tags.integer, padded);
}

/** Such as `1.2.840.10045.4.3.2`. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left & 0x7f));
    }
    return groups;
  });
  return encode(tags.objectIdentifier, Buffer.from(bytes));
}

/** To the second, in UTC. */
export function generalizedTime(time: number): Buffer {
  const text = new Date(time).toISOString().replace(/[-:T]|\.\d+/g, '');
  return encode(tags.generalizedTime, Buffer.from(text, 'ascii'));
}

/** Reads the value at the beginning of `bytes`. Throws when it is not one. */
export function decode(bytes: Buffer): DerValue {
  const [tag, first] = [bytes[0], bytes[1]];
  if (tag === undefined || first === undefined) throw new Error('DER ends early.');
  const lengthBytes = first & 0x80 ? first & 0x7f : 0;
  if (lengthBytes > 4 || first === 0x80) throw new Error('This length is no DER.');
  const length = lengthBytes ? bytes.readUIntBE(2, lengthBytes) : first;
  const start = 2 + lengthBytes;
  if (bytes.length < start + length) throw new Error('DER ends early.');
  return {
    tag,
    content: bytes.subarray(start, start + length),
    whole: bytes.subarray(0, start + length),
  };
}

/** The values inside of a constructed one. */
export function children(value: DerValue): DerValue[] {
  const found: DerValue[] = [];
  for (let at = 0; at < value.content.length; ) {
    const child = decode(value.content.subarray(at));
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** Follows numbers of children downwards from a value. Throws when one is not there. */
export function childAt(value: DerValue, ...path: number[]): DerValue {
  return path.reduce((parent, index) => {
    const child = children(parent)[index];
    if (!child) throw new Error('DER of another shape.');
    return child;
  }, value);
}
