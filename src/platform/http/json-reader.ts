import { isUtf8 } from 'node:buffer';
import { Problem } from '../../kernel/problem.js';

const DEPTH_MAX = 16;
const KEYS_MAX = 200;

/** These would reach the prototype of every object in a careless assignment. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export interface JsonLimits {
  /** Bytes; above is `body_too_large`. */
  readonly bytesMax: number;
  /** Keys in the whole text, at every depth. */
  readonly keysMax?: number;
}

/**
 * Reads a JSON object strictly: UTF-8 without a byte order mark, an object at the top, no key twice
 * in an object, at most 16 levels. Throws nothing but `Problem`. A number too large for a double
 * becomes Infinity here and is refused by the rules of its field.
 */
export function readJsonObject(bytes: Buffer, limits: JsonLimits): Record<string, unknown> {
  if (bytes.length > limits.bytesMax) throw new Problem('body_too_large');
  if (!isUtf8(bytes)) throw new Problem('invalid_encoding');
  const text = bytes.toString('utf8'); // a byte order mark stays in and is no JSON
  const keysInText = countKeys(text);
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('malformed_json', { detail: 'The body must be one JSON object.' });
  }
  if (keysInText > (limits.keysMax ?? KEYS_MAX)) {
    throw new Problem('too_long', { detail: 'The body has too many keys.' });
  }
  // JSON.parse keeps the last of two equal keys, so that fewer are left than the text had.
  if (keysIn(value, '') !== keysInText) throw new Problem('duplicate_json_key');
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed_json'); // the parser's own message repeats the input
  }
}

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;

/**
 * Counts the colons outside strings, one for each key, and refuses deep nesting before the parser
 * meets it. In a text that is not JSON the number means nothing; the parser refuses that text.
 */
function countKeys(text: string): number {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) throw new Problem('malformed_json');
    } else if (code === COLON) {
      keys++;
    } else if ((code | 32) === 123) {
      if (++depth > DEPTH_MAX) throw new Problem('json_too_deep'); // { or [
    } else if ((code | 32) === 125) {
      depth--; // } or ]
    }
  }
  return keys;
}

/** The place of the closing quote, or -1. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

/** Counts the keys of a value, at most 16 deep, and refuses the dangerous ones. */
function keysIn(value: object, pointer: string): number {
  if (Array.isArray(value)) {
    let keys = 0;
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      if (typeof element === 'object' && element !== null) {
        keys += keysIn(element, `${pointer}/${index}`);
      }
    }
    return keys;
  }
  const names = Object.keys(value);
  let keys = names.length;
  for (const name of names) {
    if (FORBIDDEN_KEYS.has(name)) throw forbiddenKey(`${pointer}/${name}`);
    const field = (value as Record<string, unknown>)[name];
    if (typeof field === 'object' && field !== null) keys += keysIn(field, `${pointer}/${name}`);
  }
  return keys;
}

function forbiddenKey(pointer: string): Problem {
  const error = { pointer: pointer.slice(0, 200), code: 'unknown_field', detail: 'is not allowed' };
  return new Problem('unknown_field', { errors: [error] });
}
