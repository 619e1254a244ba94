import type { TitleId } from '../kernel/id.js';
import { appleRootCertificate } from './apple-root-ca-g3.js';
import type { AppleAccount, GoogleAccount, StoreAccounts } from './store-accounts.js';
import type { TitleStores } from './title-stores.js';

const GOOGLE = 'https://androidpublisher.googleapis.com';

/** The real stores. Made at start-up: a changed root certificate stops the start. */
export class LiveAccounts implements StoreAccounts {
  readonly #root = appleRootCertificate();

  constructor(private readonly titles: TitleStores) {}

  async apple(titleId: TitleId): Promise<AppleAccount | null> {
    return (await this.titles.settingsOf(titleId)).apple ?? null;
  }

  async google(titleId: TitleId): Promise<GoogleAccount | null> {
    const { google } = await this.titles.settingsOf(titleId);
    return google ? { ...google, rootUrl: GOOGLE } : null;
  }

  async appleRoot(): Promise<Buffer> {
    return this.#root;
  }

  forget(): boolean {
    return false;
  }
}
