import type { Environment } from '../kernel/environment.js';
import type { TitleId } from '../kernel/id.js';
import type { GoogleVerifier } from '../titles/google-settings.js';
import type { TitleAtApple, TitleAtGoogle } from './title-stores.js';

type Addresses = Readonly<Record<Environment, string>>;

/** A title at Apple, and where Apple is. Addresses have no slash at the end. */
export interface AppleAccount extends TitleAtApple {
  /** The App Store Server API. */
  readonly apiUrls: Addresses;
  /** Where receipts of StoreKit 1 are verified. */
  readonly receiptUrls: Addresses;
}

/** A title at Google, and where Google is. */
export interface GoogleAccount extends TitleAtGoogle {
  /** The Play Developer API, without a slash at the end. */
  readonly rootUrl: string;
  readonly verifier: GoogleVerifier;
  /** The keys that sign the tokens of Pub/Sub. */
  readonly pushKeysUrl: string;
}

/**
 * What a gateway must know to ask a store for a title: the live stores with the title's own
 * settings, or the simulator with what the simulator gives out. null: the title does not sell
 * there.
 *
 * Every method throws `StoreUnavailable` when it cannot be told now.
 */
export interface StoreAccounts {
  apple(titleId: TitleId): Promise<AppleAccount | null>;
  google(titleId: TitleId): Promise<GoogleAccount | null>;
  /** The certificate, in DER, that Apple's chains lead to. */
  appleRoot(): Promise<Buffer>;
  /**
   * How far the stores' clock is ahead of ours, in milliseconds: a simulator's can be moved, the
   * real ones tell the same time as we do.
   */
  aheadMs(): Promise<number>;
  /**
   * The store did not believe what was given. True when it was forgotten and asking once more may
   * give something else: a simulator that was reset has new keys.
   */
  forget(): boolean;
}

/** The injection token of `StoreAccounts`. */
export const STORE_ACCOUNTS = Symbol('store accounts');
