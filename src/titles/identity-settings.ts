import { fieldsOf, isText, TitleSettingsError } from './setting-fields.js';

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

/** Whose identity tokens a title accepts. */
export interface IdentitySettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly algorithms: readonly IdentityAlgorithm[];
}

/**
 * Reads the identity provider; throws `TitleSettingsError`. `loopbackAllowed` lets a key set come
 * from this machine without TLS, as the simulator's does.
 */
export function identitySettingsOf(value: unknown, loopbackAllowed: boolean): IdentitySettings {
  const names = ['issuer', 'audience', 'jwksUrl', 'algorithms'];
  const { issuer, audience, jwksUrl, algorithms } = fieldsOf(value, 'identity', names);
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
