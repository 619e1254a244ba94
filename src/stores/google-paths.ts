/** A token has fewer characters than what our database keeps of it. */
const TOKEN = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,254}$/;
const PREFIX = '/androidpublisher/v3/applications';

/** True when a text has the form of a Google purchase token; nothing in it can bend a path. */
export function isPurchaseToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * `purchases.productsv2.getproductpurchasev2`: the product comes from Google, not from a client.
 */
export function purchasePath(packageName: string, token: string): string {
  return `${PREFIX}/${part(packageName)}/purchases/productsv2/tokens/${part(token)}`;
}

/** `purchases.products.consume`, which also acknowledges. */
export function consumePath(
  purchase: { packageName: string; token: string },
  productId: string,
): string {
  const app = `${PREFIX}/${part(purchase.packageName)}`;
  return `${app}/purchases/products/${part(productId)}/tokens/${part(purchase.token)}:consume`;
}

/** One part of a path. Dots alone would be walked, however they are encoded. */
function part(text: string): string {
  if (/^\.*$/.test(text)) throw new Error('a part of a store path is empty or made of dots');
  return encodeURIComponent(text);
}
