import type { TitleId } from '../kernel/id.js';
import { appleRootCertificate } from './apple/apple-root-ca-g3.js';
import type { AppleAccount, GoogleAccount, StoreAccounts } from './store-accounts.js';
import type { TitleStores } from './title-stores.js';

const APPLE_API = {
  production: 'https://api.storekit.apple.com',
  sandbox: 'https://api.storekit-sandbox.apple.com',
};
const APPLE_RECEIPTS = {
  production: 'https://buy.itunes.apple.com/verifyReceipt',
  sandbox: 'https://sandbox.itunes.apple.com/verifyReceipt',
};
const GOOGLE = 'https://androidpublisher.googleapis.com';
const GOOGLE_PUSH_KEYS = 'https://www.googleapis.com/oauth2/v3/certs';

/** The real stores. Made at start-up: a changed root certificate stops the start. */
export class LiveAccounts implements StoreAccounts {
  readonly #root = appleRootCertificate();

  constructor(private readonly titles: TitleStores) {}

  async apple(titleId: TitleId): Promise<AppleAccount | null> {
    const title = await this.titles.appleOf(titleId);
    return title && { ...title, apiUrls: APPLE_API, receiptUrls: APPLE_RECEIPTS };
  }

  async google(titleId: TitleId): Promise<GoogleAccount | null> {
    const title = await this.titles.googleOf(titleId);
    if (title === null) return null;
    const verifier = await this.titles.verifierOf(titleId);
    return { ...title, verifier, rootUrl: GOOGLE, pushKeysUrl: GOOGLE_PUSH_KEYS };
  }

  async appleRoot(): Promise<Buffer> {
    return this.#root;
  }

  async aheadMs(): Promise<number> {
    return 0;
  }

  forget(): boolean {
    return false;
  }
}
