import { createHash } from 'node:crypto';
import type { ApiKeyKind } from './title.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 32;
const PREFIX: Readonly<Record<ApiKeyKind, string>> = { publishable: 'pk_', secret: 'sk_' };
const FORM: Readonly<Record<ApiKeyKind, RegExp>> = {
  publishable: /^pk_(?:[A-Za-z0-9]{32}|demo|demo_sandbox)$/,
  secret: /^sk_(?:[A-Za-z0-9]{32}|demo|demo_sandbox)$/,
};

/** The keys of the demo title: known to everybody, so they open nothing outside simulator mode. */
const WELL_KNOWN = new Set(['pk_demo', 'sk_demo', 'pk_demo_sandbox', 'sk_demo_sandbox']);

/** True when the text has the form of a key of this kind; spares a look-up otherwise. */
export function hasKeyForm(kind: ApiKeyKind, text: string): boolean {
  return FORM[kind].test(text);
}

export function isWellKnownKey(text: string): boolean {
  return WELL_KNOWN.has(text);
}

/** A new key of 190 random bits, from a source of random bytes. */
export function newApiKey(kind: ApiKeyKind, random: (size: number) => Uint8Array): string {
  return PREFIX[kind] + chanceText(random);
}

/** 32 letters and digits, each as likely as any other: 190 random bits. */
export function chanceText(random: (size: number) => Uint8Array): string {
  let text = '';
  while (text.length < LENGTH) {
    for (const byte of random(LENGTH)) {
      // 248 is the largest multiple of 62 in a byte: what is above would favour some letters.
      if (byte < 248 && text.length < LENGTH) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

/**
 * What is stored of a key. A fast hash is right: the key has too much chance in it to be guessed.
 */
export function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Enough to recognise a key in a list, and nothing to guess it by. */
export function hintOf(key: string): string {
  return key.length <= 16 ? key : `${key.slice(0, 5)}..${key.slice(-4)}`;
}
