import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { Deadline } from '../calls/deadline.js';
import type { AppleAccount, StoreAccounts } from '../store-accounts.js';
import { type StoreScope, StoreUnavailable } from '../store-gateway.js';
import { firstThatKnows, type Reading } from '../verification.js';
import type { AppleClient, ApplePlace } from './apple-client.gateway.js';
import { isUnknownTransaction, unexpectedOfApple } from './apple-reply.js';
import type { AppleSignatures } from './apple-signatures.gateway.js';
import { readAppleTransaction, SIGNED_AHEAD_MS_MAX } from './apple-transaction.js';
import type { SignedPayload } from './apple-verifier.js';

/** Which transaction to ask about, where. */
export interface AskedTransaction {
  readonly id: string;
  readonly bundleIds: readonly string[];
  /** In the order in which they are asked. */
  readonly environments: readonly Environment[];
  readonly deadline: Deadline;
}

/** Transactions of the App Store: as a device shows them, and as Apple tells them when asked. */
export class AppleTransactions {
  constructor(
    private readonly accounts: StoreAccounts,
    private readonly signatures: AppleSignatures,
    private readonly client: AppleClient,
    private readonly clock: Clock,
  ) {}

  /** Reads a signed transaction of one of these apps. */
  async signed(
    text: string,
    expected: { bundleIds: readonly string[]; environment: Environment | null },
  ): Promise<Reading> {
    const payload = await this.signatures.payloadOf(text);
    if (payload === null) return { code: 'receipt_invalid' };
    return readAppleTransaction(payload, { ...expected, now: await this.nowFor(payload) });
  }

  /** Asks Apple about a transaction, in each app and environment until one knows it. */
  byId(
    scope: StoreScope,
    account: AppleAccount,
    { id, bundleIds, environments, deadline }: AskedTransaction,
  ): Promise<Reading> {
    const key = account.apiKey();
    if (key === null) throw new StoreUnavailable('the title has no API key of Apple');
    const places = environments.flatMap((environment) =>
      bundleIds.map((bundleId) => ({ account, key, bundleId, environment, deadline })),
    );
    return firstThatKnows(places, (place) => this.#ask(scope, place, id));
  }

  /** Our time; when a signature seems to come from the future, that of the store. */
  async nowFor({ signedDate }: SignedPayload): Promise<number> {
    const now = this.clock.now();
    const inTime = signedDate <= now + SIGNED_AHEAD_MS_MAX;
    return inTime ? now : now + Math.max(0, await this.accounts.aheadMs());
  }

  async #ask(scope: StoreScope, place: ApplePlace, id: string): Promise<Reading> {
    const reply = await this.client.transaction(place, id);
    if (isUnknownTransaction(reply)) return { code: 'receipt_invalid' };
    const signed = reply.body?.signedTransactionInfo;
    if (reply.status !== 200 || typeof signed !== 'string') throw unexpectedOfApple(reply);
    const reading = await this.signed(signed, {
      bundleIds: [place.bundleId],
      environment: scope.environment,
    });
    // What Apple itself sends is not refused as a forgery: something on the way is broken.
    const broken = 'code' in reading && reading.code === 'receipt_invalid';
    const other = 'purchase' in reading && reading.purchase.storeTransactionId !== id;
    if (broken || other) throw new StoreUnavailable('Apple answered with another transaction');
    return reading;
  }
}
