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

/** What one attempt suffers on purpose. */
interface Suffering {
  kind: SendingFaultKind | null;
  /** For `old_signed_date`: how much older it says to be. */
  ageMs: number;
}

const nothing: Suffering = { kind: null, ageMs: 0 };

/** What the App Store posts, signed now. */
export async function appleRequest(
  chain: CertificateChain,
  notification: Notification,
  suffering: Suffering,
): Promise<OutgoingRequest> {
  const signedPayload = await signedPayloadOf(chain, notification, suffering);
  return { headers: {}, body: JSON.stringify({ signedPayload }) };
}

export async function signedPayloadOf(
  chain: CertificateChain,
  notification: Notification,
  { kind: fault, ageMs }: Suffering = nothing,
): Promise<string> {
  const { claims, nested, raw } = notification;
  if (raw !== null) return raw;
  const payload = structuredClone(claims) as Record<string, Record<string, unknown>>;
  const dated = fault === 'old_signed_date' ? (of: Claims) => older(of, ageMs) : (of: Claims) => of;
  if (nested) {
    const sign = fault === 'forged_nested' ? forges.wrong_key! : signData;
    const member = payload[nested.member] ?? {};
    payload[nested.member] = { ...member, [nested.field]: await sign(chain, dated(nested.claims)) };
  }
  if (fault === 'wrong_app' && payload.data) payload.data.bundleId = 'com.example.stranger';
  const sign = (fault && forges[fault]) || signData;
  return sign(chain, dated(payload));
}

type Claims = Record<string, unknown>;

/** As if it had been signed earlier; what has no such date stays as it is. */
function older(claims: Claims, ageMs: number): Claims {
  const { signedDate } = claims;
  return typeof signedDate === 'number' ? { ...claims, signedDate: signedDate - ageMs } : claims;
}
