import type { TitleId } from '../kernel/id.js';
import { appleRootCertificate } from './apple-root-ca-g3.js';
import type { AppleAccount, GoogleAccount, StoreAccounts } from './store-accounts.js';
import { StoreUnavailable } from './store-gateway.js';
import type { TitleStores } from './title-stores.js';

const GOOGLE = 'https://androidpublisher.googleapis.com';

/** The real stores. Made at start-up: a changed root certificate stops the start. */
export class LiveAccounts implements StoreAccounts {
  readonly #root = appleRootCertificate();

  constructor(private readonly titles: TitleStores) {}

  async apple(titleId: TitleId): Promise<AppleAccount | null> {
    const { apple } = await this.titles.settingsOf(titleId);
    return apple ?? null;
  }

  async google(titleId: TitleId): Promise<GoogleAccount | null> {
    const { google } = await this.titles.settingsOf(titleId);
    if (!google) return null;
    const { token_uri } = google.serviceAccount;
    if (token_uri !== undefined && !token_uri.startsWith('https://')) {
      throw new StoreUnavailable('the token_uri of the service account must start with https://');
    }
    return { ...google, rootUrl: GOOGLE };
  }

  async appleRoot(): Promise<Buffer> {
    return this.#root;
  }

  forget(): boolean {
    return false;
  }
}
