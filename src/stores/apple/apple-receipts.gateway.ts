import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import { boundedFetch, type StoreAnswer } from '../calls/bounded-fetch.gateway.js';
import type { Deadline } from '../calls/deadline.js';
import { fewAtATime } from '../calls/few-at-a-time.js';
import { type JsonObject, jsonObject } from '../calls/json-object.js';
import { StoreCaller } from '../calls/store-caller.gateway.js';
import { CredentialsRefused } from '../credentials-refused.js';
import type { AppleAccount } from '../store-accounts.js';
import {
  type Purchase,
  type StoreScope,
  StoreUnavailable,
  type Verification,
} from '../store-gateway.js';
import { refused } from '../verification.js';
import { readAppleReceipt } from './apple-receipt.js';
import { receiptAnswerOf } from './apple-receipt-answer.js';
import type { AppleTransactions } from './apple-transactions.gateway.js';

/** Apple's numbers (verifyReceipt, "status"). */
const STATUS = {
  valid: 0,
  malformed: 21_002,
  notAuthentic: 21_003,
  wrongSecret: 21_004,
  down: 21_005,
  expiredSubscription: 21_006,
  isSandbox: 21_007,
  isProduction: 21_008,
  noAccount: 21_010,
} as const;
const OTHER: Readonly<Record<Environment, Environment>> = {
  production: 'sandbox',
  sandbox: 'production',
};
/** One receipt asks for no more shares: well below what Apple lets an app ask in a second. */
const SHARES_MAX = 30;
const SHARES_AT_A_TIME = 4;

/**
 * Receipts of StoreKit 1, which Apple verifies at `verifyReceipt`. Apple has deprecated it, and
 * games that still have StoreKit 1 on some devices need it. Our own HTTP, our own checks; the
 * answer is taken apart by node-apple-receipt-verify.
 */
export class AppleReceipts {
  constructor(
    private readonly clock: Clock,
    private readonly transactions: AppleTransactions,
    private readonly callers: Readonly<Record<Environment, StoreCaller>> = {
      production: new StoreCaller(),
      sandbox: new StoreCaller(),
    },
  ) {}

  /** Throws `StoreUnavailable`. */
  async verify(
    scope: StoreScope,
    account: AppleAccount,
    { receipt, deadline }: { receipt: string; deadline: Deadline },
  ): Promise<Verification> {
    const usual = scope.environment ?? 'production';
    const asked = { account, receipt, deadline };
    const told = await this.#ask(asked, usual);
    const from = belongsElsewhere(told, usual) ? OTHER[usual] : usual;
    const answer = from === usual ? told : await this.#ask(asked, from);
    const verification = await this.#read(scope, asked, { answer, from });
    if (verification.outcome !== 'verified') return verification;
    const [first, ...others] = await this.#withShares(scope, asked, verification.purchases);
    return { outcome: 'verified', purchases: [first!, ...others] };
  }

  /**
   * A receipt says that something was given back and not how much of it, so Apple is asked for the
   * share where there is a key: for the newest refunds, a few at a time, since what a player was
   * ever given back stays in the receipt, and Apple counts our calls. The older ones are left out:
   * notifications and the customer's list tell of them, with their shares. Without a key the
   * receipt's own word is taken: given back as a whole.
   */
  async #withShares(
    scope: StoreScope,
    asked: Asked,
    purchases: readonly Purchase[],
  ): Promise<readonly Purchase[]> {
    if (asked.account.apiKey() === null) return purchases;
    const newest = purchases
      .filter(({ state }) => state === 'revoked')
      .sort((one, other) => refundTimeOf(other) - refundTimeOf(one))
      .slice(0, SHARES_MAX);
    const told = new Map<Purchase, Purchase>();
    await fewAtATime(newest, SHARES_AT_A_TIME, async (purchase) => {
      told.set(purchase, await this.#withShare(scope, asked, purchase));
    });
    return purchases.flatMap((purchase) => {
      if (purchase.state !== 'revoked') return [purchase];
      const share = told.get(purchase);
      return share ? [share] : [];
    });
  }

  async #withShare(
    scope: StoreScope,
    { account, deadline }: Asked,
    purchase: Purchase,
  ): Promise<Purchase> {
    const { app, environment, storeTransactionId: id } = purchase;
    const asked = { id, bundleIds: [app], environments: [environment], deadline };
    const reading = await this.transactions.byId(scope, account, asked);
    return 'purchase' in reading ? reading.purchase : purchase;
  }

  async #read(
    scope: StoreScope,
    { account }: { account: AppleAccount },
    { answer, from }: { answer: JsonObject; from: Environment },
  ): Promise<Verification> {
    switch (answer.status) {
      case STATUS.valid:
        break;
      case STATUS.malformed:
      case STATUS.notAuthentic:
      case STATUS.noAccount:
        return refused('receipt_invalid');
      case STATUS.expiredSubscription:
        return refused('product_type_unsupported');
      case STATUS.wrongSecret:
        throw new CredentialsRefused('Apple does not know the shared secret for receipts');
      default:
        throw new StoreUnavailable(`Apple verifies no receipt: ${statusOf(answer)}`);
    }
    // First that: the package takes an answer without a receipt for one without purchases.
    const told = receiptAnswerOf(answer);
    return readAppleReceipt(told, await entriesOf(answer), {
      bundleIds: account.apps.map((app) => app.bundleId),
      wanted: scope.environment,
      asked: from,
      now: this.clock.now(),
    });
  }

  /** Apple calls a receipt malformed also in a bad moment: the second time it is believed. */
  async #ask(asked: Asked, environment: Environment): Promise<JsonObject> {
    const answer = await this.#askOnce(asked, environment);
    return answer.status === STATUS.malformed ? this.#askOnce(asked, environment) : answer;
  }

  async #askOnce(asked: Asked, environment: Environment): Promise<JsonObject> {
    const { account, receipt, deadline } = asked;
    const secret = account.sharedSecret();
    const request = {
      method: 'POST',
      url: account.receiptUrls[environment],
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        'receipt-data': receipt,
        ...(secret !== null && { password: secret }),
        'exclude-old-transactions': false,
      }),
    } as const;
    const answer = await this.callers[environment].attempt(
      async (timeoutMs) => asHttp(await boundedFetch(request, timeoutMs)),
      { deadline, quota: account.apps.map((app) => app.bundleId).join() },
    );
    const body = answer.status === 200 ? jsonObject(answer.body) : null;
    if (typeof body?.status !== 'number') {
      throw new StoreUnavailable(`unexpected answer of Apple to a receipt: ${answer.status}`);
    }
    return body;
  }
}

interface Asked {
  readonly account: AppleAccount;
  readonly receipt: string;
  readonly deadline: Deadline;
}

/** What has no time that we can read may be the newest. */
function refundTimeOf({ refundedAt }: Purchase): number {
  return refundedAt ?? Number.MAX_SAFE_INTEGER;
}

/** Apple says "try again" with status 200; as a status of HTTP it is tried again like any other. */
function asHttp(answer: StoreAnswer): StoreAnswer {
  const body = answer.status === 200 ? jsonObject(answer.body) : null;
  const status = Number(body?.status);
  const internal = status === 21_009 || (status >= 21_100 && status <= 21_199);
  return status === STATUS.down || internal ? { ...answer, status: 503 } : answer;
}

function belongsElsewhere({ status }: JsonObject, asked: Environment): boolean {
  return status === (asked === 'production' ? STATUS.isSandbox : STATUS.isProduction);
}

function statusOf({ status }: JsonObject): string {
  return typeof status === 'number' ? String(status) : 'no status';
}

/** The package is loaded with the first receipt: most games never see one. */
async function entriesOf(response: JsonObject) {
  const { extract } = await import('node-apple-receipt-verify');
  try {
    const entries = await extract({ response, extended: true });
    return (entries ?? []).filter((entry) => entry !== undefined);
  } catch {
    // It reads what it is given as it is: an entry that is no object breaks it.
    throw new StoreUnavailable('the receipt in the answer of Apple cannot be read');
  }
}
