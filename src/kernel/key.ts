/**
 * Keys that a studio chooses: sku, offer key, product key, currency code. Case-sensitive (api.md).
 */
export const STUDIO_KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function isStudioKey(text: unknown): text is string {
  return typeof text === 'string' && STUDIO_KEY.test(text);
}
