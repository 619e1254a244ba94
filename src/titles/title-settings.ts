/** Signature algorithms of identity tokens. Never `none`, never one with a shared secret. */
export const IDENTITY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export type IdentityAlgorithm = (typeof IDENTITY_ALGORITHMS)[number];

/** What a title is called in the stores, and whose identity tokens it accepts. */
export interface TitleSettings {
  readonly apple?: { readonly bundleId: string; readonly appAppleId: number };
  readonly google?: {
    readonly packageName: string;
    /** The service account's JSON, sealed by the process secret for `SERVICE_ACCOUNT_PURPOSE`. */
    readonly serviceAccount?: string;
  };
  readonly identity?: {
    readonly issuer: string;
    readonly audience: string;
    readonly jwksUrl: string;
    readonly algorithms: readonly IdentityAlgorithm[];
  };
}

/** The purpose under which a Google service account is sealed. */
export const SERVICE_ACCOUNT_PURPOSE = 'google service account';

/** Settings are wrong; the message is a sentence that says what to write. */
export class TitleSettingsError extends Error {}

const BUNDLE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,154}$/;
const PACKAGE = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)+$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads settings from JSON values; throws `TitleSettingsError` on the first fault. Unknown fields
 * are faults: a misspelt one would silently do nothing. `loopbackAllowed` lets a key set come from
 * this machine without TLS, as the simulator's does.
 */
export function titleSettingsOf(value: unknown, loopbackAllowed: boolean): TitleSettings {
  const all = fields(value, 'settings', ['apple', 'google', 'identity']);
  return {
    ...(all.apple === undefined ? {} : { apple: appleOf(all.apple) }),
    ...(all.google === undefined ? {} : { google: googleOf(all.google) }),
    ...(all.identity === undefined ? {} : { identity: identityOf(all.identity, loopbackAllowed) }),
  };
}

function appleOf(value: unknown): NonNullable<TitleSettings['apple']> {
  const { bundleId, appAppleId } = fields(value, 'apple', ['bundleId', 'appAppleId']);
  if (!isText(bundleId, 155) || !BUNDLE.test(bundleId)) {
    throw new TitleSettingsError('apple.bundleId must be a bundle id such as com.example.game');
  }
  if (!Number.isSafeInteger(appAppleId) || Number(appAppleId) < 1) {
    throw new TitleSettingsError('apple.appAppleId must be the number of the app in the App Store');
  }
  return { bundleId, appAppleId: Number(appAppleId) };
}

function googleOf(value: unknown): NonNullable<TitleSettings['google']> {
  const { packageName, serviceAccount } = fields(value, 'google', [
    'packageName',
    'serviceAccount',
  ]);
  if (!isText(packageName, 255) || !PACKAGE.test(packageName)) {
    throw new TitleSettingsError('google.packageName must be a package such as com.example.game');
  }
  if (serviceAccount === undefined) return { packageName };
  if (!isText(serviceAccount, 20_000) || !serviceAccount.startsWith('v1.')) {
    throw new TitleSettingsError('google.serviceAccount must be sealed: use the title command');
  }
  return { packageName, serviceAccount };
}

function identityOf(
  value: unknown,
  loopbackAllowed: boolean,
): NonNullable<TitleSettings['identity']> {
  const names = ['issuer', 'audience', 'jwksUrl', 'algorithms'];
  const { issuer, audience, jwksUrl, algorithms } = fields(value, 'identity', names);
  if (!isText(issuer, 500)) throw new TitleSettingsError('identity.issuer must be a text');
  if (!isText(audience, 500)) throw new TitleSettingsError('identity.audience must be a text');
  if (!isText(jwksUrl, 1_000) || !isKeySetAddress(jwksUrl, loopbackAllowed)) {
    throw new TitleSettingsError('identity.jwksUrl must be an https address');
  }
  const known = (name: unknown) => IDENTITY_ALGORITHMS.includes(name as IdentityAlgorithm);
  if (!Array.isArray(algorithms) || algorithms.length === 0 || !algorithms.every(known)) {
    const words = IDENTITY_ALGORITHMS.join(', ');
    throw new TitleSettingsError(`identity.algorithms must be a list of ${words}`);
  }
  return { issuer, audience, jwksUrl, algorithms: algorithms as IdentityAlgorithm[] };
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

function isKeySetAddress(text: string, loopbackAllowed: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  return (
    protocol === 'https:' || (loopbackAllowed && protocol === 'http:' && LOOPBACK.has(hostname))
  );
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= most;
}

function fields(value: unknown, name: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TitleSettingsError(`${name} must be an object`);
  }
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd !== undefined) {
    throw new TitleSettingsError(`${name} has only the fields ${known.join(', ')}`);
  }
  return value as Fields;
}
