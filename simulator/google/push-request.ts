import { SignJWT } from 'jose';
import type { App } from '../apps.js';
import type { SendingFaultKind } from '../faults.js';
import type { Notification } from '../notifications/notification.js';
import type { OutgoingRequest } from '../notifications/outgoing-request.js';
import { type PushAccount, pushAccountOf, pushIssuer } from './push-account.js';
import type { PushKeys } from './push-keys.js';

const tokenSeconds = 3600;

/** A pushed Pub/Sub message, as it would be sent now, or spoilt by a fault. */
export async function pushRequest(
  keys: PushKeys,
  app: App,
  notification: Notification,
  fault: SendingFaultKind | null,
): Promise<OutgoingRequest> {
  const account = pushAccountOf(app);
  const token = fault === 'unsigned' ? null : await bearerToken(keys, account, fault);
  return {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: JSON.stringify(envelope(notification, account, fault)),
  };
}

function envelope(
  notification: Notification,
  account: PushAccount,
  fault: SendingFaultKind | null,
): object {
  const { id, claims, raw } = notification;
  const told = fault === 'wrong_app' ? { ...claims, packageName: 'com.example.stranger' } : claims;
  const publishTime = new Date(notification.createdAt).toISOString();
  return {
    message: {
      attributes: {},
      data: raw ?? Buffer.from(JSON.stringify(told)).toString('base64'),
      messageId: id,
      message_id: id,
      publishTime,
      publish_time: publishTime,
    },
    subscription: account.subscription,
  };
}

/** An OpenID Connect token. Its times are real: the receiver has no other. */
async function bearerToken(
  keys: PushKeys,
  account: PushAccount,
  fault: SendingFaultKind | null,
): Promise<string> {
  const key = fault === 'wrong_key' ? await keys.impostor() : await keys.current();
  const now = Math.floor(Date.now() / 1000) - (fault === 'expired' ? 2 * tokenSeconds : 0);
  const claims = {
    iss: fault === 'wrong_issuer' ? 'https://accounts.example.com' : pushIssuer,
    aud: fault === 'wrong_audience' ? 'https://stranger.example/push' : account.audience,
    azp: account.subject,
    sub: account.subject,
    email: fault === 'wrong_email' ? 'stranger@example.com' : account.email,
    email_verified: fault !== 'unverified_email',
    iat: now,
    exp: now + tokenSeconds,
  };
  if (fault === 'alg_none') return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: key.keyId, typ: 'JWT' })
    .sign(key.privateKey);
  if (fault !== 'tamper') return token;
  const [header, , signature] = token.split('.');
  return `${header}.${part({ ...claims, sub: '0' })}.${signature}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
