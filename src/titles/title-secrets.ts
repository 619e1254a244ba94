import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProcessSecret } from '../platform/http/process-secret.js';
import { APPLE_API_KEY_PURPOSE, APPLE_SHARED_SECRET_PURPOSE } from './apple-settings.js';
import { SERVICE_ACCOUNT_PURPOSE } from './google-settings.js';
import { TitleSettingsError } from './setting-fields.js';
import type { TitleSettings } from './title-settings.js';

/** The files of a title's secrets, as the stores' consoles give them. */
export interface SecretFiles {
  /** The JSON key file of a Google service account. */
  readonly googleKey?: string | undefined;
  /** The .p8 file of an App Store Connect key for in-app purchases. */
  readonly appleKey?: string | undefined;
  /** A file that holds the shared secret for receipts, and nothing else. */
  readonly appleSecret?: string | undefined;
}

/** Fields as they stand in a file: nothing of them is known to be right. */
type Written = Record<string, unknown>;

/**
 * The settings of a file with the secrets in their places: sealed anew from the files that were
 * named, otherwise as the title has them already. So a change of an app name needs no key file, and
 * no secret has to stand in the settings file. Throws `TitleSettingsError`.
 */
export function withSecrets(
  settings: object,
  files: SecretFiles,
  { earlier, secret }: { earlier: TitleSettings; secret: ProcessSecret },
): object {
  const seal = (purpose: string, text: string | null) => text && secret.seal(purpose, text);
  const { apple, google } = settings as Written;
  const accountSealed = placed(google, 'google.serviceAccount', {
    fresh: seal(SERVICE_ACCOUNT_PURPOSE, serviceAccountIn(files.googleKey)),
    kept: earlier.google?.serviceAccount,
  });
  const sharedSealed = placed(apple, 'apple.sharedSecret', {
    fresh: seal(APPLE_SHARED_SECRET_PURPOSE, sharedSecretIn(files.appleSecret)),
    kept: earlier.apple?.sharedSecret,
  });
  const key = writtenOf(writtenOf(apple)?.apiKey);
  const known = earlier.apple?.apiKey;
  const keySealed = placed(key, 'apple.apiKey.privateKey', {
    fresh: seal(APPLE_API_KEY_PURPOSE, appleKeyIn(files.appleKey)),
    // A key is of use only under its own name: another keyId needs its own file.
    kept: known?.keyId === key?.keyId ? known?.privateKey : undefined,
  });
  return {
    ...settings,
    ...(accountSealed && { google: accountSealed }),
    ...(sharedSealed && { apple: { ...sharedSealed, ...(keySealed && { apiKey: keySealed }) } }),
  };
}

function writtenOf(value: unknown): Written | undefined {
  return typeof value === 'object' && value !== null ? (value as Written) : undefined;
}

/**
 * The fields with a secret in its place, whose full name is given: the one of a file before what
 * the settings bring, and that before what the title has. Throws when a file has no place.
 */
function placed(
  fields: unknown,
  place: string,
  { fresh, kept }: { fresh: string | null; kept: string | undefined },
): Written | undefined {
  const written = writtenOf(fields);
  const name = place.slice(place.lastIndexOf('.') + 1);
  if (!written && fresh !== null) {
    const parent = place.slice(0, place.lastIndexOf('.'));
    throw new TitleSettingsError(`a key was given, but the settings say nothing of ${parent}`);
  }
  const value = fresh ?? written?.[name] ?? kept;
  return written && value !== undefined ? { ...written, [name]: value } : written;
}

function serviceAccountIn(file: string | undefined): string | null {
  if (file === undefined) return null;
  const text = textIn(file);
  const { client_email, private_key } = objectIn(text);
  if (typeof client_email !== 'string' || typeof private_key !== 'string') {
    throw new TitleSettingsError('the Google key must be the JSON file of a service account');
  }
  return JSON.stringify(JSON.parse(text));
}

function appleKeyIn(file: string | undefined): string | null {
  if (file === undefined) return null;
  const text = textIn(file).trim();
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(text);
    const { namedCurve } = asymmetricKeyDetails ?? {};
    if (asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return text;
  } catch {
    // What the library says may hold parts of the key.
  }
  throw new TitleSettingsError('the Apple key must be the .p8 file of App Store Connect');
}

function sharedSecretIn(file: string | undefined): string | null {
  if (file === undefined) return null;
  const text = textIn(file).trim();
  if (/^[0-9A-Za-z]{16,64}$/.test(text)) return text;
  throw new TitleSettingsError('the shared secret must stand alone in its file');
}

/** The JSON object in a text; throws `TitleSettingsError` and shows nothing of it. */
export function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The sentence below says what is needed; the parser's own would show part of the file.
  }
  throw new TitleSettingsError('the file must be readable and hold one JSON object');
}

/** The text of a file; throws `TitleSettingsError`. */
export function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new TitleSettingsError(`the file ${file} must be readable`);
  }
}
