import { childAt, children, type DerValue, decode } from './der.js';

/** Where things are in a certificate that says its version, as all of ours do. */
const places = { serial: 1, issuer: 3, subject: 5, publicKey: 6 };

function part(certificate: Buffer, place: number): DerValue {
  return childAt(decode(certificate), 0, place);
}

/** The serial number, in small hexadecimal letters as it is written in the certificate. */
export function serialOf(certificate: Buffer): string {
  return part(certificate, places.serial).content.toString('hex');
}

/** Issuer and serial number in DER, by which others refer to a certificate. */
export function issuerAndSerial(certificate: Buffer): [issuer: Buffer, serial: Buffer] {
  return [part(certificate, places.issuer).whole, part(certificate, places.serial).whole];
}

/** What a revocation request hashes of an issuer: its name, and the bits of its key. */
export function issuerIdentity(certificate: Buffer): { name: Buffer; key: Buffer } {
  const key = children(part(certificate, places.publicKey))[1]!;
  // The first byte of a bit string counts unused bits; there are none.
  return { name: part(certificate, places.subject).whole, key: key.content.subarray(1) };
}
