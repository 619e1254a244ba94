import type { TitleId } from '../kernel/id.js';
import type { AppleApp } from '../titles/apple-settings.js';
import type { GooglePushSettings } from '../titles/google-settings.js';
import { boundedFetch } from './calls/bounded-fetch.gateway.js';
import { jsonObject } from './calls/json-object.js';
import type { AppleAccount, GoogleAccount, StoreAccounts } from './store-accounts.js';
import { StoreUnavailable } from './store-gateway.js';
import type { ServiceAccount, TitleStores } from './title-stores.js';

/** What `GET /control/credentials` gives, as far as it is needed here. */
interface Credentials {
  readonly apple: {
    readonly apps: readonly AppleApp[];
    readonly issuerId: string;
    readonly keyId: string;
    readonly privateKey: string;
    readonly sharedSecret: string;
    readonly baseUrls: AppleAccount['apiUrls'];
    readonly verifyReceiptUrls: AppleAccount['receiptUrls'];
  };
  readonly google: {
    readonly packageNames: readonly string[];
    readonly rootUrl: string;
    readonly serviceAccount: ServiceAccount;
    readonly push: GooglePushSettings & { readonly certsUrl: string };
  };
}

const TIMEOUT_MS = 3_000;

/**
 * The store simulator. It gives out its keys to whoever asks, so a title needs no settings there
 * but its name. Everything is asked for at the first need, kept, and asked for again after
 * `forget`.
 */
export class SimulatorAccounts implements StoreAccounts {
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(
    private readonly url: string,
    private readonly titles: TitleStores,
  ) {}

  async apple(titleId: TitleId): Promise<AppleAccount | null> {
    const apple = (await this.#credentialsOf(titleId))?.apple;
    if (!apple || apple.apps.length === 0) return null;
    return {
      apps: apple.apps,
      apiKey: () => apple,
      sharedSecret: () => apple.sharedSecret,
      apiUrls: apple.baseUrls,
      receiptUrls: apple.verifyReceiptUrls,
    };
  }

  async google(titleId: TitleId): Promise<GoogleAccount | null> {
    const google = (await this.#credentialsOf(titleId))?.google;
    if (!google || google.packageNames.length === 0) return null;
    const verifier = await this.titles.verifierOf(titleId);
    return { ...google, verifier, pushKeysUrl: google.push.certsUrl };
  }

  appleRoot(): Promise<Buffer> {
    return this.#keep('root', async () => {
      const body = await this.#get('/pki/root.der');
      if (body === null) throw new StoreUnavailable('the simulator has no root certificate');
      return body;
    });
  }

  async aheadMs(): Promise<number> {
    const { offsetMs } = jsonObject((await this.#get('/control/clock')) ?? Buffer.of()) ?? {};
    if (typeof offsetMs !== 'number') throw new StoreUnavailable('the simulator tells no time');
    return offsetMs;
  }

  forget(): boolean {
    this.#kept.clear();
    return true;
  }

  async #credentialsOf(titleId: TitleId): Promise<Credentials | null> {
    const slug = await this.titles.slugOf(titleId);
    return this.#keep(`credentials ${slug}`, async () => {
      const body = await this.#get(`/control/credentials?title=${encodeURIComponent(slug)}`);
      return body && credentialsIn(body);
    });
  }

  /** Callers at the same time share one request; what failed or is not there is not kept. */
  async #keep<Kept>(name: string, get: () => Promise<Kept>): Promise<Kept> {
    const kept = this.#kept.get(name) ?? get();
    this.#kept.set(name, kept);
    const drop = () => {
      if (this.#kept.get(name) === kept) this.#kept.delete(name);
    };
    try {
      const value = await kept;
      if (value === null) drop();
      return value as Kept;
    } catch (error) {
      drop();
      throw error;
    }
  }

  async #get(path: string): Promise<Buffer | null> {
    const { status, body } = await boundedFetch(
      { method: 'GET', url: this.url + path },
      TIMEOUT_MS,
    );
    if (status === 200) return body;
    if (status === 404) return null;
    throw new StoreUnavailable(`the simulator answered ${status}`);
  }
}

function credentialsIn(body: Buffer): Credentials {
  const { apple, google } = (jsonObject(body) ?? {}) as Partial<Credentials>;
  const usable =
    Array.isArray(apple?.apps) &&
    typeof apple.privateKey === 'string' &&
    typeof apple.baseUrls?.production === 'string' &&
    typeof apple.verifyReceiptUrls?.production === 'string' &&
    Array.isArray(google?.packageNames) &&
    typeof google.rootUrl === 'string' &&
    typeof google.serviceAccount?.private_key === 'string' &&
    typeof google.push?.certsUrl === 'string';
  if (!usable) throw new StoreUnavailable('the simulator gave no credentials');
  return { apple, google };
}
