import type { TitleId } from '../kernel/id.js';
import { boundedFetch } from './bounded-fetch.gateway.js';
import { type JsonObject, jsonObject } from './json-object.js';
import type { AppleAccount, GoogleAccount, StoreAccounts } from './store-accounts.js';
import { StoreUnavailable } from './store-gateway.js';
import type { TitleStores } from './title-stores.js';

interface SimulatedAccounts {
  readonly apple: AppleAccount;
  readonly google: GoogleAccount;
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
    return (await this.#accountsOf(titleId))?.apple ?? null;
  }

  async google(titleId: TitleId): Promise<GoogleAccount | null> {
    return (await this.#accountsOf(titleId))?.google ?? null;
  }

  appleRoot(): Promise<Buffer> {
    return this.#keep('root', async () => {
      const body = await this.#get('/pki/root.der');
      if (body === null) throw new StoreUnavailable('the simulator has no root certificate');
      return body;
    });
  }

  forget(): boolean {
    this.#kept.clear();
    return true;
  }

  async #accountsOf(titleId: TitleId): Promise<SimulatedAccounts | null> {
    const slug = await this.titles.slugOf(titleId);
    return this.#keep(`credentials ${slug}`, async () => {
      const body = await this.#get(`/control/credentials?title=${encodeURIComponent(slug)}`);
      return body && simulatedAccounts(body);
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

function simulatedAccounts(body: Buffer): SimulatedAccounts {
  const credentials = jsonObject(body) as (JsonObject & Partial<SimulatedAccounts>) | null;
  const { apple, google } = credentials ?? {};
  const usable =
    typeof apple?.bundleId === 'string' &&
    typeof google?.packageName === 'string' &&
    typeof google.rootUrl === 'string' &&
    typeof google.serviceAccount?.private_key === 'string';
  if (!usable) throw new StoreUnavailable('the simulator gave no credentials');
  return { apple, google };
}
