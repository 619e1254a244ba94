/** An answer in the shape of the App Store Server API's errors. */
export interface AppleError {
  errorCode: number;
  errorMessage: string;
}

/** The App Store Server API says no. The first three digits of its codes are the HTTP status. */
export class AppleRefusal extends Error {
  constructor(readonly error: AppleError) {
    super(error.errorMessage);
  }

  get status(): number {
    return Math.floor(this.error.errorCode / 10_000);
  }
}

/** Apple answers this one as text, not as JSON. */
export const unauthenticatedText = 'Unauthenticated\n';

/** The errors that the simulator gives, by what is wrong. */
export const appleErrors = {
  badRequest: error(4000000, 'Bad request.'),
  invalidRevision: error(4000005, 'Invalid request revision.'),
  invalidTransactionId: error(4000006, 'Invalid transaction id.'),
  startTooLongAgo: error(4000012, 'The start date is too far in the past.'),
  startAfterEnd: error(4000013, 'The start date must be before the end date.'),
  invalidPaginationToken: error(4000014, 'Invalid pagination token.'),
  invalidStartDate: error(4000015, 'Invalid start date.'),
  invalidEndDate: error(4000016, 'Invalid end date.'),
  invalidNotificationType: error(4000018, 'Invalid notification type or subtype.'),
  severalFilters: error(4000019, 'Give a transaction id or a notification type, not both.'),
  invalidTestToken: error(4000020, 'Invalid test notification token.'),
  invalidSort: error(4000021, 'Invalid sort.'),
  invalidProductType: error(4000022, 'Invalid product type.'),
  invalidProductId: error(4000023, 'Invalid product id.'),
  invalidSubscriptionGroup: error(4000024, 'Invalid subscription group identifier.'),
  invalidOwnership: error(4000026, 'Invalid in-app ownership type.'),
  invalidRevoked: error(4000030, 'Invalid revoked value.'),
  invalidAccountTenure: error(4000032, 'Invalid account tenure.'),
  invalidConsumptionToken: error(4000033, 'The app account token is no UUID and not empty.'),
  invalidConsumptionStatus: error(4000034, 'Invalid consumption status.'),
  invalidConsent: error(4000035, 'Invalid customer consented value, or no consent.'),
  invalidDeliveryStatus: error(4000036, 'Invalid delivery status.'),
  invalidDollarsPurchased: error(4000037, 'Invalid lifetime dollars purchased.'),
  invalidDollarsRefunded: error(4000038, 'Invalid lifetime dollars refunded.'),
  invalidPlatform: error(4000039, 'Invalid platform.'),
  invalidPlayTime: error(4000040, 'Invalid play time.'),
  invalidSample: error(4000041, 'Invalid sample content provided value.'),
  invalidUserStatus: error(4000042, 'Invalid user status.'),
  typeNotSupported: error(4000047, 'This type of transaction is not supported.'),
  appTransactionNotSupported: error(4000048, 'App transaction ids are not supported here.'),
  invalidAccountToken: error(4000183, 'The app account token is not a UUID.'),
  familyTransaction: error(4000185, 'Transactions of Family Sharing are not supported.'),
  notOriginal: error(4000187, 'This is not an original transaction id.'),
  noNotificationUrl: error(4040007, 'No server notification URL was found.'),
  testNotFound: error(4040008, 'Test notification not found.'),
  statusRequestNotFound: error(4040009, 'Status request not found.'),
  /** Also for a transaction of the other environment, or of another app. */
  transactionNotFound: error(4040010, 'Transaction id not found.'),
  noAppTransaction: error(4040019, 'No app transaction exists for this customer.'),
} as const;

/** What Apple answers with a status that a test asked for. */
export function appleFault(status: number): AppleError | string {
  if (status === 401) return unauthenticatedText;
  if (status === 404) return appleErrors.transactionNotFound;
  if (status === 429) return error(4290000, 'Rate limit exceeded.');
  if (status === 503) return error(5000001, 'An unknown error occurred. Please try again.');
  if (status >= 500) return error(5000000, 'An unknown error occurred.');
  return error(status * 10_000, `Simulated fault ${status}`);
}

/** What the endpoint of old receipts answers with such a status: its own numbers. */
export function receiptFault(status: number): { status: number } {
  return { status: status === 503 ? 21005 : 21009 };
}

function error(errorCode: number, errorMessage: string): AppleError {
  return { errorCode, errorMessage };
}
