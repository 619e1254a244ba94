import { createHash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import type { Clock } from '../../kernel/clock.js';
import { type Deadline, storeDeadline } from '../calls/deadline.js';
import { type JsonObject, jsonObject } from '../calls/json-object.js';
import { StoreCaller } from '../calls/store-caller.gateway.js';
import { CredentialsRefused } from '../credentials-refused.js';
import { StoreUnavailable } from '../store-gateway.js';
import type { ServiceAccount } from '../title-stores.js';

interface AccessToken {
  readonly text: string;
  readonly usableUntil: number;
}

/** A token that is there or on its way; until it has come, everybody waits for the same one. */
interface KeptToken {
  readonly asked: Promise<AccessToken>;
  come: AccessToken | null;
}

const SCOPE = 'https://www.googleapis.com/auth/androidpublisher';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_URI = 'https://oauth2.googleapis.com/token';
const ASSERTION_SECONDS = 3_600;
/** A token is not used in its last minute: it must survive the call that it is for. */
const MARGIN_MS = 60_000;
const TOKENS_MAX = 1_000;

/**
 * Access tokens of service accounts (RFC 7523). A token is kept until shortly before its end;
 * callers at the same time share one request for it, which takes as long as any call to a store,
 * while each of them waits no longer than it has time.
 *
 * Each account has a caller of its own: what its endpoint does says nothing of the store, and a key
 * file of one title stops no other.
 */
export class GoogleTokens {
  readonly #tokens = new Map<string, KeptToken>();
  readonly #callers = new Map<string, StoreCaller>();

  constructor(private readonly clock: Clock) {}

  /** Throws `CredentialsRefused` or `StoreUnavailable`. */
  async tokenOf(account: ServiceAccount, deadline: Deadline): Promise<string> {
    const name = nameOf(account);
    const kept = this.#tokens.get(name);
    const usable = kept && (kept.come === null || kept.come.usableUntil > this.clock.now());
    if (usable && kept.come !== null) return kept.come.text;
    return (await within(deadline, (usable ? kept : this.#ask(name, account)).asked)).text;
  }

  /** Forgets a token that was refused, unless another caller has a newer one already. */
  forget(account: ServiceAccount, text: string): void {
    const name = nameOf(account);
    if (this.#tokens.get(name)?.come?.text === text) this.#tokens.delete(name);
  }

  #ask(name: string, account: ServiceAccount): KeptToken {
    if (this.#tokens.size >= TOKENS_MAX) this.#tokens.clear();
    const asked: KeptToken = { asked: this.#exchange(name, account), come: null };
    this.#tokens.set(name, asked);
    asked.asked.then(
      (token) => {
        asked.come = token;
      },
      () => {
        if (this.#tokens.get(name) === asked) this.#tokens.delete(name);
      },
    );
    return asked;
  }

  #callerOf(name: string): StoreCaller {
    if (this.#callers.size >= TOKENS_MAX) this.#callers.clear();
    const caller = this.#callers.get(name) ?? new StoreCaller();
    this.#callers.set(name, caller);
    return caller;
  }

  async #exchange(name: string, account: ServiceAccount): Promise<AccessToken> {
    const url = account.token_uri ?? TOKEN_URI;
    const assertion = await this.#assertion(account, url);
    const request = {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: GRANT_TYPE, assertion }).toString(),
    } as const;
    const answer = await this.#callerOf(name).call(request, storeDeadline(), 'tokens');
    if (answer.status >= 400) {
      throw new CredentialsRefused(`Google gives no token for the key: ${answer.status}`);
    }
    return this.#accessToken(answer.status === 200 ? jsonObject(answer.body) : null);
  }

  #accessToken(body: JsonObject | null): AccessToken {
    const { access_token: text, expires_in: seconds } = body ?? {};
    if (typeof text !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(text)) {
      throw new StoreUnavailable('the answer of the token endpoint is no token');
    }
    const lifetimeMs = typeof seconds === 'number' ? seconds * 1_000 : 0;
    return { text, usableUntil: this.clock.now() + lifetimeMs - MARGIN_MS };
  }

  async #assertion(account: ServiceAccount, audience: string): Promise<string> {
    const { client_email, private_key, private_key_id } = account;
    const seconds = Math.floor(this.clock.now() / 1_000);
    try {
      return await new SignJWT({ scope: SCOPE })
        .setProtectedHeader({
          alg: 'RS256',
          typ: 'JWT',
          ...(private_key_id && { kid: private_key_id }),
        })
        .setIssuer(client_email)
        .setAudience(audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + ASSERTION_SECONDS)
        .sign(await importPKCS8(private_key, 'RS256'));
    } catch {
      // What the library says may hold parts of the key.
      throw new CredentialsRefused('the private_key of the service account is not usable');
    }
  }
}

/** By the key itself: whoever names another's account without its key gets none of its tokens. */
function nameOf({ client_email, private_key, token_uri }: ServiceAccount): string {
  const key = createHash('sha256').update(private_key).digest('base64');
  return JSON.stringify([client_email, key, token_uri]);
}

/** What others wait for as well goes on after a deadline; only this waiter leaves. */
async function within<Result>(deadline: Deadline, shared: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const leave = () => reject(new StoreUnavailable('Google gives no token in time'));
    timer = setTimeout(leave, deadline.remainingMs());
  });
  try {
    return await Promise.race([shared, late]);
  } finally {
    clearTimeout(timer);
  }
}
