/** The package brings no types. Only what is used is here. */
declare module 'node-apple-receipt-verify' {
  /** What is read of one transaction of a receipt; nothing of it has been checked. */
  export interface ExtractedPurchase {
    readonly bundleId: unknown;
    readonly transactionId: unknown;
    readonly originalTransactionId: unknown;
    readonly productId: unknown;
    readonly purchaseDate: unknown;
    /** Above 0 for a subscription. */
    readonly expirationDate: unknown;
    readonly quantity: unknown;
    readonly appAccountToken?: unknown;
    readonly cancellationDate?: unknown;
    readonly cancellationReason?: unknown;
  }

  /** null when the response has no receipt. */
  export function extract(options: {
    readonly response: object;
    readonly extended: true;
  }): Promise<(ExtractedPurchase | undefined)[] | null>;
}
