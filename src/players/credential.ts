import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a player signs in with. */
export type CredentialKind = 'device' | 'identity';

/** A subject is looked up by its hash: the database names neither devices nor accounts. */
export function subjectHash(kind: CredentialKind, ...parts: readonly string[]): Buffer {
  const hash = createHash('sha256').update(kind);
  // Lengths first: two subjects whose parts join to the same text must stay apart.
  for (const part of parts) hash.update(`\n${part.length} ${part}`);
  return hash.digest();
}

/**
 * What is stored of a device secret. A fast keyed hash is right: the secret is made by the SDK with
 * enough chance in it. The key is fixed, so that a new process secret locks nobody out.
 */
export function deviceSecretHash(deviceId: string, secret: string): Buffer {
  return createHmac('sha256', 'gemtill device secret').update(`${deviceId}\n${secret}`).digest();
}

/** Compares in a time that tells nothing. */
export function sameHash(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
