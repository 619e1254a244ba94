/** An answer in the shape of the App Store Server API's errors. */
export interface AppleError {
  errorCode: number;
  errorMessage: string;
}

/** Apple answers this one as text, not as JSON. */
export const unauthenticatedText = 'Unauthenticated\n';

export const invalidTransactionId: AppleError = {
  errorCode: 4000006,
  errorMessage: 'Invalid transaction id.',
};
/** Also for a transaction of the other environment, or of another app. */
export const transactionNotFound: AppleError = {
  errorCode: 4040010,
  errorMessage: 'Transaction id not found.',
};

/** What Apple answers with a status that a test asked for. */
export function appleFault(status: number): AppleError | string {
  if (status === 401) return unauthenticatedText;
  if (status === 404) return transactionNotFound;
  if (status === 429) return { errorCode: 4290000, errorMessage: 'Rate limit exceeded.' };
  if (status === 503) {
    return { errorCode: 5000001, errorMessage: 'An unknown error occurred. Please try again.' };
  }
  if (status >= 500) return { errorCode: 5000000, errorMessage: 'An unknown error occurred.' };
  return { errorCode: status * 10_000, errorMessage: `Simulated fault ${status}` };
}
