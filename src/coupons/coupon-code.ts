import { createHmac } from 'node:crypto';
import type { Scope } from '../platform/http/caller.js';

/** Crockford's base 32: without I, L, O and U, which people mistake for others. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 16 characters of 5 bits: 80 random bits. */
const LENGTH = 16;
const GROUP = 4;
const WORD = /^[0-9A-Z]{4,32}$/;
const LOOK_ALIKE: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** A new random code as people see it, in groups of four. */
export function randomCode(random: (size: number) => Buffer): string {
  let code = '';
  for (const [at, byte] of random(LENGTH).entries()) {
    if (at > 0 && at % GROUP === 0) code += '-';
    code += ALPHABET[byte & 31]; // 256 is a multiple of 32: no character is likelier
  }
  return code;
}

/**
 * The one form of what somebody typed: capital letters and digits, look-alikes as one, without
 * spaces and dashes. Null: no code looks like that.
 */
export function plainCode(typed: string): string | null {
  const code = typed.replace(/[\s\p{Dash}]/gu, '').toUpperCase();
  if (!WORD.test(code)) return null;
  return code.replace(/[OIL]/g, (letter) => LOOK_ALIKE[letter]!);
}

/**
 * What a code is stored and looked up by. Keyed: a chosen word is soon guessed by whoever has a
 * plain hash of it.
 */
export function codeHash(key: Buffer, { titleId, environment }: Scope, plain: string): Buffer {
  return createHmac('sha256', key).update(`${titleId} ${environment} ${plain}`).digest();
}

/** What the key of `codeHash` is derived for. */
export const CODES_PURPOSE = 'coupon codes';
