import type { PurchaseLine, Share } from './store-gateway.js';

/** Nothing was given back. */
export const NOTHING: Share = { parts: 0, of: 1 };

/** So many parts of a whole of at least 1; nothing has one form only. */
export function shareGivenBack(parts: number, of: number): Share {
  return parts === 0 ? NOTHING : { parts, of };
}

export function isWhole({ parts, of }: Share): boolean {
  return parts === of;
}

/** True when nothing is left of a purchase. */
export function isWhollyGivenBack(lines: readonly PurchaseLine[]): boolean {
  return lines.every((line) => isWhole(line.refunded));
}

export function isPartlyGivenBack(lines: readonly PurchaseLine[]): boolean {
  return lines.some((line) => line.refunded.parts > 0);
}
