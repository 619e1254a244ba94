/** Real proofs have 5 to 6 thousand characters. */
const LENGTH_MAX = 16 * 1024;
const CHAIN_LENGTH = 3;
const THREE_PARTS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * True when a text has the form of what the App Store signs: a compact JWS by ES256 with a chain of
 * three certificates. Cheap, and before all cryptography: whoever sends a thousand certificates
 * shall not make us read one of them.
 */
export function looksLikeAppleProof(proof: string): boolean {
  if (proof.length > LENGTH_MAX || !THREE_PARTS.test(proof)) return false;
  const header = headerOf(proof);
  if (header === null || header.alg !== 'ES256') return false;
  const chain = header.x5c;
  if (!Array.isArray(chain) || chain.length !== CHAIN_LENGTH) return false;
  return chain.every((each) => typeof each === 'string' && BASE64.test(each));
}

/** The transaction id that a proof names, unverified; the proof itself when it names none. */
export function claimedTransaction(proof: string): string {
  const payload = proof.length > LENGTH_MAX ? null : partOf(proof, 1);
  return typeof payload?.transactionId === 'string' ? payload.transactionId : proof;
}

function headerOf(proof: string): Record<string, unknown> | null {
  return partOf(proof, 0);
}

function partOf(proof: string, index: number): Record<string, unknown> | null {
  const text = Buffer.from(proof.split('.', 3)[index] ?? '', 'base64url').toString('utf8');
  try {
    const header: unknown = JSON.parse(text);
    return typeof header === 'object' ? (header as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
