import type { Clock } from '../../kernel/clock.js';
import type { StoreRequest } from '../calls/bounded-fetch.gateway.js';
import type { Deadline } from '../calls/deadline.js';
import { StoreCaller } from '../calls/store-caller.gateway.js';
import { CredentialsRefused } from '../credentials-refused.js';
import type { GoogleAccount } from '../store-accounts.js';
import {
  orderPath,
  productPath,
  purchasePath,
  type VoidedQuestion,
  voidedPath,
} from './google-paths.js';
import { type GoogleReply, googleReply } from './google-reply.js';
import { GoogleTokens } from './google-tokens.gateway.js';

/** Where a call goes. */
export interface GooglePlace {
  readonly account: GoogleAccount;
  readonly packageName: string;
  /** Shared by calls that answer one question. */
  readonly deadline: Deadline;
}

/**
 * The calls of the Play Developer API that gems need, all of them safe to repeat. Any reply that is
 * not about our key is given back; throws `CredentialsRefused` for 401 and 403, `StoreUnavailable`
 * when there is no reply within the deadline.
 */
export class GoogleClient {
  readonly tokens: GoogleTokens;

  constructor(
    clock: Clock,
    readonly caller = new StoreCaller(),
  ) {
    this.tokens = new GoogleTokens(clock);
  }

  purchase(place: GooglePlace, token: string): Promise<GoogleReply> {
    return this.#call(place, 'purchases', {
      method: 'GET',
      path: purchasePath(place.packageName, token),
    });
  }

  /** Asked only for what `purchase` does not tell: whether a promotion or an advert gave it. */
  product(place: GooglePlace, of: { token: string; productId: string }): Promise<GoogleReply> {
    const path = productPath({ ...of, packageName: place.packageName });
    return this.#call(place, 'purchases', { method: 'GET', path });
  }

  /** Consumes, which acknowledges too, or only acknowledges. */
  act(
    place: GooglePlace,
    of: { token: string; productId: string },
    verb: 'consume' | 'acknowledge',
  ): Promise<GoogleReply> {
    const path = productPath({ ...of, packageName: place.packageName }, verb);
    return this.#call(place, 'purchases', { method: 'POST', path });
  }

  order(place: GooglePlace, orderId: string): Promise<GoogleReply> {
    return this.#call(place, 'orders', {
      method: 'GET',
      path: orderPath(place.packageName, orderId),
    });
  }

  reviewRefund(place: GooglePlace, orderId: string, content: object): Promise<GoogleReply> {
    const path = orderPath(place.packageName, orderId, 'reviewrefund');
    return this.#call(place, 'orders', { method: 'POST', path, content });
  }

  voided(place: GooglePlace, asked: VoidedQuestion): Promise<GoogleReply> {
    return this.#call(place, 'voided', {
      method: 'GET',
      path: voidedPath(place.packageName, asked),
    });
  }

  async #call(
    place: GooglePlace,
    kind: Kind,
    { method, path, content }: { method: StoreRequest['method']; path: string; content?: object },
  ): Promise<GoogleReply> {
    const request: StoreRequest = {
      method,
      url: place.account.rootUrl + path,
      headers: {
        accept: 'application/json',
        ...(content && { 'content-type': 'application/json' }),
      },
      ...(content && { body: JSON.stringify(content) }),
    };
    return withOurToken(this.tokens, place, async (token) => {
      const headers = { ...request.headers, authorization: `Bearer ${token}` };
      const quota = quotaOf(place, kind);
      return googleReply(await this.caller.call({ ...request, headers }, place.deadline, quota));
    });
  }
}

/** By these Google counts the calls of an account, each by itself. */
type Kind = 'purchases' | 'orders' | 'voided';

export function quotaOf({ account }: Pick<GooglePlace, 'account'>, kind: Kind): string {
  return `${account.serviceAccount.client_email} ${kind}`;
}

/**
 * Calls with a token of the place's account. A token can be withdrawn before its end: once, a new
 * one may help. Throws `CredentialsRefused` for 401 and 403.
 */
export async function withOurToken(
  tokens: GoogleTokens,
  { account, deadline }: Pick<GooglePlace, 'account' | 'deadline'>,
  call: (token: string) => Promise<GoogleReply>,
): Promise<GoogleReply> {
  const once = async () => {
    const token = await tokens.tokenOf(account.serviceAccount, deadline);
    const reply = await call(token);
    if (reply.status === 401) tokens.forget(account.serviceAccount, token);
    return reply;
  };
  const first = await once();
  const reply = first.status === 401 ? await once() : first;
  if (reply.status === 401 || reply.status === 403) {
    const reason = reply.reason ?? 'no reason';
    throw new CredentialsRefused(`Google does not let our key in: ${reply.status}, ${reason}`);
  }
  return reply;
}
