import type { KeyObject, X509Certificate } from 'node:crypto';
import {
  Environment,
  SignedDataVerifier,
  VerificationException,
  VerificationStatus,
} from '@apple/app-store-server-library';

/** What the App Store signed. Nothing is known of its content but the date of the signature. */
export type SignedPayload = Readonly<Record<string, unknown>> & { readonly signedDate: number };

interface VerifiedChain {
  readonly leafKey: KeyObject;
  readonly validFrom: number;
  readonly validTo: number;
}

const CHAINS_MAX = 32;
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
  readonly #chains = new Map<string, VerifiedChain>();

  /** `root` is the one certificate, in DER, to which every chain must lead. */
  constructor(readonly root: Buffer) {
    super([root], false, Environment.PRODUCTION, '', 0);
  }

  /** The payload of a signed text, or null when the App Store did not sign it. Never throws. */
  async verify(signed: string): Promise<SignedPayload | null> {
    try {
      return await this.verifyJWT(signed, payloadValidator, (payload) => {
        return new Date(payload.signedDate);
      });
    } catch (error) {
      if (error instanceof VerificationException) return null;
      throw error;
    }
  }

  /**
   * Most of a verification is the chain, and Apple's chain is the same for months. A chain that led
   * to the root once always does; only its dates are looked at again.
   */
  protected override async verifyCertificateChain(
    roots: X509Certificate[],
    leaf: X509Certificate,
    intermediate: X509Certificate,
    effectiveDate: Date,
  ): Promise<KeyObject> {
    const name = leaf.fingerprint256 + intermediate.fingerprint256;
    const known = this.#chains.get(name);
    if (known) return keyAt(known, effectiveDate.getTime());
    const leafKey = await super.verifyCertificateChain(roots, leaf, intermediate, effectiveDate);
    this.#remember(name, chainOf(leafKey, [leaf, intermediate, ...roots]));
    return leafKey;
  }

  /** Only verified chains come here, so that nobody but Apple can push another one out. */
  #remember(name: string, chain: VerifiedChain): void {
    if (this.#chains.size >= CHAINS_MAX) {
      const oldest = this.#chains.keys().next();
      if (!oldest.done) this.#chains.delete(oldest.value);
    }
    this.#chains.set(name, chain);
  }
}

/** Without a date the library would take today's, with a strange one it would compare nothing. */
const payloadValidator = {
  validate(payload: unknown): payload is SignedPayload {
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
    const { signedDate } = payload as Record<string, unknown>;
    return Number.isSafeInteger(signedDate) && Math.abs(Number(signedDate)) < 8.64e15;
  },
};

function keyAt(chain: VerifiedChain, time: number): KeyObject {
  if (chain.validFrom > time + SKEW_MS || chain.validTo < time - SKEW_MS) {
    throw new VerificationException(VerificationStatus.INVALID_CERTIFICATE);
  }
  return chain.leafKey;
}

function chainOf(leafKey: KeyObject, certificates: readonly X509Certificate[]): VerifiedChain {
  return {
    leafKey,
    validFrom: Math.max(...certificates.map((each) => Date.parse(each.validFrom))),
    validTo: Math.min(...certificates.map((each) => Date.parse(each.validTo))),
  };
}
