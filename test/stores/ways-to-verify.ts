import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import type { ErrorCode } from '../../src/kernel/error-codes.js';
import type { Proof, Store } from '../../src/stores/store-gateway.js';
import type { GoogleVerifier } from '../../src/titles/google-settings.js';
import type { StoresInTest } from './stores-in-test.js';

/** One way in which a purchase is proved to a gateway. All of them pass one contract. */
export interface WayToVerify {
  readonly name: string;
  readonly store: Store;
  readonly googleVerifier: GoogleVerifier;
  /** What a purchase has to be made with, so that the device holds this proof. */
  readonly wish: Partial<PurchaseRequest>;
  /** What the device holds of a purchase, or held when it was made. */
  proofOf(bought: PurchaseView, stores: StoresInTest): Promise<Proof>;
  /** What is said of a purchase of somebody else's app. */
  readonly otherApp: ErrorCode;
  /** True when the proof names its purchase, so that it can be asked for later. */
  readonly namesPurchase: boolean;
  /** True when there is a proof before the payment is made. */
  readonly provesPending: boolean;
  /** True when it tells who owns a purchase, where it was made and for how much. */
  readonly tellsOwner: boolean;
  readonly tellsCountry: boolean;
  readonly tellsPrice: boolean;
  /** A part of what three units cost, in the store's own measure. */
  readonly part: { readonly wish: object; readonly share: { parts: number; of: number } };
}

const apple = {
  store: 'apple',
  googleVerifier: 'productsv2',
  wish: {},
  otherApp: 'receipt_wrong_app',
  namesPurchase: false,
  provesPending: false,
  tellsOwner: true,
  tellsCountry: true,
  tellsPrice: true,
  part: { wish: { percentage: 33.333 }, share: { parts: 33_333, of: 100_000 } },
} as const;
const google = {
  store: 'google',
  wish: {},
  otherApp: 'receipt_wrong_app',
  namesPurchase: true,
  provesPending: true,
  tellsOwner: true,
  tellsCountry: true,
  tellsPrice: false,
  part: { wish: { quantity: 1 }, share: { parts: 1, of: 3 } },
} as const;
const hint = (text: string, productId: string | null = null): Proof => ({ text, productId });

export const WAYS_TO_VERIFY: readonly WayToVerify[] = [
  {
    ...apple,
    name: 'Apple, by a signed transaction',
    proofOf: async ({ proof }) => hint(String(proof)),
  },
  {
    ...apple,
    name: 'Apple, by the id of a transaction',
    proofOf: async ({ id }) => hint(id),
    otherApp: 'receipt_invalid', // in this app Apple knows of no such transaction
    namesPurchase: true,
  },
  {
    ...apple,
    name: 'Apple, by a receipt of StoreKit 1',
    wish: { legacyReceipt: true },
    proofOf: async ({ id }, { simulator }) => hint(await simulator.control.receipt([id])),
    tellsOwner: false, // the simulator's receipts do not: see the test of receipts
    tellsCountry: false,
    tellsPrice: false,
  },
  {
    ...google,
    name: 'Google, by productsv2',
    googleVerifier: 'productsv2',
    proofOf: async ({ id }) => hint(id),
  },
  {
    ...google,
    name: 'Google, by google-play-billing-validator',
    googleVerifier: 'products',
    proofOf: async ({ id, productId }) => hint(id, productId),
  },
];
