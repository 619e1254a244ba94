import { jsonObject } from '../calls/json-object.js';
import type { ServiceAccount } from '../title-stores.js';

/** Reads the key file of a service account, or null when it is not one that can be used. */
export function readServiceAccount(text: string): ServiceAccount | null {
  const { client_email, private_key, private_key_id, token_uri } =
    jsonObject(Buffer.from(text)) ?? {};
  if (typeof client_email !== 'string' || typeof private_key !== 'string') return null;
  if (token_uri !== undefined && !isOfGoogle(token_uri)) return null;
  return {
    client_email,
    private_key,
    ...(typeof private_key_id === 'string' && { private_key_id }),
    ...(token_uri !== undefined && { token_uri }),
  };
}

/** Older key files name the second one. */
const TOKEN_HOST = /^((.+\.)?googleapis|accounts\.google)\.com$/;

/**
 * What is signed with the key is as good as the key for an hour, so it goes to Google alone; and
 * whoever may write a title's settings must not make this service call an address of theirs.
 */
function isOfGoogle(text: unknown): text is string {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password } = new URL(text);
  const plain = port === '' && username === '' && password === '';
  return protocol === 'https:' && plain && TOKEN_HOST.test(hostname);
}
