import { createHash, sign } from 'node:crypto';
import type { CertifiedKey } from './certificate-chain.js';
import { issuerIdentity } from './certificate-parts.js';
import {
  bitString,
  childAt,
  children,
  type DerValue,
  decode,
  encode,
  enumerated,
  generalizedTime,
  objectIdentifier,
  octetString,
  sequence,
  tagged,
} from './der.js';

/** Revoked says when, in milliseconds since 1970. */
export type RevocationStatus = 'good' | 'unknown' | { revokedAt: number };

/** Who answers for the certificates of one issuer. */
export interface Responder {
  issuer: Buffer;
  key: CertifiedKey;
}

/** Which certificate somebody asks about. */
export interface CertificateQuestion {
  /** Repeated in the answer, byte by byte. */
  certificateId: Buffer;
  serial: string;
  responder: Responder;
}

const identifiers = {
  basicResponse: '1.3.6.1.5.5.7.48.1.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
};
const malformedRequest = 1;
const unauthorized = 6;
/** Clients may keep an answer for this long. */
const validMs = 15 * 60_000;

/**
 * Reads a request of RFC 6960. Only the first certificate that is asked about is answered: no
 * client of the App Store asks about two.
 *
 * @returns undefined when its issuer is none of ours. Throws when it is no request.
 */
export function readRequest(
  request: Buffer,
  responders: readonly Responder[],
): CertificateQuestion | undefined {
  const list = children(childAt(decode(request), 0)).find((part) => part.tag === 0x30);
  if (!list) throw new Error('No certificate is asked about.');
  const certificateId = childAt(list, 0, 0);
  const [algorithm, name, key, serial] = children(certificateId);
  const hash = hashOf(childAt(algorithm!, 0));
  const responder = responders.find(({ issuer }) => {
    const identity = issuerIdentity(issuer);
    return digest(hash, identity.name).equals(name!.content)
      ? digest(hash, identity.key).equals(key!.content)
      : false;
  });
  if (!responder) return undefined;
  const { whole } = certificateId;
  return { certificateId: whole, serial: serial!.content.toString('hex'), responder };
}

/** The answer, signed by the responder and valid from now. */
export function answerRequest(
  question: CertificateQuestion,
  status: RevocationStatus,
  now: number,
): Buffer {
  const { key } = question.responder;
  const data = sequence(
    tagged(2, octetString(digest('sha1', issuerIdentity(key.certificate).key))),
    generalizedTime(now),
    sequence(
      sequence(
        question.certificateId,
        encodeStatus(status),
        generalizedTime(now),
        tagged(0, generalizedTime(now + validMs)),
      ),
    ),
  );
  const basic = sequence(
    data,
    sequence(objectIdentifier(identifiers.ecdsaWithSha256)),
    bitString(sign('sha256', data, key.privateKey)),
    tagged(0, sequence(key.certificate)),
  );
  const bytes = sequence(objectIdentifier(identifiers.basicResponse), octetString(basic));
  return sequence(enumerated(0), tagged(0, bytes));
}

export const malformedAnswer = sequence(enumerated(malformedRequest));
/** For certificates that others issued. */
export const unauthorizedAnswer = sequence(enumerated(unauthorized));

function encodeStatus(status: RevocationStatus): Buffer {
  if (status === 'good') return encode(0x80);
  if (status === 'unknown') return encode(0x82);
  return tagged(1, generalizedTime(status.revokedAt));
}

function hashOf(algorithm: DerValue): 'sha1' | 'sha256' {
  return algorithm.whole.equals(objectIdentifier(identifiers.sha256)) ? 'sha256' : 'sha1';
}

function digest(hash: string, bytes: Buffer): Buffer {
  return createHash(hash).update(bytes).digest();
}
