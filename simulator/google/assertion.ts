import { verify } from 'node:crypto';
import type { ServiceAccount } from '../developer-account.js';

export const publisherScope = 'https://www.googleapis.com/auth/androidpublisher';

/** The audiences that Google's own token endpoints accept, old and new. */
const googleAudiences = [
  'https://oauth2.googleapis.com/token',
  'https://accounts.google.com/o/oauth2/token',
];
const lifetimeSecondsMax = 3600;
const clockToleranceSeconds = 60;

/**
 * Checks the assertion by which a service account asks for a token.
 *
 * It is verified by hand: one widespread client writes plain base64 instead of base64url, which
 * Google tolerates and libraries for signed tokens refuse.
 *
 * @returns why it is refused, in Google's words, or nothing.
 */
export function refuseAssertion(
  assertion: string,
  account: ServiceAccount,
  ownAudiences: string[],
): string | undefined {
  const [header, payload, signature, ...rest] = assertion.split('.');
  if (!header || !payload || !signature || rest.length > 0) return 'Invalid JWT.';
  if (decode(header)?.alg !== 'RS256') return 'Invalid JWT Signature.';
  const signed = Buffer.from(`${header}.${payload}`);
  const bytes = Buffer.from(signature, 'base64');
  if (!verify('RSA-SHA256', signed, account.publicKey, bytes)) return 'Invalid JWT Signature.';
  const claims = decode(payload);
  if (!claims) return 'Invalid JWT.';
  return refuseClaims(claims, account, [...googleAudiences, ...ownAudiences]);
}

function refuseClaims(
  claims: Record<string, unknown>,
  account: ServiceAccount,
  audiences: string[],
): string | undefined {
  if (claims.iss !== account.clientEmail) return 'Invalid grant: account not found';
  if (!audiences.includes(String(claims.aud))) return 'Invalid JWT: Failed audience check.';
  const scopes = String(claims.scope ?? '').split(' ');
  if (!scopes.includes(publisherScope)) return 'Invalid OAuth scope or ID token audience provided.';
  const { iat, exp } = claims;
  const now = Date.now() / 1000;
  const timely =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    exp > now - clockToleranceSeconds &&
    iat < now + clockToleranceSeconds &&
    exp - iat <= lifetimeSecondsMax;
  if (timely) return undefined;
  return (
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. ' +
    'Check your iat and exp values in the JWT claim.'
  );
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64').toString('utf8'));
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
