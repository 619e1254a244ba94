import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { StoreRequest } from '../calls/bounded-fetch.gateway.js';
import { type Deadline, storeDeadline } from '../calls/deadline.js';
import { type JsonObject, jsonObject } from '../calls/json-object.js';
import { StoreCaller } from '../calls/store-caller.gateway.js';
import { CredentialsRefused } from '../credentials-refused.js';
import type { AppleAccount } from '../store-accounts.js';
import type { AppleApiKey } from '../title-stores.js';
import { AppleBearers } from './apple-bearers.js';
import { isTransactionId } from './apple-proof.js';

/** What the App Store Server API answered. */
export interface AppleReply {
  readonly status: number;
  /** null when the answer is no JSON object: a proxy's page, half an answer, nothing. */
  readonly body: JsonObject | null;
  /** Apple's own number for an error, such as 4040010. */
  readonly errorCode: number | null;
}

/** Where a call goes, and who makes it. */
export interface ApplePlace {
  readonly account: AppleAccount;
  readonly key: AppleApiKey;
  readonly bundleId: string;
  readonly environment: Environment;
  /** Shared by calls that answer one question. */
  readonly deadline?: Deadline;
}

/**
 * The calls of the App Store Server API that gems need, all of them safe to repeat. A call takes at
 * most five seconds with all its tries. Any reply that is not about our key is given back; throws
 * `CredentialsRefused` for 401, `StoreUnavailable` when there is no reply.
 *
 * Apple's own client is not used here: it has no time limit, follows redirects, and puts ids into
 * paths as they are.
 */
export class AppleClient {
  readonly #bearers: AppleBearers;

  constructor(
    clock: Clock,
    /** One for each environment: the sandbox is down more often, and must not stop the other. */
    private readonly callers: Readonly<Record<Environment, StoreCaller>> = {
      production: new StoreCaller(),
      sandbox: new StoreCaller(),
    },
  ) {
    this.#bearers = new AppleBearers(clock);
  }

  transaction(place: ApplePlace, id: string): Promise<AppleReply> {
    return this.#call(place, 'GET', `/inApps/v1/transactions/${idPart(id)}`);
  }

  finish(place: ApplePlace, id: string): Promise<AppleReply> {
    return this.#call(place, 'POST', `/inApps/v1/transactions/${idPart(id)}/finish`);
  }

  /** `id` is the original transaction id, which a consumable shares with its transaction. */
  setAccountToken(place: ApplePlace, id: string, appAccountToken: string): Promise<AppleReply> {
    const path = `/inApps/v1/transactions/${idPart(id)}/appAccountToken`;
    return this.#call(place, 'PUT', path, { appAccountToken });
  }

  sendConsumption(place: ApplePlace, id: string, content: object): Promise<AppleReply> {
    const path = `/inApps/v2/transactions/consumption/${idPart(id)}`;
    return this.#call(place, 'PUT', path, content);
  }

  /** One page of the customer's refunds, after a `revision` of an earlier page. */
  refunds(place: ApplePlace, id: string, revision: string | null): Promise<AppleReply> {
    const query = revision === null ? '' : `?revision=${encodeURIComponent(revision)}`;
    return this.#call(place, 'GET', `/inApps/v2/refund/lookup/${idPart(id)}${query}`);
  }

  /** One page of what the customer bought that can be used up, as `refunds`. */
  purchases(place: ApplePlace, id: string, revision: string | null): Promise<AppleReply> {
    const query = new URLSearchParams({
      productType: 'CONSUMABLE',
      ...(revision !== null && { revision }),
    });
    return this.#call(place, 'GET', `/inApps/v2/history/${idPart(id)}?${query}`);
  }

  /** One page of notifications, of the request that its first page was asked with. */
  notifications(place: ApplePlace, asked: object, token: string | null): Promise<AppleReply> {
    const query = token === null ? '' : `?paginationToken=${encodeURIComponent(token)}`;
    return this.#call(place, 'POST', `/inApps/v1/notifications/history${query}`, asked);
  }

  async #call(
    place: ApplePlace,
    method: StoreRequest['method'],
    path: string,
    content?: object,
  ): Promise<AppleReply> {
    const { account, environment, deadline = storeDeadline() } = place;
    const request: StoreRequest = {
      method,
      url: account.apiUrls[environment] + path,
      headers: {
        authorization: `Bearer ${await this.#bearers.of(place.key, place.bundleId)}`,
        accept: 'application/json',
        ...(content && { 'content-type': 'application/json' }),
      },
      ...(content && { body: JSON.stringify(content) }),
    };
    const quota = `${place.key.keyId} ${place.bundleId} ${method} ${kindOf(path)}`;
    const answer = await this.callers[environment].call(request, deadline, quota);
    if (answer.status === 401) throw new CredentialsRefused('Apple does not let our key in: 401');
    const body = jsonObject(answer.body);
    const errorCode = typeof body?.errorCode === 'number' ? body.errorCode : null;
    return { status: answer.status, body, errorCode };
  }
}

/** Apple limits the calls of each kind, whatever they are about. */
function kindOf(path: string): string {
  return path.replace(/\?.*$|\/\d+(?=\/|$|\?)/gs, '');
}

/** Ids are looked at before they come here; this is the last look before a path is made. */
function idPart(id: string): string {
  if (!isTransactionId(id)) throw new Error('a part of an Apple path is no transaction id');
  return id;
}
