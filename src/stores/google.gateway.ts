import { Logger } from '@nestjs/common';
import type { GoogleClient } from './google-client.gateway.js';
import { isPurchaseToken } from './google-paths.js';
import { finalRefusal, isLineConsumed, readGooglePurchase, stateOf } from './google-purchase.js';
import type { GoogleReply } from './google-reply.js';
import { CredentialsRefused } from './google-tokens.gateway.js';
import type { GoogleAccount, StoreAccounts } from './store-accounts.js';
import {
  type PurchaseLine,
  type StoreGateway,
  StoreRefused,
  type StoreScope,
  StoreUnavailable,
  type Verification,
} from './store-gateway.js';

/** Google Play. The proof is a purchase token; what it stands for is asked of Google. */
export class GoogleGateway implements StoreGateway {
  readonly store = 'google';
  readonly finishes = true;

  /** The proof is the purchase token. */
  claimedPurchase(proof: string): string {
    return proof;
  }
  readonly #log = new Logger(GoogleGateway.name);

  constructor(
    private readonly accounts: StoreAccounts,
    private readonly client: GoogleClient,
  ) {}

  async verify(scope: StoreScope, proof: string): Promise<Verification> {
    if (!isPurchaseToken(proof)) return { outcome: 'refused', code: 'receipt_invalid' };
    const asked = { token: proof, environment: scope.environment };
    try {
      const reply = await this.#ask(scope, (account) => this.client.purchase(account, proof));
      if (reply === null) return { outcome: 'refused', code: 'store_not_configured' };
      return readGooglePurchase(reply, asked);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (!(error instanceof CredentialsRefused)) this.#log.warn(`Google: ${error.message}`);
      return { outcome: 'unavailable', storeTransactionId: proof };
    }
  }

  async finish(
    scope: StoreScope,
    payment: { storeTransactionId: string; lines: readonly PurchaseLine[] },
  ): Promise<void> {
    const token = payment.storeTransactionId;
    if (!isPurchaseToken(token)) throw new StoreRefused('the payment has no Google token');
    for (const { productId } of payment.lines) await this.#consume(scope, { token, productId });
  }

  async #consume(scope: StoreScope, purchase: { token: string; productId: string }): Promise<void> {
    const reply = await this.#ask(scope, (account) => this.client.consume(account, purchase));
    if (reply === null) throw new StoreUnavailable('the title has no Google settings any more');
    if (reply.status >= 200 && reply.status < 300) return;
    refuseForGood(reply);
    if (reply.reason !== 'invalidPurchaseState') {
      throw new StoreUnavailable(`unexpected answer to consume: ${reply.status}`);
    }
    // The same words for "consumed already", which is what we want, and for "given back".
    const now = await this.#ask(scope, (account) => this.client.purchase(account, purchase.token));
    if (now?.body && isLineConsumed(now.body, purchase.productId)) return;
    if (now) refuseForGood(now);
    const state = now?.body ? stateOf(now.body) : null;
    if (state === 'cancelled' || state === 'revoked') {
      throw new StoreRefused(`a purchase that is ${state} cannot be consumed`);
    }
    throw new StoreUnavailable('Google does not consume the purchase now');
  }

  /** null: the title does not sell through Google. Throws `StoreUnavailable`. */
  async #ask(
    scope: StoreScope,
    ask: (account: GoogleAccount) => Promise<GoogleReply>,
  ): Promise<GoogleReply | null> {
    for (let again = true; ; again = false) {
      const account = await this.accounts.google(scope.titleId);
      if (account === null) return null;
      try {
        return await ask(account);
      } catch (error) {
        if (!(error instanceof CredentialsRefused)) throw error;
        if (!again || !this.accounts.forget()) {
          this.#log.error(`${error.message}. Check the service account of ${scope.titleId}.`);
          throw error;
        }
      }
    }
  }
}

function refuseForGood(reply: GoogleReply): void {
  if (finalRefusal(reply) === null) return;
  throw new StoreRefused(`Google refuses for good: ${reply.status}, ${reply.reason}`);
}
