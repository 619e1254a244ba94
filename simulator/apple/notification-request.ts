import type { SendingFaultKind } from '../faults.js';
import { type Forge, forgeries } from '../forgery.js';
import type { Notification } from '../notifications/notification.js';
import type { OutgoingRequest } from '../notifications/outgoing-request.js';
import type { CertificateChain } from '../pki/certificate-chain.js';
import { signData } from './signed-data.js';

/** The signature that a receiver must not accept, by the fault that asks for it. */
const forges: Partial<Record<SendingFaultKind, Forge>> = {
  tamper: async (chain, payload) => {
    const [header, , signature] = (await signData(chain, payload)).split('.');
    const changed = Buffer.from(JSON.stringify({ ...payload, signedDate: 0 }));
    return `${header}.${changed.toString('base64url')}.${signature}`;
  },
  unsigned: forgeries.unsigned!,
  wrong_key: forgeries.ownRootOfTheSameName!,
};

/** What the App Store posts, signed now. */
export async function appleRequest(
  chain: CertificateChain,
  notification: Notification,
  fault: SendingFaultKind | null,
): Promise<OutgoingRequest> {
  const signedPayload = await signedPayloadOf(chain, notification, fault);
  return { headers: {}, body: JSON.stringify({ signedPayload }) };
}

export async function signedPayloadOf(
  chain: CertificateChain,
  notification: Notification,
  fault: SendingFaultKind | null = null,
): Promise<string> {
  const { claims, nested, raw } = notification;
  if (raw !== null) return raw;
  const payload = structuredClone(claims) as Record<string, Record<string, unknown>>;
  if (nested) {
    const sign = fault === 'forged_nested' ? forges.wrong_key! : signData;
    const member = payload[nested.member] ?? {};
    payload[nested.member] = { ...member, [nested.field]: await sign(chain, nested.claims) };
  }
  if (fault === 'wrong_app' && payload.data) payload.data.bundleId = 'com.example.stranger';
  const sign = (fault && forges[fault]) || signData;
  return sign(chain, payload);
}
