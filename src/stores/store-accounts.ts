import type { TitleId } from '../kernel/id.js';
import type { ServiceAccount } from './title-stores.js';

/** A title's app at Apple. */
export interface AppleAccount {
  readonly bundleId: string;
}

/** A title's app at Google, and where Google is. */
export interface GoogleAccount {
  readonly packageName: string;
  readonly serviceAccount: ServiceAccount;
  /** Without a slash at the end. */
  readonly rootUrl: string;
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
   * The store did not believe what was given. True when it was forgotten and asking once more may
   * give something else: a simulator that was reset has new keys.
   */
  forget(): boolean;
}

/** The injection token of `StoreAccounts`. */
export const STORE_ACCOUNTS = Symbol('store accounts');
