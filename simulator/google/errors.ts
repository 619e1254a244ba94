/** An answer in the shape of Google's API errors. */
export interface GoogleError {
  error: {
    code: number;
    message: string;
    status?: string;
    errors: { message: string; domain: string; reason: string }[];
  };
}

interface Refused {
  status: number;
  body: GoogleError;
}

const tokenParameter = { location: 'token', locationType: 'parameter' };

/** The errors that the simulator gives, by what is wrong. */
export const googleErrors = {
  unauthenticated: refused(
    401,
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie ' +
      'or other valid authentication credential.',
    { domain: 'global', reason: 'authError', location: 'Authorization', locationType: 'header' },
    'UNAUTHENTICATED',
  ),
  /** The package belongs to another studio, as far as this account can see. */
  forbidden: refused(403, 'The caller does not have permission.', {
    domain: 'androidpublisher',
    reason: 'permissionDenied',
  }),
  tokenNotFound: refused(404, 'The purchase token was not found.', {
    domain: 'androidpublisher',
    reason: 'purchaseTokenNotFound',
    ...tokenParameter,
  }),
  tokenGone: refused(410, 'The purchase token is no longer valid.', {
    domain: 'androidpublisher',
    reason: 'purchaseTokenNoLongerValid',
    ...tokenParameter,
  }),
  /** A part of the API that is not simulated. */
  pathNotFound: refused(404, 'Not Found', { domain: 'global', reason: 'notFound' }, 'NOT_FOUND'),
  orderNotFound: refused(404, 'The order was not found.', {
    domain: 'androidpublisher',
    reason: 'orderNotFound',
    location: 'orderId',
    locationType: 'parameter',
  }),
  /** The token belongs to another package or product, or a parameter is out of its range. */
  invalidValue: refused(400, 'Invalid Value', {
    domain: 'androidpublisher',
    reason: 'invalid',
    ...tokenParameter,
  }),
  invalidState: refused(
    400,
    'The purchase is not in a valid state to perform the desired operation.',
    { domain: 'androidpublisher', reason: 'invalidPurchaseState', ...tokenParameter },
  ),
};

/** A body or a query that says something impossible. */
export function invalidArgument(message: string): Refused {
  const detail = { domain: 'androidpublisher', reason: 'invalidArgument' };
  return refused(400, message, detail, 'INVALID_ARGUMENT');
}

/** What Google answers with a status that a test asked for. */
export function googleFault(status: number): GoogleError {
  if (status === 410) return googleErrors.tokenGone.body;
  const reason =
    status === 429 ? 'rateLimitExceeded' : status === 403 ? 'forbidden' : 'backendError';
  return refused(status, `Simulated fault ${status}`, { domain: 'global', reason }).body;
}

/** What the token endpoint, which follows OAuth, answers with such a status. */
export function tokenFault(status: number): { error: string; error_description: string } {
  const error = status < 500 ? 'invalid_grant' : 'internal_failure';
  return { error, error_description: `Simulated fault ${status}` };
}

function refused(
  code: number,
  message: string,
  detail: { domain: string; reason: string; location?: string; locationType?: string },
  status?: string,
): Refused {
  const errors = [{ message, ...detail }];
  return { status: code, body: { error: { code, message, ...(status && { status }), errors } } };
}
