import { appsOf, fieldsOf, isText, sealedOf, TitleSettingsError } from './setting-fields.js';

/** One app of a title in the App Store. */
export interface AppleApp {
  readonly bundleId: string;
  readonly appAppleId: number;
}

/** A key of App Store Connect for in-app purchases. */
export interface AppleApiKeySettings {
  readonly issuerId: string;
  readonly keyId: string;
  /** The .p8 file, sealed for `APPLE_API_KEY_PURPOSE`. */
  readonly privateKey: string;
}

/** How a title is known to the App Store. */
export interface AppleSettings {
  readonly apps: readonly [AppleApp, ...AppleApp[]];
  /** Without it nothing is asked of Apple: only signed transactions and receipts are read. */
  readonly apiKey?: AppleApiKeySettings;
  /** For receipts of StoreKit 1, sealed for `APPLE_SHARED_SECRET_PURPOSE`. */
  readonly sharedSecret?: string;
}

/** The purposes under which Apple's keys are sealed: what was sealed for one opens for no other. */
export const APPLE_API_KEY_PURPOSE = 'apple api key';
export const APPLE_SHARED_SECRET_PURPOSE = 'apple shared secret';

const BUNDLE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,154}$/;
const ISSUER = /^[0-9a-fA-F-]{36}$/;
const KEY_ID = /^[A-Z0-9]{2,32}$/;

/**
 * Reads Apple's settings; throws `TitleSettingsError`. A single app may also stand by itself, as
 * `bundleId` and `appAppleId`: so titles were written that had one.
 */
export function appleSettingsOf(value: unknown): AppleSettings {
  const names = ['apps', 'bundleId', 'appAppleId', 'apiKey', 'sharedSecret'];
  const { apps, bundleId, appAppleId, apiKey, sharedSecret } = fieldsOf(value, 'apple', names);
  const single = bundleId !== undefined || appAppleId !== undefined;
  if (single && apps !== undefined) {
    throw new TitleSettingsError('apple has either apps or one bundleId and appAppleId');
  }
  const all = appsOf(single ? [{ bundleId, appAppleId }] : apps, 'apple.apps', appOf);
  for (const field of ['bundleId', 'appAppleId'] as const) {
    if (new Set(all.map((app) => app[field])).size < all.length) {
      throw new TitleSettingsError(`each ${field} may stand once in apple.apps`);
    }
  }
  return {
    apps: all as [AppleApp, ...AppleApp[]],
    ...(apiKey !== undefined && { apiKey: apiKeyOf(apiKey) }),
    ...(sharedSecret !== undefined && {
      sharedSecret: sealedOf(sharedSecret, 'apple.sharedSecret'),
    }),
  };
}

function appOf(value: unknown): AppleApp {
  const { bundleId, appAppleId } = fieldsOf(value, 'an app', ['bundleId', 'appAppleId']);
  if (!isText(bundleId, 155) || !BUNDLE.test(bundleId)) {
    throw new TitleSettingsError('apple.bundleId must be a bundle id such as com.example.game');
  }
  if (!Number.isSafeInteger(appAppleId) || Number(appAppleId) < 1) {
    throw new TitleSettingsError('apple.appAppleId must be the number of the app in the App Store');
  }
  return { bundleId, appAppleId: Number(appAppleId) };
}

function apiKeyOf(value: unknown): AppleApiKeySettings {
  const names = ['issuerId', 'keyId', 'privateKey'];
  const { issuerId, keyId, privateKey } = fieldsOf(value, 'apple.apiKey', names);
  if (!isText(issuerId, 36) || !ISSUER.test(issuerId)) {
    throw new TitleSettingsError('apple.apiKey.issuerId must be the UUID of App Store Connect');
  }
  if (!isText(keyId, 32) || !KEY_ID.test(keyId)) {
    throw new TitleSettingsError('apple.apiKey.keyId must be the name of the key, as in its file');
  }
  return { issuerId, keyId, privateKey: sealedOf(privateKey, 'apple.apiKey.privateKey') };
}
