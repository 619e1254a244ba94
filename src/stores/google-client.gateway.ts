import type { Clock } from '../kernel/clock.js';
import type { StoreRequest } from './bounded-fetch.gateway.js';
import { Deadline } from './deadline.js';
import { consumePath, purchasePath } from './google-paths.js';
import { type GoogleReply, googleReply } from './google-reply.js';
import { CredentialsRefused, GoogleTokens } from './google-tokens.gateway.js';
import type { GoogleAccount } from './store-accounts.js';
import { StoreCaller } from './store-caller.gateway.js';

const BUDGET_MS = 5_000;

/**
 * The two calls of the Play Developer API that gems need. A call takes at most five seconds with
 * its token and all its tries. Any reply that is not about our key is given back; throws
 * `CredentialsRefused` for 401 and 403, `StoreUnavailable` when there is no reply.
 */
export class GoogleClient {
  readonly #tokens: GoogleTokens;

  constructor(
    clock: Clock,
    private readonly caller = new StoreCaller(),
  ) {
    this.#tokens = new GoogleTokens(caller, clock);
  }

  purchase(account: GoogleAccount, token: string): Promise<GoogleReply> {
    const url = account.rootUrl + purchasePath(account.packageName, token);
    return this.#call(account, { method: 'GET', url });
  }

  consume(
    account: GoogleAccount,
    purchase: { token: string; productId: string },
  ): Promise<GoogleReply> {
    const { packageName, rootUrl } = account;
    const path = consumePath({ packageName, token: purchase.token }, purchase.productId);
    return this.#call(account, { method: 'POST', url: rootUrl + path });
  }

  async #call(account: GoogleAccount, request: StoreRequest): Promise<GoogleReply> {
    const deadline = new Deadline(() => performance.now(), BUDGET_MS);
    const first = await this.#callOnce(account, request, deadline);
    // A token can be withdrawn before its end: once, a new one may help.
    const reply = first.status === 401 ? await this.#callOnce(account, request, deadline) : first;
    if (reply.status === 401 || reply.status === 403) {
      const reason = reply.reason ?? 'no reason';
      throw new CredentialsRefused(`Google does not let our key in: ${reply.status}, ${reason}`);
    }
    return reply;
  }

  async #callOnce(
    account: GoogleAccount,
    request: StoreRequest,
    deadline: Deadline,
  ): Promise<GoogleReply> {
    const token = await this.#tokens.tokenOf(account.serviceAccount, deadline);
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const answer = await this.caller.call({ ...request, headers }, deadline);
    if (answer.status === 401) this.#tokens.forget(account.serviceAccount, token);
    return googleReply(answer);
  }
}
