import type { StoreAccounts } from '../store-accounts.js';
import { AppleVerifier, type SignedPayload } from './apple-verifier.js';

/** Whether Apple signed a text, by the root that is to be believed now. */
export class AppleSignatures {
  #verifier: AppleVerifier | null = null;

  constructor(private readonly accounts: StoreAccounts) {}

  /**
   * What was signed, or null when it was not. A simulator that was reset has another root: what its
   * old root refuses is looked at again. Throws `StoreUnavailable` when the root cannot be read.
   */
  payloadOf(signed: string): Promise<SignedPayload | null> {
    return this.#ask((verifier) => verifier.verify(signed));
  }

  /** As `payloadOf`, for the app transaction of a customer. */
  customerOf(signed: string): Promise<Readonly<Record<string, unknown>> | null> {
    return this.#ask((verifier) => verifier.verifyCustomer(signed));
  }

  async #ask<Payload>(
    verify: (verifier: AppleVerifier) => Promise<Payload | null>,
  ): Promise<Payload | null> {
    const verifier = await this.#currentVerifier();
    const payload = await verify(verifier);
    if (payload !== null || !this.accounts.forget()) return payload;
    const renewed = await this.#currentVerifier();
    return renewed === verifier ? null : verify(renewed);
  }

  async #currentVerifier(): Promise<AppleVerifier> {
    const root = await this.accounts.appleRoot();
    if (!this.#verifier?.root.equals(root)) this.#verifier = new AppleVerifier(root);
    return this.#verifier;
  }
}
