import { jsonObject } from '../calls/json-object.js';
import type { ServiceAccount } from '../title-stores.js';

/** Reads the key file of a service account, or null when it is not one that can be used. */
export function readServiceAccount(text: string): ServiceAccount | null {
  const { client_email, private_key, private_key_id, token_uri } =
    jsonObject(Buffer.from(text)) ?? {};
  if (typeof client_email !== 'string' || typeof private_key !== 'string') return null;
  if (token_uri !== undefined && !isSecureAddress(token_uri)) return null;
  return {
    client_email,
    private_key,
    ...(typeof private_key_id === 'string' && { private_key_id }),
    ...(token_uri !== undefined && { token_uri }),
  };
}

/** What is signed with the key is as good as the key for an hour: it travels by TLS only. */
function isSecureAddress(text: unknown): text is string {
  return typeof text === 'string' && URL.canParse(text) && new URL(text).protocol === 'https:';
}
