import { androidpublisher, type androidpublisher_v3 } from '@googleapis/androidpublisher';
import { JWT, type OAuth2Client } from 'google-auth-library';
import type { Credentials } from '../control-client.js';

export type Publisher = androidpublisher_v3.Androidpublisher;

/**
 * A service account. Its library knows only Google's own token address, so that is turned round.
 */
export function serviceAccountInTest(
  { serviceAccount }: Credentials['google'],
  change: { email?: string; scopes?: string[] } = {},
): JWT {
  const client = new JWT({
    email: serviceAccount.client_email,
    key: serviceAccount.private_key,
    keyId: serviceAccount.private_key_id,
    scopes: ['https://www.googleapis.com/auth/androidpublisher'],
    ...change,
  });
  client.transporter.interceptors.request.add({
    resolved: async (config) => {
      if (config.url.hostname === 'oauth2.googleapis.com') {
        config.url = new URL(serviceAccount.token_uri);
      }
      return config;
    },
  });
  return client;
}

/** Google's own client of the Play Developer API. */
export function publisherInTest(google: Credentials['google'], auth?: OAuth2Client): Publisher {
  const rootUrl = `${google.rootUrl}/`;
  return androidpublisher({
    version: 'v3',
    auth: auth ?? serviceAccountInTest(google),
    rootUrl,
    retry: false,
  });
}

/** What an error of Google looks like to its client. */
export const because = (status: number, reason: string) => ({
  status,
  response: { data: { error: { errors: [{ reason }] } } },
});
