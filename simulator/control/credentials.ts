import type { App } from '../apps.js';
import { sharedSecretOf } from '../developer-account.js';
import { pushAccountOf, pushIssuer } from '../google/push-account.js';
import type { World } from '../world.js';

/** What a studio downloads from both stores, as `GET /control/credentials` gives it. */
export interface Credentials {
  apple: {
    issuerId: string;
    keyId: string;
    privateKey: string;
    /** The title's first app at Apple, and below all of them. */
    bundleId: string;
    appAppleId: number;
    apps: { bundleId: string; appAppleId: number }[];
    baseUrls: { production: string; sandbox: string };
    rootCertificateUrl: string;
    /** For receipts of the old kind. */
    sharedSecret: string;
    verifyReceiptUrls: { production: string; sandbox: string };
  };
  google: {
    /** The title's first app at Google, and below all of them. */
    packageName: string;
    packageNames: string[];
    rootUrl: string;
    serviceAccount: {
      type: 'service_account';
      client_email: string;
      private_key: string;
      private_key_id: string;
      token_uri: string;
    };
    /** How pushed messages present themselves. */
    push: {
      issuer: string;
      audience: string;
      email: string;
      subscription: string;
      certsUrl: string;
    };
  };
}

/** What App Store Connect and the Play Console give to the studio, pointing at this simulator. */
export function credentials(world: World, apps: App[], url: string): Credentials {
  const { apple, google } = world.developerAccount;
  const title = apps[0]!.title;
  const appleApps = apps.flatMap(({ bundleId, appAppleId }) =>
    bundleId !== undefined && appAppleId !== undefined ? [{ bundleId, appAppleId }] : [],
  );
  const packageNames = apps.flatMap(({ packageName }) => packageName ?? []);
  const { audience, email, subscription } = pushAccountOf({ title });
  return {
    apple: {
      issuerId: apple.issuerId,
      keyId: apple.keyId,
      privateKey: apple.privateKey,
      bundleId: appleApps[0]?.bundleId ?? '',
      appAppleId: appleApps[0]?.appAppleId ?? 0,
      apps: appleApps,
      baseUrls: { production: `${url}/production`, sandbox: `${url}/sandbox` },
      rootCertificateUrl: `${url}/pki/root.pem`,
      sharedSecret: sharedSecretOf(world.developerAccount),
      verifyReceiptUrls: {
        production: `${url}/production/verifyReceipt`,
        sandbox: `${url}/sandbox/verifyReceipt`,
      },
    },
    google: {
      packageName: packageNames[0] ?? '',
      packageNames,
      rootUrl: url,
      serviceAccount: {
        type: 'service_account',
        client_email: google.clientEmail,
        private_key: google.privateKey,
        private_key_id: google.privateKeyId,
        token_uri: `${url}/token`,
      },
      push: {
        issuer: pushIssuer,
        audience,
        email,
        subscription,
        certsUrl: `${url}/oauth2/v3/certs`,
      },
    },
  };
}
