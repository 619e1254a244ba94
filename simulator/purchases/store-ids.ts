import { randomBytes, randomInt } from 'node:crypto';
import type { Environment } from './purchase.js';

/** Digits only, as Apple's; sandbox ids start with 2000 there as well. */
export function newTransactionId(environment: Environment): string {
  return `${environment === 'sandbox' ? '2000' : '4700'}${digits(12)}`;
}

/** Long and opaque, as Google's, and safe in a path. */
export function newPurchaseToken(): string {
  const letters = Array.from({ length: 24 }, () => String.fromCharCode(97 + randomInt(26)));
  return `${letters.join('')}.AO-J1O${randomBytes(84).toString('base64url')}`;
}

export function newGoogleOrderId(): string {
  return `GPA.${digits(4)}-${digits(4)}-${digits(4)}-${digits(5)}`;
}

function digits(count: number): string {
  return randomInt(10 ** count)
    .toString()
    .padStart(count, '0');
}
