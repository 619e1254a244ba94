import { AsyncLocalStorage } from 'node:async_hooks';
import type { Asked, RequestPackage, Told } from 'google-oauth-jwt';
import type { IVerifier } from 'google-play-billing-validator';
import { boundedFetch, type StoreAnswer } from '../calls/bounded-fetch.gateway.js';
import { asObject, jsonObject } from '../calls/json-object.js';
import { StoreUnavailable } from '../store-gateway.js';
import {
  type GoogleClient,
  type GooglePlace,
  quotaOf,
  withOurToken,
} from './google-client.gateway.js';
import { type GoogleReply, googleReply } from './google-reply.js';

/** What a call of the package is to keep to, and what it was answered. */
interface Call {
  readonly timeoutMs: number;
  answer: StoreAnswer | null;
  failure: StoreUnavailable | null;
}

type MakeVerifier = new (options: {
  email: string;
  key: string;
}) => IVerifier & {
  /** The one method through which the package asks Google; documented as the place to override. */
  verify(url: string): Promise<unknown>;
};

/**
 * Asks Google by google-play-billing-validator. The package knows one address, no time limit, and
 * one cache of tokens for the whole process, by the e-mail of the account alone. Here it is given
 * our address, our HTTP with its limits, and a token of ours for each call: nothing of one title is
 * kept for another. What it answers is read by `google-product.ts`, since the package calls pending
 * and cancelled purchases successful.
 */
export class GoogleValidator {
  constructor(private readonly client: GoogleClient) {}

  /** The reply of `purchases.products.get`; throws as `GoogleClient` does. */
  product(place: GooglePlace, of: { token: string; productId: string }): Promise<GoogleReply> {
    const { account, packageName, deadline } = place;
    const receipt = { packageName, productId: of.productId, purchaseToken: of.token };
    return withOurToken(this.client.tokens, { account, deadline }, async (token) => {
      let reply: GoogleReply | null = null;
      const ask = async (timeoutMs: number) => {
        const asked = await askOnce(receipt, { token, rootUrl: account.rootUrl, timeoutMs });
        reply = asked.reply;
        return asked.answer;
      };
      const quota = quotaOf(place, 'purchases');
      await this.client.caller.attempt(ask, { deadline, quota });
      if (reply === null) throw new StoreUnavailable('google-play-billing-validator said nothing');
      return reply;
    });
  }
}

async function askOnce(
  receipt: { packageName: string; productId: string; purchaseToken: string },
  { token, rootUrl, timeoutMs }: { token: string; rootUrl: string; timeoutMs: number },
): Promise<{ answer: StoreAnswer; reply: GoogleReply }> {
  const Verifier = await validator();
  const verifier = new Verifier({ email: '', key: token });
  const verify = verifier.verify.bind(verifier);
  verifier.verify = (url) => verify(rootUrl + new URL(url).pathname);
  const call: Call = { timeoutMs, answer: null, failure: null };
  const said: { payload?: unknown } = await calls.run(call, async () => {
    // What it refuses has lost Google's own word: the answer has it.
    return verifier.verifyINAPP(receipt).catch(() => ({}));
  });
  const { answer, failure } = call;
  if (answer === null) throw failure ?? new StoreUnavailable('Google was not asked');
  const reply = googleReply(answer);
  return {
    answer,
    reply: reply.status === 200 ? { ...reply, body: asObject(said.payload) } : reply,
  };
}

/** The package has no place for a time limit: it travels beside the call. */
const calls = new AsyncLocalStorage<Call>();

/** Stands in for the `request` package. Holds nothing. */
const boundedRequest: RequestPackage = Object.assign(
  (uri: string | null, { headers }: Asked, told: Told) => {
    const call = calls.getStore();
    if (call === undefined) throw new Error('a call of the validator has no limits');
    const asked = { method: 'GET', url: String(uri), ...(headers && { headers }) } as const;
    boundedFetch(asked, call.timeoutMs).then(
      (answer) => {
        call.answer = answer;
        // The package would throw where nobody listens at an error that it cannot take apart.
        const readable = answer.status === 200 && jsonObject(answer.body) !== null;
        if (readable) told(null, { statusCode: answer.status }, answer.body.toString('utf8'));
        else told({ body: null });
      },
      (failure) => {
        call.failure = failure instanceof StoreUnavailable ? failure : null;
        told({ body: null });
      },
    );
  },
  { initParams: (asked: Asked, callback: Told) => ({ ...asked, callback }) },
);

let loading: Promise<MakeVerifier> | null = null;

/**
 * The package, loaded at its first use: most titles never choose it. It fetches its HTTP client
 * once, while it is loaded; that is the moment to hand it another, and nothing stays changed.
 */
function validator(): Promise<MakeVerifier> {
  loading ??= load();
  return loading;
}

async function load(): Promise<MakeVerifier> {
  const { default: oauth } = await import('google-oauth-jwt');
  const { requestWithJWT } = oauth;
  const ownTokens = {
    get: ({ key }: { key: string }, told: (error: null, token: string) => void) => told(null, key),
  };
  oauth.requestWithJWT = () => requestWithJWT(ownTokens, boundedRequest);
  try {
    const loaded = await import('google-play-billing-validator');
    return loaded.default.default as unknown as MakeVerifier;
  } finally {
    oauth.requestWithJWT = requestWithJWT;
  }
}
