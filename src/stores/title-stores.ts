import type { TitleId } from '../kernel/id.js';
import type { AppleApp } from '../titles/apple-settings.js';
import type { GooglePushSettings, GoogleVerifier } from '../titles/google-settings.js';

/** A key of App Store Connect, as it signs. */
export interface AppleApiKey {
  readonly issuerId: string;
  readonly keyId: string;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
}

/** What the Play Console gives for a server: the members of the key file that matter here. */
export interface ServiceAccount {
  readonly client_email: string;
  /** PKCS #8 in PEM. */
  readonly private_key: string;
  readonly private_key_id?: string;
  /** Where the key is exchanged for a token; Google's own address when it is missing. */
  readonly token_uri?: string;
}

/** How a title is known to the App Store. */
export interface TitleAtApple {
  readonly apps: readonly AppleApp[];
  /**
   * null: nothing can be asked of Apple. Opened at each use, since most transactions need no key.
   * Throws `StoreUnavailable` when it cannot be read.
   */
  apiKey(): AppleApiKey | null;
  /** For receipts of StoreKit 1; as `apiKey`. */
  sharedSecret(): string | null;
}

/** How a title is known to Google Play. */
export interface TitleAtGoogle {
  readonly packageNames: readonly string[];
  readonly serviceAccount: ServiceAccount;
  readonly push: GooglePushSettings | null;
}

/** What this room needs to know of titles. Secrets come unsealed and are kept nowhere here. */
export interface TitleStores {
  /** The title's name at the store simulator. */
  slugOf(titleId: TitleId): Promise<string>;
  /** What the title wants Google to be asked by; in the simulator too. */
  verifierOf(titleId: TitleId): Promise<GoogleVerifier>;
  /** null: not sold there. */
  appleOf(titleId: TitleId): Promise<TitleAtApple | null>;
  /** null: not sold there. Throws `StoreUnavailable` when the key cannot be read: ours to mend. */
  googleOf(titleId: TitleId): Promise<TitleAtGoogle | null>;
}
