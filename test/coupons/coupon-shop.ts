import type { Operator } from '../support/operator.js';
import type { ServiceAddress } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';

const welcome = (more: object = {}) => ({
  name: { en: 'Welcome' },
  grants: [{ sku: 'potion', quantity: 2 }],
  gives: { GEM: 50 },
  ...more,
});

/** Coupons of every kind: for all, for few, gone, and one that gives what is owned once. */
export const COUPONS = {
  welcome: welcome(),
  scarce: welcome({ stock: 7, gives: undefined }),
  often: welcome({ limitPerPlayer: 3, grants: undefined, expiresAfterDays: 30 }),
  skin: { name: { en: 'Skin' }, grants: [{ sku: 'skin.frost', quantity: 1 }] },
  over: welcome({ endsAt: '2020-01-01T00:00:00Z', startsAt: '2019-01-01T00:00:00Z' }),
  later: welcome({ startsAt: '2099-01-01T00:00:00Z' }),
  gone: welcome({ archived: true }),
};

/** Publishes the sample catalog with them; `change` may make another version of it. */
export function offerCoupons(
  service: Pick<ServiceAddress, 'url'>,
  change: (coupons: Record<string, object>) => void = () => {},
): Promise<void> {
  const coupons: Record<string, object> = structuredClone(COUPONS);
  change(coupons);
  return publishChanged(service, (catalog) => Object.assign(catalog, { coupons }));
}

/** Has an operator make codes for a coupon. */
export async function codesOf(
  operator: Operator,
  coupon: string,
  wish: object = {},
): Promise<string[]> {
  return (await operator.post(`/catalog/coupons/${coupon}/codes`, wish)).codes;
}
