import { type KeyObject, verify as verifySignature, X509Certificate } from 'node:crypto';
import {
  Environment,
  SignedDataVerifier,
  VerificationException,
} from '@apple/app-store-server-library';
import { chainOf, objectOf, type SignedParts, signedParts } from './apple-proof.js';

/** What the App Store signed. Nothing is known of its content but the date of the signature. */
export type SignedPayload = Readonly<Record<string, unknown>> & { readonly signedDate: number };

/** Where the date of a signature stands: an app transaction has it under another name. */
type DateField = 'signedDate' | 'receiptCreationDate';
type Dated = Readonly<Record<string, unknown>>;

/** Whose header this is, and from when to when its certificates are all valid. */
interface Signer {
  readonly key: KeyObject;
  readonly validFrom: number;
  readonly validTo: number;
}

const SIGNERS_MAX = 32;
/** As the library tolerates it. */
const SKEW_MS = 60_000;

/**
 * Answers one question: did the holder of the App Store's key sign this? Whose app, which
 * environment and whether it may be credited is decided by `apple-transaction.ts`.
 *
 * The library accepts unsigned data when it is told `Xcode` or `LocalTesting`. Here nobody can tell
 * it: the environment is no parameter.
 */
export class AppleVerifier extends SignedDataVerifier {
  readonly #signers = new Map<string, Signer>();

  /** `root` is the one certificate, in DER, to which every chain must lead. */
  constructor(readonly root: Buffer) {
    super([root], false, Environment.PRODUCTION, '', 0);
  }

  /**
   * The payload of a signed text, or null when the App Store did not sign it. Never throws.
   *
   * Most of a verification is the chain, and the chain is all that a header holds: the same header
   * is the same chain, letter by letter, for months. At its first sight it goes the whole way
   * through Apple's library; after that its signature and its dates are looked at each time.
   */
  async verify(signed: string): Promise<SignedPayload | null> {
    return (await this.#verified(signed, 'signedDate')) as SignedPayload | null;
  }

  /** As `verify`, for the app transaction of a customer. */
  verifyCustomer(signed: string): Promise<Dated | null> {
    return this.#verified(signed, 'receiptCreationDate');
  }

  async #verified(signed: string, date: DateField): Promise<Dated | null> {
    const parts = signedParts(signed);
    if (parts === null) return null;
    const known = this.#signers.get(parts.header);
    if (known !== undefined) return payloadSignedBy(known, parts, date);
    const chain = chainOf(parts.header);
    return chain && this.#verifiedAtFirstSight(signed, { header: parts.header, chain, date });
  }

  async #verifiedAtFirstSight(
    signed: string,
    { header, chain, date }: { header: string; chain: readonly string[]; date: DateField },
  ): Promise<Dated | null> {
    try {
      const validator = {
        validate: (payload: unknown): payload is Dated => isDated(payload, date),
      };
      const payload = await this.verifyJWT(signed, validator, (content) => {
        return new Date(Number(content[date]));
      });
      this.#remember(header, signerOf(chain, this.root));
      return payload;
    } catch (error) {
      if (error instanceof VerificationException) return null;
      throw error;
    }
  }

  /** Only verified headers come here, so that nobody but Apple can push another one out. */
  #remember(header: string, signer: Signer | null): void {
    if (signer === null) return;
    if (this.#signers.size >= SIGNERS_MAX) {
      const oldest = this.#signers.keys().next();
      if (!oldest.done) this.#signers.delete(oldest.value);
    }
    this.#signers.set(header, signer);
  }
}

/** Without a date the library would take today's, with a strange one it would compare nothing. */
function isDated(payload: unknown, field: DateField): payload is Dated {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
  const date = (payload as Record<string, unknown>)[field];
  return Number.isSafeInteger(date) && Math.abs(Number(date)) < 8.64e15;
}

function payloadSignedBy(signer: Signer, parts: SignedParts, field: DateField): Dated | null {
  const signature = Buffer.from(parts.signature, 'base64url');
  // As UTF-8, so that a letter beyond ASCII is never mistaken for the one that was signed.
  const text = Buffer.from(`${parts.header}.${parts.payload}`, 'utf8');
  const key = { key: signer.key, dsaEncoding: 'ieee-p1363' } as const;
  if (!verifySignature('sha256', text, key, signature)) return null;
  const payload = objectOf(parts.payload);
  if (!isDated(payload, field)) return null;
  const date = Number(payload[field]);
  const inTime = signer.validFrom <= date + SKEW_MS && signer.validTo >= date - SKEW_MS;
  return inTime ? payload : null;
}

/** null for a key that is no P-256: ES256 means that one, and the library may know others. */
function signerOf(chain: readonly string[], root: Buffer): Signer | null {
  const verified = chain.slice(0, 2).map((each) => Buffer.from(each, 'base64'));
  const certificates = [...verified, root].map((each) => new X509Certificate(each));
  const key = certificates[0]!.publicKey;
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null;
  return {
    key,
    validFrom: Math.max(...certificates.map((each) => Date.parse(each.validFrom))),
    validTo: Math.min(...certificates.map((each) => Date.parse(each.validTo))),
  };
}
