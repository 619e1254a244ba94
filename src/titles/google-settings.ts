import {
  appsOf,
  fieldsOf,
  isText,
  sealedOf,
  TitleSettingsError,
  wordOf,
} from './setting-fields.js';

/** One app of a title in Google Play. */
export interface GoogleApp {
  readonly packageName: string;
}

/**
 * What a purchase token is asked of: `productsv2` tells the product by itself and is the usual one;
 * `products` goes through google-play-billing-validator and needs the client to name the product.
 */
export const GOOGLE_VERIFIERS = ['productsv2', 'products'] as const;
export type GoogleVerifier = (typeof GOOGLE_VERIFIERS)[number];

/** Whose real-time notifications are believed (Pub/Sub push with an OIDC token). */
export interface GooglePushSettings {
  readonly audience: string;
  /** The service account that Pub/Sub pushes as. */
  readonly email: string;
  /** `projects/…/subscriptions/…` */
  readonly subscription: string;
}

/** How a title is known to Google Play. */
export interface GoogleSettings {
  readonly apps: readonly [GoogleApp, ...GoogleApp[]];
  /** The key file of the service account, sealed for `SERVICE_ACCOUNT_PURPOSE`. */
  readonly serviceAccount?: string;
  readonly verifier: GoogleVerifier;
  /** Without it no notification of Google is believed. */
  readonly push?: GooglePushSettings;
}

/** The purpose under which a Google service account is sealed. */
export const SERVICE_ACCOUNT_PURPOSE = 'google service account';

const PACKAGE = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)+$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const SUBSCRIPTION = /^projects\/[^/\s]+\/subscriptions\/[^/\s]+$/;

/**
 * Reads Google's settings; throws `TitleSettingsError`. A single app may also stand by itself, as
 * `packageName`: so titles were written that had one.
 */
export function googleSettingsOf(value: unknown): GoogleSettings {
  const names = ['apps', 'packageName', 'serviceAccount', 'verifier', 'push'];
  const read = fieldsOf(value, 'google', names);
  const { apps, packageName, serviceAccount, push } = read;
  const single = packageName !== undefined;
  if (single && apps !== undefined) {
    throw new TitleSettingsError('google has either apps or one packageName');
  }
  const all = appsOf(single ? [{ packageName }] : apps, 'google.apps', appOf);
  if (new Set(all.map((app) => app.packageName)).size < all.length) {
    throw new TitleSettingsError('each packageName may stand once in google.apps');
  }
  return {
    apps: all as [GoogleApp, ...GoogleApp[]],
    verifier: wordOf(read.verifier, 'google.verifier', GOOGLE_VERIFIERS),
    ...(serviceAccount !== undefined && {
      serviceAccount: sealedOf(serviceAccount, 'google.serviceAccount'),
    }),
    ...(push !== undefined && { push: pushOf(push) }),
  };
}

function appOf(value: unknown): GoogleApp {
  const { packageName } = fieldsOf(value, 'an app', ['packageName']);
  if (!isText(packageName, 255) || !PACKAGE.test(packageName)) {
    throw new TitleSettingsError('google.packageName must be a package such as com.example.game');
  }
  return { packageName };
}

function pushOf(value: unknown): GooglePushSettings {
  const names = ['audience', 'email', 'subscription'];
  const { audience, email, subscription } = fieldsOf(value, 'google.push', names);
  if (!isText(audience, 500)) throw new TitleSettingsError('google.push.audience must be a text');
  if (!isText(email, 320) || !EMAIL.test(email)) {
    throw new TitleSettingsError('google.push.email must be the account that Pub/Sub pushes as');
  }
  if (!isText(subscription, 500) || !SUBSCRIPTION.test(subscription)) {
    const form = 'projects/<project>/subscriptions/<name>';
    throw new TitleSettingsError(`google.push.subscription must be ${form}`);
  }
  return { audience, email, subscription };
}
