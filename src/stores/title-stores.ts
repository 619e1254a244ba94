import type { TitleId } from '../kernel/id.js';

/** What the Play Console gives for a server: the members of the key file that matter here. */
export interface ServiceAccount {
  readonly client_email: string;
  /** PKCS #8 in PEM. */
  readonly private_key: string;
  readonly private_key_id?: string;
  /** Where the key is exchanged for a token; Google's own address when it is missing. */
  readonly token_uri?: string;
}

/** How a title is known to the stores; a missing store is one that the title does not use. */
export interface TitleStoreSettings {
  readonly apple?: { readonly bundleId: string };
  readonly google?: { readonly packageName: string; readonly serviceAccount: ServiceAccount };
}

/** What this room needs to know of titles. Secrets come unsealed and are kept nowhere here. */
export interface TitleStores {
  /** The title's name at the store simulator. */
  slugOf(titleId: TitleId): Promise<string>;
  /** Throws `StoreUnavailable` when the service account cannot be read: ours to mend. */
  settingsOf(titleId: TitleId): Promise<TitleStoreSettings>;
}
