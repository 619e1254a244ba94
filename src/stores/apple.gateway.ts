import { Logger } from '@nestjs/common';
import type { Clock } from '../kernel/clock.js';
import { claimedTransaction, looksLikeAppleProof } from './apple-proof.js';
import { readAppleTransaction } from './apple-transaction.js';
import { AppleVerifier, type SignedPayload } from './apple-verifier.js';
import type { StoreAccounts } from './store-accounts.js';
import {
  type StoreGateway,
  type StoreScope,
  StoreUnavailable,
  type Verification,
} from './store-gateway.js';

/**
 * The App Store. The proof is the transaction that StoreKit 2 hands to the device, signed by Apple:
 * it is verified here, without asking Apple.
 */
export class AppleGateway implements StoreGateway {
  readonly store = 'apple';
  /** The device finishes its own transaction once it hears of the credit. */
  readonly finishes = false;

  claimedPurchase(proof: string): string {
    return claimedTransaction(proof);
  }
  readonly #log = new Logger(AppleGateway.name);
  #verifier: AppleVerifier | null = null;

  constructor(
    private readonly accounts: StoreAccounts,
    private readonly clock: Clock,
  ) {}

  async verify(scope: StoreScope, proof: string): Promise<Verification> {
    try {
      const account = await this.accounts.apple(scope.titleId);
      if (account === null) return { outcome: 'refused', code: 'store_not_configured' };
      const payload = looksLikeAppleProof(proof) ? await this.#signedPayload(proof) : null;
      if (payload === null) return { outcome: 'refused', code: 'receipt_invalid' };
      return readAppleTransaction(payload, {
        bundleId: account.bundleId,
        environment: scope.environment,
        now: this.clock.now(),
      });
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.#log.warn(`Apple: ${error.message}`);
      return { outcome: 'unavailable', storeTransactionId: null };
    }
  }

  async finish(): Promise<void> {}

  /** A simulator that was reset has another root: what its old root refuses is looked at again. */
  async #signedPayload(proof: string): Promise<SignedPayload | null> {
    const verifier = await this.#currentVerifier();
    const payload = await verifier.verify(proof);
    if (payload !== null || !this.accounts.forget()) return payload;
    const renewed = await this.#currentVerifier();
    return renewed === verifier ? null : renewed.verify(proof);
  }

  async #currentVerifier(): Promise<AppleVerifier> {
    const root = await this.accounts.appleRoot();
    if (!this.#verifier?.root.equals(root)) this.#verifier = new AppleVerifier(root);
    return this.#verifier;
  }
}
