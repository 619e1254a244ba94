import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { World } from '../world.js';

const lifetimeSecondsMax = 60 * 60;

/**
 * The bundle that a request speaks for, when its bearer token is one that Apple would accept:
 * signed by the API key that it names, for this audience, and valid for at most an hour.
 * Checked against real time, see the virtual clock.
 */
export async function bearerBundle(
  world: World,
  authorization: string | undefined,
): Promise<string | undefined> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (!token) return undefined;
  const { issuerId, keyId, publicKey } = world.developerAccount.apple;
  try {
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(publicKey), {
      algorithms: ['ES256'],
      issuer: issuerId,
      audience: 'appstoreconnect-v1',
      requiredClaims: ['exp', 'iat'],
      clockTolerance: '30s',
    });
    const short = payload.exp! - payload.iat! <= lifetimeSecondsMax;
    const known = protectedHeader.kid === keyId && world.apps.ofBundle(payload.bid) !== undefined;
    return short && known ? String(payload.bid) : undefined;
  } catch {
    return undefined;
  }
}
