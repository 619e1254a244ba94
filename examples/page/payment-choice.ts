export type StoreName = 'apple' | 'google';

export const STORE_NAMES: Readonly<Record<StoreName, string>> = {
  apple: 'App Store',
  google: 'Google Play',
};

/** What the payment sheet asks for: true to pay, `pending` to pay later, false to cancel. */
export type Confirm = (
  store: StoreName,
  productId: string,
  accountToken: string | undefined,
) => Promise<boolean | 'pending'>;
